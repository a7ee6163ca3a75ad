// Blocks by the n, blocks by an address in them, and what is kept without being used.
extension Walk {
  /// Law 27: blocks that come from one call are as those from many.
  mutating func allocateBlocks(
    _ id: Int, count: Int, _ byteCount: Int, _ alignment: Int, _ subject: Subject
  ) -> Violation? {
    for number in id..<id + count where shadow.index(of: number) != nil { return nil }
    if isTooMuch(byteCount, alignment, subject) { return nil }
    var blocks: [Block] = unsafe []
    let granted = unsafe subject.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment) {
      unsafe blocks.append($0)
    }
    let call = "allocateBlocks(count: \(count), byteCount: \(byteCount), alignment: \(alignment))"
    if unsafe granted != blocks.count || granted > count {
      return unsafe Violation(law: 27, call + " returned \(granted), but passed on \(blocks.count) blocks")
    }
    for unsafe(index, block) in unsafe blocks.enumerated() {
      if let violation = unsafe flaw(of: block, byteCount: byteCount, alignment: alignment) { return violation }
      unsafe insert(block, id: id + index)
    }
    if granted < count {
      wasRefused = true
      return flaw(ofRefusing: byteCount, alignment: alignment, while: "allocating several blocks")
        ?? shadow.someChanged()
    }
    return nil
  }

  mutating func deallocateBlocks(_ id: Int, count: Int, _ subject: Subject) -> Violation? {
    var blocks: [Block] = unsafe []
    for number in id..<id + count {
      guard let index = shadow.index(of: number) else { continue }
      let entry = shadow.blocks[index]
      if let first = unsafe blocks.first,
        unsafe entry.block.byteCount != first.byteCount || entry.block.alignment != first.alignment
      {
        continue
      }
      if let violation = flaw(ofReturning: entry, subject) { return violation }
      shadow.remove(at: index)
      unsafe blocks.append(entry.block)
    }
    if unsafe blocks.isEmpty { return nil }
    unsafe subject.deallocateBlocks(blocks)
    return shadow.someChanged()
  }

  /// Law 28: a block is found from every address in it, and can be returned by one.
  mutating func deallocate(_ id: Int, containing offset: Int, _ subject: Subject) -> Violation? {
    guard let index = shadow.index(of: id) else { return nil }
    let entry = shadow.blocks[index]
    guard subject.locatesBlocks, unsafe !entry.block.isEmpty else { return deallocate(id, subject) }
    if let violation = flaw(ofReturning: entry, subject) { return violation }
    shadow.remove(at: index)
    unsafe subject.deallocate(containing: entry.block.address + offset % entry.block.byteCount)
    return shadow.someChanged()
  }

  /// Where a locator says that a block is, asked at its first byte, its last one, one between, and the first one behind
  /// its place.
  func flaw(ofLocating block: Block, _ subject: Subject) -> Violation? {
    guard subject.locatesBlocks, unsafe !block.isEmpty else { return nil }
    var first: Block?
    for offset in unsafe [0, block.byteCount - 1, block.byteCount / 2] {
      let question = unsafe "block(containing:) of byte \(offset) of the live block of \(block)"
      guard let place = unsafe subject.block(containing: block.address + offset) else {
        return Violation(law: 28, question + " is nil")
      }
      if unsafe place.address > block.address || place.endAddress < block.endAddress {
        return unsafe Violation(law: 28, question + " is \(place), which does not hold all of it")
      }
      if let first = unsafe first, unsafe first.address != place.address || first.byteCount != place.byteCount {
        return unsafe Violation(law: 28, question + " is \(place), but of its first byte \(first)")
      }
      if let other = unsafe shadow.neighbor(in: place, except: block) {
        return unsafe Violation(
          law: 28, question + " is \(place), where the live block \(other.id), \(other.block), is")
      }
      unsafe first = place
    }
    guard let end = unsafe first?.endAddress, let place = unsafe subject.block(containing: end) else { return nil }
    if unsafe place.address > end || place.endAddress <= end {
      return unsafe Violation(
        law: 28, "block(containing:) of the byte behind the place of \(block) is \(place), which does not hold it")
    }
    return nil
  }

  /// Law 29: what is kept without being used goes back, and nothing else.
  mutating func releaseUnused(_ subject: Subject) -> Violation? {
    let (byteCount, requestCount) = (memory.wholeLiveByteCount, memory.requestCount)
    let released = subject.releaseUnused()
    let returned = byteCount - memory.wholeLiveByteCount
    // More than is said may return: what lies between the allocator and its parent can add to each block.
    if released < 0 || released == 0 && returned != 0 || byteCount > 0 && released > byteCount {
      return Violation(
        law: 29, "releaseUnused() returned \(released), but the parent got \(returned) of \(byteCount) bytes back")
    }
    if memory.requestCount > requestCount {
      return Violation(law: 29, "releaseUnused() asked the parent for memory")
    }
    let again = subject.releaseUnused()
    if again != 0 {
      return Violation(law: 29, "releaseUnused() returned \(released), and then \(again) at once")
    }
    return shadow.someChanged()
  }
}

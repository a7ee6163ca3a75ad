extension Walk {
  mutating func allocate(
    _ id: Int, _ byteCount: Int, _ alignment: Int, zeroed: Bool, _ subject: Subject
  ) -> Violation? {
    guard shadow.index(of: id) == nil, !isTooMuch(byteCount, alignment, subject) else { return nil }
    // Zeroing this much would take too long or end the program: it is asked for only when it will be refused.
    if zeroed, byteCount > Traits.greatestWrittenByteCount,
      let block = unsafe subject.allocate(byteCount: byteCount, alignment: alignment)
    {
      if let violation = unsafe flaw(of: block, byteCount: byteCount, alignment: alignment) { return violation }
      unsafe insert(block, id: id)
      return nil
    }
    let answer =
      zeroed
      ? unsafe subject.allocateZeroed(byteCount: byteCount, alignment: alignment)
      : unsafe subject.allocate(byteCount: byteCount, alignment: alignment)
    guard let block = unsafe answer else {
      wasRefused = true
      return flaw(ofRefusing: byteCount, alignment: alignment, while: "allocating") ?? shadow.someChanged()
    }
    if let violation = unsafe flaw(of: block, byteCount: byteCount, alignment: alignment) { return violation }
    if zeroed {
      touchedByteCount += byteCount
      if let offset = unsafe Filling(byte: 0).firstMismatch(in: block.address, byteCount: byteCount) {
        return unsafe Violation(law: 9, "byte \(offset) of \(block) is not zero")
      }
    }
    unsafe insert(block, id: id)
    return nil
  }

  mutating func insert(_ block: Block, id: Int) {
    let pattern = Pattern(key: patterns.next())
    // Once for writing, and once for looking at it before it changes or goes.
    unsafe touchedByteCount += 2 * Extent.touchedByteCount(of: block.byteCount)
    unsafe pattern.write(to: block.address, byteCount: block.byteCount)
    unsafe shadow.insert(block, id: id, pattern: pattern)
  }

  mutating func deallocate(_ id: Int, _ subject: Subject) -> Violation? {
    guard let index = shadow.index(of: id) else { return nil }
    let entry = shadow.blocks[index]
    if let violation = flaw(ofReturning: entry, subject) { return violation }
    shadow.remove(at: index)
    unsafe subject.deallocate(entry.block)
    return neighborChanged(at: index)
  }

  /// What is wrong with a block that is about to be returned; it is filled with dirt.
  func flaw(ofReturning entry: ShadowBlock, _ subject: Subject) -> Violation? {
    if let violation = Shadow.change(in: entry) { return violation }
    if subject.isOwner, unsafe !subject.owns(entry.block) {
      return unsafe Violation(law: 15, "owns is false for the live block \(entry.id), \(entry.block)")
    }
    if let violation = unsafe flaw(ofLocating: entry.block, subject) { return violation }
    // Dirt, so that memory that is used again is not zero by chance.
    unsafe Filling(byte: 0xDB).write(to: entry.block.address, byteCount: entry.block.byteCount)
    return nil
  }

  mutating func resize(_ id: Int, _ byteCount: Int, _ subject: Subject) -> Violation? {
    guard let index = shadow.index(of: id) else { return nil }
    let entry = shadow.blocks[index]
    if unsafe isTooMuch(byteCount, entry.block.alignment, subject) { return nil }
    if let violation = Shadow.change(in: entry) { return violation }
    var block = unsafe entry.block
    let old = unsafe block.byteCount
    shadow.remove(at: index)
    let changed = unsafe subject.resize(&block, byteCount: byteCount)
    if unsafe changed && block.address != entry.block.address {
      return unsafe Violation(law: 11, "resize to \(byteCount) bytes moved \(entry.block), which is now \(block)")
    }
    if !changed {
      if byteCount == old { return Violation(law: 13, "resize to the same size, \(old) bytes, was refused") }
      if byteCount < old && !traits.shrinksByMoving {
        return Violation(
          law: 12,
          "resize from \(old) to \(byteCount) bytes was refused, and the allocator does not declare .shrinksByMoving")
      }
    }
    return unsafe settle(entry, block, changed: changed, byteCount: byteCount)
  }

  mutating func reallocate(_ id: Int, _ byteCount: Int, _ subject: Subject) -> Violation? {
    guard let index = shadow.index(of: id) else { return nil }
    let entry = shadow.blocks[index]
    if unsafe isTooMuch(byteCount, entry.block.alignment, subject) { return nil }
    // What would be copied were it moved is too much: it is asked to change in place.
    if unsafe min(entry.block.byteCount, byteCount) > Traits.greatestWrittenByteCount,
      unsafe !traits.refuses(byteCount: byteCount, alignment: entry.block.alignment)
    {
      return resize(id, byteCount, subject)
    }
    if let violation = Shadow.change(in: entry) { return violation }
    var block = unsafe entry.block
    let old = unsafe block.byteCount
    shadow.remove(at: index)
    let requestCount = memory.requestCount
    let changed = unsafe subject.reallocate(&block, byteCount: byteCount)
    if byteCount <= old && !traits.shrinksByMoving {
      let change = byteCount == old ? "reallocation to the same size" : "shrinking from \(old) to \(byteCount) bytes"
      if !changed { return Violation(law: 12, change + " failed") }
      if memory.requestCount > requestCount {
        return Violation(law: 12, change + " asked the parent for memory")
      }
    }
    if !changed {
      wasRefused = true
      let alignment = unsafe entry.block.alignment
      let violation = flaw(ofRefusing: byteCount, alignment: alignment, while: "reallocating")
      // While it moves, a block of a pool exists twice: a full pool may refuse.
      if let violation, !(violation.law == 16 && isNearlyFull) { return violation }
    }
    return unsafe settle(entry, block, changed: changed, byteCount: byteCount)
  }

  /// Whether one block more, beside the one that is being changed, would not fit.
  private var isNearlyFull: Bool {
    guard let bound = traits.bound, let blockByteCount = traits.blockByteCount else { return false }
    return shadow.blocks.count + 1 >= bound.lowerBound / blockByteCount
  }

  /// Takes a block that was resized or reallocated, or was not, back into the shadow.
  private mutating func settle(_ entry: ShadowBlock, _ block: Block, changed: Bool, byteCount: Int) -> Violation? {
    if !changed {
      if unsafe block != entry.block {
        return unsafe Violation(law: 7, "a change of size failed and yet turned \(entry.block) into \(block)")
      }
      if let violation = unsafe flaw(ofContents: entry, now: block, law: 7) { return violation }
      unsafe shadow.insert(block, id: entry.id, pattern: entry.pattern)
      return nil
    }
    let alignment = unsafe entry.block.alignment
    if unsafe block.address != entry.block.address { unsafe touchedByteCount += min(entry.block.byteCount, byteCount) }
    if let violation = unsafe flaw(of: block, byteCount: byteCount, alignment: alignment) { return violation }
    let law = unsafe byteCount == entry.block.byteCount ? 13 : 10
    if let violation = unsafe flaw(ofContents: entry, now: block, law: law) { return violation }
    unsafe insert(block, id: entry.id)
    guard let index = shadow.index(of: entry.id) else { return nil }
    return neighborChanged(at: index + 1) ?? neighborChanged(at: index)
  }

  /// Looks at the blocks on both sides of a place, which are hit first when an allocator writes where it must not.
  private func neighborChanged(at index: Int) -> Violation? {
    for near in (index - 1)...index where near >= 0 && near < shadow.blocks.count {
      if let violation = Shadow.change(in: shadow.blocks[near]) { return violation }
    }
    return nil
  }
}

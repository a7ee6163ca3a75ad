import AllocatorTesting

/// What a user might write in a hurry: blocks cut from one piece of memory, and reused when they were the last.
@safe
struct TinyArena: BlockOwner, ~Copyable {
  enum Flaw {
    case none, alignsTheOffset, alignsOneByteShort, ownsOnePastTheEnd, resizeLies, startsAgainWhenFull, keepsItsMemory
    case refusesAnAlignment
  }
  final class Cursor { var offset = 0 }
  let flaw: Flaw
  let parent: TestMemory
  @unsafe let home: Block
  let cursor = Cursor()

  init(_ flaw: Flaw, parent: TestMemory) throws(AllocationError) {
    self.flaw = flaw
    self.parent = parent
    unsafe home = try unsafe parent.allocate(byteCount: 1024, alignment: 16)
  }
  deinit { if flaw != .keepsItsMemory { unsafe parent.deallocate(home) } }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if flaw == .refusesAnAlignment && alignment == 8 { return nil }
    let base = unsafe flaw == .alignsTheOffset ? 0 : Int(bitPattern: home.address)
    let mask = alignment - (flaw == .alignsOneByteShort && alignment > 1 ? 2 : 1)
    let offset = ((base + cursor.offset + mask) & -alignment) - base
    guard byteCount <= 1024, offset + max(byteCount, 1) <= 1024 else {
      if flaw != .startsAgainWhenFull || byteCount > 1024 || cursor.offset == 0 { return nil }
      cursor.offset = 0
      return unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    cursor.offset = offset + max(byteCount, 1)
    return unsafe Block(address: home.address + offset, byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { if unsafe isLast(block) { unsafe cursor.offset = offset(of: block) } }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe isLast(block), unsafe byteCount <= 1024 - offset(of: block) {
      if flaw != .resizeLies { unsafe cursor.offset = offset(of: block) + max(byteCount, 1) }
    } else if unsafe byteCount > block.byteCount {
      return false
    }
    unsafe block.byteCount = byteCount
    return true
  }
  borrowing func owns(_ block: Block) -> Bool {
    let offset = unsafe offset(of: block)
    return offset >= 0 && (offset < 1024 || flaw == .ownsOnePastTheEnd && offset == 1024)
  }
  private borrowing func offset(of block: Block) -> Int { unsafe block.address - home.address }
  private borrowing func isLast(_ block: Block) -> Bool {
    unsafe offset(of: block) + max(block.byteCount, 1) == cursor.offset
  }
}

/// Size classes of 16, 32, … 1024 bytes, each with a list of what was freed; larger blocks come from the parent.
@safe
struct TinySizeClasses: Allocator, ~Copyable {
  @safe final class Lists {
    @unsafe var free: [[UnsafeMutableRawPointer]] = unsafe Array(repeating: [], count: 7)
  }
  let parent: TestMemory
  let lists = Lists()

  deinit {
    for index in 0..<7 {
      while let address = unsafe lists.free[index].popLast() {
        unsafe parent.deallocate(Block(address: address, byteCount: 16 << index, alignment: 16))
      }
    }
  }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard alignment <= 16 else { return nil }
    guard let index = (0..<7).first(where: { byteCount <= 16 << $0 }) else {
      return unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    guard
      let address = unsafe lists.free[index].popLast()
        ?? parent.allocateIfPossible(byteCount: 16 << index, alignment: 16)?.address
    else { return nil }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) {
    guard let index = (0..<7).first(where: { unsafe block.byteCount <= 16 << $0 }) else {
      return unsafe parent.deallocate(block)
    }
    unsafe lists.free[index].append(block.address)
  }
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 16 }
}

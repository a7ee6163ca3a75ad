import AllocatorCore

let coreChecks: [Check] = [
  sizeArithmeticNeverWraps,
  theSystemGivesAlignedWritableBlocks,
  theSystemRefusesSizesNearTheLargest,
  zeroedMemoryIsZeroAlsoWhenRecycled,
  reallocationKeepsContents,
  anEmptyBlockIsGivenBackLikeAnyOther,
  aBoxRunsItsDestructorOnce,
  aBoxIsOneWordWideAlsoWhenOptional,
  aRefusedValueComesBack,
  anArrayIsInitializedInPlace,
  aThrowingInitializerLosesNothing,
  aBorrowedOwnerAllocates,
  aSharedOwnerLivesAsLongAsItsBoxes,
  anErasedAllocatorForwards,
  anErasedOwnerKnowsItsBlocks,
]

@Sendable private func sizeArithmeticNeverWraps(_ e: inout Expectations) {
  e.expect(SizeArithmetic.roundedUp(1, toMultipleOf: 8) == 8)
  e.expect(SizeArithmetic.roundedUp(Int.max - 7, toMultipleOf: 8) == Int.max - 7)
  e.expect(SizeArithmetic.roundedUp(Int.max, toMultipleOf: 8) == nil)
  e.expect(SizeArithmetic.sum(Int.max, 1) == nil)
  e.expect(SizeArithmetic.product(Int.max / 2, 3) == nil)
  e.expect(SizeArithmetic.ceilingOfBinaryLogarithm(65) == 7)
  e.expect(SizeArithmetic.floorOfBinaryLogarithm(65) == 6)
}

@Sendable private func theSystemGivesAlignedWritableBlocks(_ e: inout Expectations) throws(AllocationError) {
  let system = SystemAllocator()
  var alignment = 1
  while alignment <= 2 << 20 {
    let block = try unsafe system.allocate(byteCount: 100, alignment: alignment)
    unsafe e.expect(UInt(bitPattern: block.address) % UInt(alignment) == 0)
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xa5)
    unsafe e.expect(block.bytes[0] == 0xa5 && block.bytes[99] == 0xa5)
    unsafe system.deallocate(block)
    alignment *= 2
  }
}

@Sendable private func theSystemRefusesSizesNearTheLargest(_ e: inout Expectations) {
  let system = SystemAllocator()
  for distance in 0..<64 {
    for alignment in [1, 16, 4096] {
      unsafe e.expect(system.allocateIfPossible(byteCount: Int.max - distance, alignment: alignment) == nil)
      unsafe e.expect(system.allocateZeroedIfPossible(byteCount: Int.max - distance, alignment: alignment) == nil)
    }
  }
}

@Sendable private func zeroedMemoryIsZeroAlsoWhenRecycled(_ e: inout Expectations) throws(AllocationError) {
  let system = SystemAllocator()
  for _ in 0..<3 {
    let block = try unsafe system.allocateZeroed(byteCount: 200, alignment: 8)
    for index in 0..<200 { unsafe e.expect(block.bytes[index] == 0) }
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0xff)
    unsafe system.deallocate(block)
  }
}

@Sendable private func reallocationKeepsContents(_ e: inout Expectations) throws(AllocationError) {
  let system = SystemAllocator()
  var block = try unsafe system.allocate(byteCount: 10, alignment: 64)
  for index in 0..<10 { unsafe block.bytes[index] = UInt8(index) }
  for byteCount in [5000, 10, 60_000, 10] {
    try unsafe system.reallocate(&block, byteCount: byteCount)
    unsafe e.expect(block.byteCount == byteCount && UInt(bitPattern: block.address) % 64 == 0)
    for index in 0..<10 { unsafe e.expect(block.bytes[index] == UInt8(index)) }
  }
  unsafe e.expect(!system.reallocateIfPossible(&block, byteCount: Int.max))
  unsafe e.expect(block.byteCount == 10 && block.bytes[9] == 9)
  unsafe system.deallocate(block)
}

@Sendable private func anEmptyBlockIsGivenBackLikeAnyOther(_ e: inout Expectations) throws(AllocationError) {
  let system = SystemAllocator()
  let first = try unsafe system.allocate(byteCount: 0, alignment: 1)
  let second = try unsafe system.allocate(byteCount: 0, alignment: 1)
  unsafe e.expect(first.isEmpty && first.address != second.address)
  unsafe system.deallocate(first)
  unsafe system.deallocate(second)
}

@Sendable private func aBoxRunsItsDestructorOnce(_ e: inout Expectations) throws(AllocationError) {
  let system = SystemAllocator()
  try unsafe withCounter { (counter) throws(AllocationError) in
    do {
      let box = try system.makeBox(unsafe Token(count: counter))
      unsafe e.expect(box.value.count == counter && counter.pointee == 0)
    }
    unsafe e.expect(counter.pointee == 1)
    let taken = try system.makeBox(unsafe Token(count: counter)).consume()
    unsafe e.expect(counter.pointee == 1)
    _ = consume taken
    unsafe e.expect(counter.pointee == 2)
  }
}

@Sendable private func aBoxIsOneWordWideAlsoWhenOptional(_ e: inout Expectations) {
  e.expect(MemoryLayout<AllocatedBox<Int, SystemAllocator>>.size == MemoryLayout<Int>.size)
  e.expect(MemoryLayout<AllocatedBox<Int, SystemAllocator>?>.size == MemoryLayout<Int>.size)
}

/// Gives out one block at a time, out of memory of its own.
@safe
private struct OneBlock: BlockOwner, ~Copyable {
  private let memory: Block
  private let isTaken = UnsafeMutablePointer<Bool>.allocate(capacity: 1)

  init(byteCount: Int) throws(AllocationError) {
    unsafe memory = try SystemAllocator().allocate(byteCount: byteCount, alignment: 16)
    unsafe isTaken.initialize(to: false)
  }

  deinit {
    unsafe isTaken.deallocate()
    unsafe SystemAllocator().deallocate(memory)
  }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard
      unsafe !isTaken.pointee && byteCount <= memory.byteCount && supports(byteCount: byteCount, alignment: alignment)
    else { return nil }
    unsafe isTaken.pointee = true
    return unsafe Block(address: memory.address, byteCount: byteCount, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) { unsafe isTaken.pointee = false }

  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 16 }

  borrowing func owns(_ block: Block) -> Bool {
    unsafe block.address >= memory.address && block.address < memory.endAddress
  }
}

@Sendable private func aRefusedValueComesBack(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    let memory = try OneBlock(byteCount: 64).shared()
    let first = try memory.makeBox(1)
    switch unsafe memory.storeInBox(Token(count: counter)) {
    case .stored:
      e.expect(false)
    case .rejected(let token, let error):
      unsafe e.expect(error == .outOfMemory && counter.pointee == 0 && token.count == counter)
    }
    unsafe e.expect(counter.pointee == 1 && first.value == 1)
  }
}

@Sendable private func anArrayIsInitializedInPlace(_ e: inout Expectations) throws(AllocationError) {
  let box = try SystemAllocator().makeBox(of: InlineArray<250_000, Int32>.self) { place throws(AllocationError) in
    place.initializeElements { span in
      for index in 0..<250_000 { span.append(Int32(index)) }
    }
  }
  e.expect(box.value[0] == 0 && box.value[249_999] == 249_999)
}

@Sendable private func aThrowingInitializerLosesNothing(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    do throws(AllocationError) {
      _ = try SystemAllocator().makeBox(of: Token.self) { place throws(AllocationError) in
        unsafe place.initialize(to: Token(count: counter))
        throw .outOfMemory
      }
      e.expect(false)
    } catch {
      unsafe e.expect(counter.pointee == 1)
    }
  }
}

@Sendable private func aBorrowedOwnerAllocates(_ e: inout Expectations) throws(AllocationError) {
  var owner = try OneBlock(byteCount: 64)
  let handle = owner.borrowed()
  let box = try AllocatedBox(7, allocator: handle)
  unsafe e.expect(handle.owns(box.block) && box.value == 7)
  unsafe e.expect(handle.allocateIfPossible(byteCount: 1, alignment: 1) == nil)
}

@Sendable private func aSharedOwnerLivesAsLongAsItsBoxes(_ e: inout Expectations) throws(AllocationError) {
  func makeBox() throws(AllocationError) -> AllocatedBox<Int, SharedAllocator<OneBlock>> {
    try OneBlock(byteCount: 64).shared().makeBox(9)
  }
  var box = try makeBox()
  box.value += 1
  e.expect(box.value == 10)
}

@Sendable private func anErasedAllocatorForwards(_ e: inout Expectations) throws(AllocationError) {
  var memory = AnyAllocator(try OneBlock(byteCount: 64))
  for _ in 0..<4 { memory = AnyAllocator(memory) }
  e.expect(memory.supports(byteCount: 1, alignment: 16) && !memory.supports(byteCount: 1, alignment: 32))
  let box = try AllocatedBox(3, allocator: memory)
  unsafe e.expect(box.value == 3 && memory.allocateIfPossible(byteCount: 1, alignment: 1) == nil)
}

@Sendable private func anErasedOwnerKnowsItsBlocks(_ e: inout Expectations) throws(AllocationError) {
  let memory = AnyBlockOwner(try OneBlock(byteCount: 64).shared())
  let block = try unsafe memory.allocate(byteCount: 64, alignment: 16)
  let next = unsafe Block(address: block.endAddress, byteCount: 1, alignment: 1)
  unsafe e.expect(memory.owns(block) && !memory.owns(next))
  unsafe memory.deallocate(block)
}

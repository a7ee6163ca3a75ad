import FreeListAllocator

let freeListChecks: [Check] = [
  aListFillsAndRefillsTenTimes,
  aListGrows,
  aListKnowsItsBlocks,
  aPoolDestroysItsValues,
]

@Sendable private func aListFillsAndRefillsTenTimes(_ e: inout Expectations) throws(AllocationError) {
  let list = try FreeListAllocator(blockByteCount: 1024, blockCount: 64)
  for _ in 0..<10 {
    var blocks = unsafe [Block]()
    while let block = unsafe list.allocateIfPossible(byteCount: 1024, alignment: 8) { unsafe blocks.append(block) }
    unsafe e.expect(blocks.count == 64)
    for index in 0..<64 { unsafe list.deallocate(blocks[index]) }
  }
}

@Sendable private func aListGrows(_ e: inout Expectations) throws(AllocationError) {
  let list = try FreeListAllocator(blockByteCount: 32, blockCount: 2, growth: .doubling)
  var blocks = unsafe [Block]()
  for _ in 0..<50 { unsafe blocks.append(try list.allocate(byteCount: 32, alignment: 8)) }
  for index in 0..<50 {
    unsafe e.expect(list.owns(blocks[index]))
    unsafe list.deallocate(blocks[index])
  }
}

@Sendable private func aListKnowsItsBlocks(_ e: inout Expectations) throws(AllocationError) {
  let list = try FreeListAllocator(blockByteCount: 32, blockCount: 2)
  let mine = try unsafe list.allocate(byteCount: 32, alignment: 8)
  let other = try unsafe SystemAllocator().allocate(byteCount: 32, alignment: 8)
  unsafe e.expect(list.owns(mine) && !list.owns(other))
  unsafe list.deallocate(mine)
  unsafe SystemAllocator().deallocate(other)
}

@Sendable private func aPoolDestroysItsValues(_ e: inout Expectations) throws(AllocationError) {
  // The pool is a parameter of another function, because Embedded Swift would put a constant that is borrowed for a
  // box's lifetime into a heap object, and refuses to do so.
  func fill(_ pool: borrowing Pool<Token, SystemAllocator>, _ counter: UnsafeMutablePointer<Int>)
    throws(AllocationError)
  {
    for _ in 0..<5 {
      let box = try pool.make(unsafe Token(count: counter))
      unsafe e.expect(box.value.count == counter)
    }
  }
  try unsafe withCounter { (counter) throws(AllocationError) in
    try unsafe fill(Pool(of: Token.self, capacity: 3), counter)
    unsafe e.expect(counter.pointee == 5)
  }
}

import FreeListAllocator

let freeListChecks: [Check] = [
  aListFillsAndRefillsTenTimes,
  aListGrows,
  aListKnowsItsBlocks,
  aListReturnsUnusedChunks,
  aPoolDestroysItsValues,
  aPoolStoresInPlaceAndRejects,
  aPoolVisitsWhatIsLeftInIt,
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

@Sendable private func aListReturnsUnusedChunks(_ e: inout Expectations) throws(AllocationError) {
  let list = try FreeListAllocator(blockByteCount: 32, blockCount: 2, growth: .constant)
  var blocks = unsafe [Block]()
  for _ in 0..<50 { unsafe blocks.append(try list.allocate(byteCount: 32, alignment: 8)) }
  for index in 0..<50 where index % 2 == 0 || index > 10 { unsafe list.deallocate(blocks[index]) }
  let held = list.heldByteCount
  let released = list.releaseUnused()
  e.expect(released > 0 && held - released == list.heldByteCount && list.blockCount == 10)
  for index in 0..<10 where index % 2 == 1 { unsafe list.deallocate(blocks[index]) }
}

@Sendable private func aPoolDestroysItsValues(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    let pool = try Pool(of: Token.self, capacity: 3)
    for _ in 0..<5 {
      let box = try pool.make(unsafe Token(count: counter))
      unsafe e.expect(box.value.count == counter)
    }
    unsafe e.expect(counter.pointee == 5)
  }
}

@Sendable private func aPoolStoresInPlaceAndRejects(_ e: inout Expectations) throws(AllocationError) {
  let pool = try Pool(of: Int.self, capacity: 2)
  let first = try pool.make { (place) throws(AllocationError) in place.initialize(to: 1) }
  e.expect(first.value == 1)
  switch pool.store(2) {
  case .stored(let second):
    e.expect(second.value == 2)
    switch pool.store(3) {
    case .stored: e.expect(false)
    case .rejected(let value, let error): e.expect(value == 3 && error == .outOfMemory)
    }
  case .rejected: e.expect(false)
  }
}

@Sendable private func aPoolVisitsWhatIsLeftInIt(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    var pool = try Pool(of: Token.self, capacity: 3, growth: .doubling)
    for _ in 0..<7 { try pool.insert(unsafe Token(count: counter)) }
    var visitCount = 0
    pool.forEachValue { _ in visitCount += 1 }
    unsafe e.expect(visitCount == 7 && pool.count == 7 && counter.pointee == 0)
    pool.reset()
    unsafe e.expect(counter.pointee == 7 && pool.count == 0)
    try pool.insert(unsafe Token(count: counter))
  }
}

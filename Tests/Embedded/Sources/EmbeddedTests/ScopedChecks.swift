import ScopedAllocator

let scopedChecks: [Check] = [
  closingAScopeFreesWhatCameAfterItsOpening,
  valuesOfAScopeAreDestroyedNewestFirst,
  anArenaGrowsByChunks,
  aFixedArenaRefusesWhenItIsFull,
  anArrayInAnArenaGrows,
  anAttemptRewindsWhenItThrows,
  sizesThatWrapAreRefused,
  theLastChunkGrowsInPlace,
]

@Sendable private func closingAScopeFreesWhatCameAfterItsOpening(_ e: inout Expectations) throws(AllocationError) {
  var arena = try ScopedAllocator(byteCount: 1024)
  let before = arena.allocatedByteCount
  for _ in 0..<100 {
    var scope = arena.scope()
    let outer = try scope.make(1)
    do {
      let inner = scope.scope()
      let box = try inner.make(2)
      e.expect(box.value == 2)
    }
    e.expect(outer.value == 1)
  }
  e.expect(arena.allocatedByteCount == before && arena.peakByteCount > before)
}

@Sendable private func valuesOfAScopeAreDestroyedNewestFirst(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    var arena = try ScopedAllocator(byteCount: 1024)
    do {
      let scope = arena.scope()
      let first = try scope.make(unsafe Token(count: counter))
      let second = try scope.make(unsafe Token(count: counter))
      unsafe e.expect(first.value.count == second.value.count && counter.pointee == 0)
    }
    unsafe e.expect(counter.pointee == 2)
  }
}

@Sendable private func anArenaGrowsByChunks(_ e: inout Expectations) throws(AllocationError) {
  var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
  let scope = arena.scope()
  for number in 0..<100 {
    let numbers = try scope.make((number, number, number, number))
    e.expect(numbers.value.3 == number)
  }
}

@Sendable private func aFixedArenaRefusesWhenItIsFull(_ e: inout Expectations) throws(AllocationError) {
  var arena = try ScopedAllocator(byteCount: 256)
  let scope = arena.scope()
  unsafe e.expect(scope.allocateIfPossible(byteCount: 1024, alignment: 8) == nil)
  unsafe e.expect(scope.allocateIfPossible(byteCount: Int.max, alignment: 8) == nil)
  let box = try scope.make(5)
  e.expect(box.value == 5)
}

@Sendable private func anArrayInAnArenaGrows(_ e: inout Expectations) throws(AllocationError) {
  var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 2)
  for number in 0..<200 { try numbers.append(number, in: scope) }
  e.expect(numbers.count == 200 && numbers.span[199] == 199)
}

@Sendable private func anAttemptRewindsWhenItThrows(_ e: inout Expectations) throws(AllocationError) {
  var arena = try ScopedAllocator(byteCount: 1024)
  var scope = arena.scope()
  let before = scope.allocatedByteCount
  do throws(AllocationError) {
    try scope.attempt { (inner) throws(AllocationError) in
      _ = try inner.ref(1)
      throw .outOfMemory
    }
    e.expect(false)
  } catch {
    e.expect(scope.allocatedByteCount == before)
  }
}

/// On 32 bits, sums of addresses, sizes and alignments wrap where they are not compared with what is left.
@Sendable private func sizesThatWrapAreRefused(_ e: inout Expectations) throws(AllocationError) {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  var last = try unsafe scope.allocate(byteCount: 8, alignment: 8)
  let near = Int(truncatingIfNeeded: 0 &- UInt(bitPattern: unsafe last.address))
  for byteCount in [
    4089, 1 << 29, (1 << 30) - 1, 1 << 30, near &- 8, near, near &+ 8, Int.max - 15, Int.max - 7, Int.max,
  ]
  where byteCount > 4088 {
    for alignment in [1, 8, 16, 1 << 20, 1 << 29, 1 << 30] {
      unsafe e.expect(scope.allocateIfPossible(byteCount: byteCount, alignment: alignment) == nil)
    }
    unsafe e.expect(byteCount <= 4096 || !scope.resize(&last, byteCount: byteCount))
    let handle = scope.borrowed()
    unsafe e.expect(handle.allocateIfPossible(byteCount: byteCount, alignment: 8) == nil)
  }
  for alignment in [1 << 29, 1 << 30] {
    // Such an address may be in the arena by chance, but not behind its end.
    if let block = unsafe scope.allocateIfPossible(byteCount: 8, alignment: alignment) {
      unsafe e.expect(scope.owns(block))
      unsafe scope.deallocate(block)
    }
  }
  unsafe e.expect(scope.allocateIfPossible(byteCount: 4088, alignment: 8) != nil)
  unsafe e.expect(scope.allocateIfPossible(byteCount: 1, alignment: 1) == nil)
}

/// The chunks of the inner arena are the last block of the outer one.
@Sendable private func theLastChunkGrowsInPlace(_ e: inout Expectations) throws(AllocationError) {
  var outer = try ScopedAllocator(byteCount: 8192)
  let before = outer.allocatedByteCount
  do {
    var inner = try ScopedAllocator(byteCount: 64, growth: .doubling, parent: outer.borrowed())
    let scope = inner.scope()
    let first = try unsafe scope.allocate(byteCount: 8, alignment: 8)
    for number in 1..<400 {
      let next = try unsafe scope.allocate(byteCount: 8, alignment: 8)
      unsafe e.expect(next.address == first.address + 8 * number)
    }
  }
  e.expect(outer.allocatedByteCount == before)
}

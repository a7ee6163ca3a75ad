import ScopedAllocator

let scopedChecks: [Check] = [
  closingAScopeFreesWhatCameAfterItsOpening,
  valuesOfAScopeAreDestroyedNewestFirst,
  anArenaGrowsByChunks,
  aFixedArenaRefusesWhenItIsFull,
  anArrayInAnArenaGrows,
  anAttemptRewindsWhenItThrows,
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

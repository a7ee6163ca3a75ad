import AllocatorContainers

let containerChecks: [Check] = [
  anArrayGrowsAndShrinks,
  anArrayDestroysItsElements,
  aStringTakesText,
]

@Sendable private func anArrayGrowsAndShrinks(_ e: inout Expectations) throws(AllocationError) {
  var numbers = try SystemAllocator().makeArray(of: Int.self)
  for number in 0..<1000 { try numbers.append(number) }
  e.expect(numbers.count == 1000 && numbers.span[999] == 999)
  while let last = numbers.popLast() { e.expect(last == numbers.count) }
  e.expect(numbers.isEmpty)
}

@Sendable private func anArrayDestroysItsElements(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    do {
      var tokens = try SystemAllocator().makeArray(of: Token.self)
      for _ in 0..<20 { try tokens.append(unsafe Token(count: counter)) }
      unsafe e.expect(tokens.count == 20 && counter.pointee == 0)
    }
    unsafe e.expect(counter.pointee == 20)
  }
}

@Sendable private func aStringTakesText(_ e: inout Expectations) throws(AllocationError) {
  let text = try SystemAllocator().makeString("an arena of \(4096) bytes")
  e.expect(text.byteCount == 22)
}

import AllocatorContainers

let containerChecks: [Check] = [
  anArrayGrowsAndShrinks,
  anArrayDestroysItsElements,
  anArrayIsEditedAndSorted,
  aStringTakesText,
  aDequeTurnsRound,
  aDictionaryFindsWhatItStored,
  aDictionaryDestroysItsValues,
  aSetHasItsMembers,
  slotsAreFoundByHandles,
  slotsDestroyTheirElements,
]

@Sendable private func anArrayGrowsAndShrinks(_ e: inout Expectations) throws(AllocationError) {
  var numbers = try SystemAllocator().makeArray(of: Int.self)
  for number in 0..<1000 { try numbers.append(number) }
  e.expect(numbers.count == 1000 && numbers.span[999] == 999)
  while let last = numbers.popLast() { e.expect(last == numbers.count) }
  e.expect(numbers.isEmpty)
  numbers.shrinkToFit()
  e.expect(numbers.capacity == 0)
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

@Sendable private func anArrayIsEditedAndSorted(_ e: inout Expectations) throws(AllocationError) {
  var numbers = try SystemAllocator().makeArray(copying: [5, 3, 9, 1])
  try numbers.insert(copying: [7, 7].span, at: 1)
  numbers.removeAll { $0 == 9 }
  numbers.sort()
  let expected = try SystemAllocator().makeArray(copying: [1, 3, 5, 7, 7])
  e.expect(numbers == expected)
  let rest = try numbers.splitOff(from: 3)
  e.expect(numbers.count == 3 && rest.count == 2 && rest.first == 7)
}

@Sendable private func aStringTakesText(_ e: inout Expectations) throws(AllocationError) {
  var text = try SystemAllocator().makeString("an arena of \(4096) bytes")
  e.expect(text.byteCount == 22)
  try text.append(", and more")
  e.expect(text.byteCount == 32)
}

@Sendable private func aDequeTurnsRound(_ e: inout Expectations) throws(AllocationError) {
  var queue = try SystemAllocator().makeDeque(of: Int.self)
  for number in 0..<100 {
    try queue.append(number)
    try queue.prepend(-number)
  }
  e.expect(queue.count == 200 && queue[0] == -99 && queue[199] == 99)
  var latest = try SystemAllocator().makeDeque(of: Int.self, capacity: 3)
  for number in 0..<10 { latest.appendOverwriting(number) }
  e.expect(latest.count == 3 && latest.first == 7 && latest.last == 9)
}

@Sendable private func aDictionaryFindsWhatItStored(_ e: inout Expectations) throws(AllocationError) {
  var squares = try SystemAllocator().makeDictionary(from: Int.self, to: Int.self)
  for number in 0..<500 { try squares.updateValue(number * number, forKey: number) }
  for number in 0..<500 { e.expect(squares[number] == number * number) }
  for number in 0..<5000 {
    e.expect(squares.removeValue(forKey: number) == (number < 500 ? number * number : number))
    try squares.updateValue(number + 500, forKey: number + 500)
  }
  e.expect(squares.count == 500 && squares[4999] == nil)
}

@Sendable private func aDictionaryDestroysItsValues(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    do {
      var tokens = try SystemAllocator().makeDictionary(from: Int.self, to: Token.self)
      for number in 0..<50 { _ = try tokens.updateValue(unsafe Token(count: counter), forKey: number) }
      unsafe e.expect(tokens.count == 50 && counter.pointee == 0)
    }
    unsafe e.expect(counter.pointee == 50)
  }
}

@Sendable private func aSetHasItsMembers(_ e: inout Expectations) throws(AllocationError) {
  var numbers = try SystemAllocator().makeSet(copying: 0..<100)
  let even = try SystemAllocator().makeSet(copying: stride(from: 0, to: 200, by: 2))
  numbers.subtract(even)
  e.expect(numbers.count == 50 && numbers.contains(7) && !numbers.contains(8))
  try numbers.formUnion(even)
  e.expect(numbers.count == 150 && even.isSubset(of: numbers))
}

@Sendable private func slotsAreFoundByHandles(_ e: inout Expectations) throws(AllocationError) {
  var slots = try SystemAllocator().makeSlots(of: Int.self)
  let first = try slots.insert(7)
  for number in 0..<1000 { _ = try slots.insert(number) }
  slots[first] += 1
  e.expect(slots[first] == 8 && slots.count == 1001)
  e.expect(slots.remove(first) == 8)
  e.expect(!slots.contains(first) && slots.removeIfPresent(first) == nil)
  slots.removeAll()
  e.expect(slots.capacity == 0)
}

@Sendable private func slotsDestroyTheirElements(_ e: inout Expectations) throws(AllocationError) {
  try unsafe withCounter { (counter) throws(AllocationError) in
    do {
      var slots = try SystemAllocator().makeSlots(of: Token.self)
      for _ in 0..<50 { _ = try slots.insert(unsafe Token(count: counter)) }
      switch slots.store(unsafe Token(count: counter)) {
      case .stored(let handle): _ = slots.remove(handle)
      case .rejected: e.expect(false)
      }
      unsafe e.expect(slots.count == 50 && counter.pointee == 1)
    }
    unsafe e.expect(counter.pointee == 51)
  }
}

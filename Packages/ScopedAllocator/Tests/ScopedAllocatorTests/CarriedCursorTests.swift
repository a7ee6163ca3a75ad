import ScopedAllocator
import Testing

@Suite struct CarriedCursorTests {
  private func expect(_ result: ExitTest.Result?, toSay words: String, location: SourceLocation = #_sourceLocation) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(words), "\(text)", sourceLocation: location)
  }

  @Test func `an outer scope stops while an inner one is open, whose chunk is below`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 256, growth: .doubling, parent: DescendingAllocator())
      var outer = arena.scope()
      let first = try outer.make(1)
      let inner = outer.scope()
      for number in 0..<100 { _ = try inner.make(number) }
      print(first.value)
      _ = try outer.make(2)
    }
    expect(result, toSay: "a scope of a ScopedAllocator was used while a scope inside it is open")
  }

  @Test func `an arena cannot be used while a scope of it is open, even for nothing`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 256)
      let scope = arena.scope()
      _ = try scope.make(1)
      _ = try unsafe arena.allocate(byteCount: 0, alignment: 1)
    }
    expect(result, toSay: "a ScopedAllocator was used while 1 of its scopes is open")
  }

  @Test func `scopes, attempts and handles take turns`() throws {
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
    for round in 0..<50 {
      var scope = arena.scope()
      let first = try scope.make(round)
      for number in 0..<10 {
        do {
          let inner = scope.scope()
          for _ in 0..<number { _ = try inner.make((number, number, number)) }
        }
        do {
          let handle = scope.borrowed()
          let box = try handle.makeBox(number)
          let other = try handle.makeBox(number + 1)
          let sum = box.value + other.value
          #expect(sum == 2 * number + 1)
        }
        try scope.attempt { (attempt: inout Scope) throws in
          _ = try attempt.ref("value \(number)")
          let nested = attempt.scope()
          _ = try nested.makeArray(of: Int.self, capacity: 10 * number)
        }
        let made = try scope.make(number)
        let value = made.value
        #expect(value == number)
      }
      let value = first.value
      #expect(value == round)
    }
    #expect(arena.allocatedByteCount == 0)
  }

  @Test func `an attempt that throws leaves the outer scope's memory where it was`() throws {
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
    var scope = arena.scope()
    _ = try scope.make(1)
    let before = scope.allocatedByteCount
    for count in 0..<50 {
      try? scope.attempt { (attempt: inout Scope) throws in
        for number in 0..<count { _ = try attempt.ref("value \(number)") }
        _ = try attempt.borrowed().makeBox(count)
        throw Refused()
      }
      #expect(scope.allocatedByteCount == before)
    }
  }

  @Test func `moving an arena while a scope of it is open is harmless`() throws {
    var arena = try ScopedAllocator(byteCount: 256)
    var other = try ScopedAllocator(byteCount: 256)
    do {
      let scope = arena.scope()
      _ = try scope.make(1)
    }
    swap(&arena, &other)
    let scope = other.scope()
    let box = try scope.make(2)
    #expect(box.value == 2)
  }

  @Test func `freezing an empty array leaves its neighbor alone`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    var scope = arena.scope()
    let empty = try scope.makeArray(of: Int.self)
    let reference = try scope.ref(5)
    do {
      let inner = scope.scope()
      let slice = inner.freeze(empty)
      let isEmpty = slice.isEmpty
      #expect(isEmpty)
    }
    let number = reference.value
    #expect(number == 5)
  }

  @Test func `an array that moves copies its elements, not its capacity`() throws {
    var arena = try ScopedAllocator(byteCount: 1 << 20, growth: .doubling)
    let scope = arena.scope()
    var array = try scope.makeArray(of: UInt8.self, capacity: 1000)
    array.appendWithinCapacity(7)
    let behind = try scope.make(1)
    try array.reserveCapacity(5000, in: scope)
    let found = (array[0], array.count, array.capacity, behind.value)
    #expect(found == (7, 1, 5000, 1))
  }
}

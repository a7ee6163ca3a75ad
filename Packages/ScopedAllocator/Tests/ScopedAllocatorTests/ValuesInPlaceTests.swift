import ScopedAllocator
import Synchronization
import Testing

/// Holds a scope, whose cursor moves while the holder is only borrowed.
private struct Workshop: ~Copyable, ~Escapable {
  let scope: Scope

  @_lifetime(copy scope)
  init(_ scope: consuming Scope) { self.scope = scope }
}

/// Counts while it is borrowed, and cannot escape.
private struct Counter: ~Copyable, ~Escapable {
  let number: Atomic<Int>

  @_lifetime(immortal)
  init() { number = Atomic(0) }

  borrowing func increment() { number.add(1, ordering: .relaxed) }
}

/// Values that change while they are borrowed are borrowed where they are: a copy would forget, or repeat.
@Suite struct ValuesInPlaceTests {
  @Test func `a scope in a box gives no memory twice`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    var other = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let box = try scope.make(Workshop(other.scope()))
    let sums = try box.withValue { (outer: borrowing Workshop) throws(AllocationError) in
      let first = try outer.scope.makeArray(copying: [1, 1, 1].span)
      return try box.withValue { (inner: borrowing Workshop) throws(AllocationError) in
        let second = try inner.scope.makeArray(copying: [2, 2, 2].span)
        let third = try outer.scope.makeArray(copying: [3, 3, 3].span)
        return [first.description, second.description, third.description]
      }
    }
    #expect(sums == ["[1, 1, 1]", "[2, 2, 2]", "[3, 3, 3]"])
  }

  @Test func `what changes while it is borrowed keeps its changes`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let box = try scope.make(Counter())
    box.withValue { outer in
      outer.increment()
      box.withValue { inner in inner.increment() }
      #expect(outer.number.load(ordering: .relaxed) == 2)
    }
    box.withValue { #expect($0.number.load(ordering: .relaxed) == 2) }
  }

  @Test func `elements of arrays change where they are, also when the reader throws`() throws {
    struct Enough: Error {}
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var counters = try scope.makeArray(of: Counter.self, capacity: 2)
    counters.appendWithinCapacity(Counter())
    counters.appendWithinCapacity(Counter())
    #expect(throws: Enough.self) {
      try counters.forEach { (counter: borrowing Counter) throws(Enough) in
        counter.increment()
        counters.withElement(at: 0) { $0.increment() }
        throw Enough()
      }
    }
    counters.withElement(at: 0) { #expect($0.number.load(ordering: .relaxed) == 2) }
    counters.withElement(at: 1) { #expect($0.number.load(ordering: .relaxed) == 0) }
  }

  @Test func `what is popped does not depend on the memory behind it`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    for filling in [0, 1, 2, 0xFF] as [UInt8] {
      do {
        let scope = arena.scope()
        var bytes = try scope.makeArray(of: UInt8.self, capacity: 2000)
        while !bytes.isFull { bytes.appendWithinCapacity(filling) }
      }
      let scope = arena.scope()
      var numbers = try scope.makeArray(of: Int.self, capacity: 3)
      for number in 5...7 { numbers.appendWithinCapacity(number) }
      for number in (5...7).reversed() { #expect(numbers.popLast() == number) }
      var bytes = try scope.makeArray(of: UInt8.self, capacity: 4)
      for byte in 250...253 as ClosedRange<UInt8> { bytes.appendWithinCapacity(byte) }
      for byte in (250...253 as ClosedRange<UInt8>).reversed() { #expect(bytes.popLast() == byte) }
      var optionals = try scope.makeArray(of: Int?.self, capacity: 2)
      optionals.appendWithinCapacity(9)
      optionals.appendWithinCapacity(nil)
      #expect(optionals.popLast() == .some(.none))
      #expect(optionals.popLast() == .some(9))
    }
  }
}

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
}

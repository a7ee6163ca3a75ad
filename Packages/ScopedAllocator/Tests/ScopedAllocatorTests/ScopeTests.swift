import ScopedAllocator
import Testing

private struct Leaf: BitwiseCopyable { var number: Int }
private struct Pair: BitwiseCopyable, ~Escapable {
  var left: ScopedRef<Leaf>
  var right: ScopedRef<Leaf>
}

@Suite struct ScopeTests {
  @Test func `closing a scope rewinds, and leaves older blocks alone`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    var outer = arena.scope()
    var kept = try outer.make(1)
    do {
      var inner = outer.scope()
      let second = try inner.make(2)
      do {
        let innermost = inner.scope()
        let third = try innermost.make(3)
        kept.value += second.value + third.value
      }
      _ = try inner.makeArray(of: Int.self, capacity: 100)
    }
    let next = try outer.make(4)
    #expect(kept.value == 6 && next.value == 4)
    #expect(unsafe next.block.address == kept.block.address + 8)
  }

  @Test func `destructors run, newest first`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 8192)
    do {
      let scope = arena.scope()
      let first = try scope.make(Bomb(1, journal))
      let second = try scope.make(Bomb(2, journal))
      _ = try scope.ref(Bomb(3, journal))
      _ = try scope.ref(Bomb(4, journal))
      #expect(first.value.number + second.value.number == 3)
      #expect(journal.entries.isEmpty)
    }
    #expect(journal.entries == [2, 1, 4, 3])
  }

  @Test func `destructors run on throw`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 8192)
    func work(_ arena: inout ScopedAllocator<SystemAllocator>) throws {
      var scope = arena.scope()
      let first = try scope.make(Bomb(1, journal))
      _ = first.value.number
      do {
        let inner = scope.scope()
        let second = try inner.make(Bomb(2, journal))
        _ = second.value.number
        throw Refused()
      }
    }
    #expect(throws: Refused.self) { try work(&arena) }
    #expect(journal.entries == [2, 1])
    #expect(arena.allocatedByteCount == 0)
  }

  @Test func `a hundred values are destroyed at the end of their scope`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 64 * 1024)
    do {
      let scope = arena.scope()
      var bombs = try scope.makeArray(of: ScopedBox<Bomb>.self, capacity: 100)
      for number in 0..<100 { bombs.appendWithinCapacity(try scope.make(Bomb(number, journal))) }
    }
    #expect(journal.entries == Array((0..<100).reversed()))
  }

  @Test func `scopes reuse their memory`() throws {
    let ledger = Ledger()
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling, parent: CountingAllocator(ledger: ledger))
    for _ in 0..<100 {
      let scope = arena.scope()
      for _ in 0..<50 { _ = try scope.make((1, 2, 3, 4)) }
    }
    #expect(ledger.live.count <= 4)
    #expect(arena.allocatedByteCount == 0)
    #expect(arena.peakByteCount == 1600)
  }

  @Test func `a full scope returns the value`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 16)
    let scope = arena.scope()
    let filler = try scope.make(0)
    switch scope.store(Bomb(9, journal)) {
    case .stored: Issue.record("there was no room")
    case .rejected(let bomb, let error):
      #expect(bomb.number == 9 && error == .outOfMemory)
      #expect(journal.entries.isEmpty)
    }
    #expect(journal.entries == [9] && filler.value == 0)
    do throws(AllocationError) {
      _ = try scope.makeArray(of: Int.self, capacity: .max)
      Issue.record("so many elements do not fit")
    } catch { #expect(error == .outOfMemory) }
  }

  @Test func `a value can be taken out`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 1024)
    do {
      let scope = arena.scope()
      let box = try scope.make(Bomb(5, journal))
      let bomb = box.consume()
      #expect(journal.entries.isEmpty && bomb.number == 5)
    }
    #expect(journal.entries == [5])
  }

  @Test func `a throwing initializer returns the memory`() throws {
    var arena = try ScopedAllocator(byteCount: 1024)
    do {
      let scope = arena.scope()
      do {
        _ = try scope.make(of: Int.self) { _ in throw Refused() }
        Issue.record("the initializer throws")
      } catch { #expect(error is Refused) }
      let box = try scope.make(of: Int.self) { place in place.initialize(to: 11) }
      #expect(box.value == 11)
    }
    #expect(arena.peakByteCount == 8)
  }

  @Test(arguments: [8, 64])
  func `large values are made in place`(mebibytes: Int) throws {
    var arena = try ScopedAllocator(byteCount: 65 << 20)
    let scope = arena.scope()
    if mebibytes == 8 {
      let box = try scope.make(of: InlineArray<1_048_576, Int>.self) { place in
        place.initializeElements { span in while !span.isFull { span.append(span.count) } }
      }
      let last = box.value[1_048_575]
      #expect(last == 1_048_575)
    } else {
      let box = try scope.make(of: InlineArray<8_388_608, Int>.self) { place in
        unsafe place.initializeToZero()
      }
      let last = box.value[8_388_607]
      #expect(last == 0)
    }
  }

  @Test func `frozen boxes are read through references, and end with the scope`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 4096)
    do {
      let scope = arena.scope()
      let box = try scope.make(Bomb(1, journal))
      let reference = try scope.freeze(box)
      let copies = (reference, reference)
      #expect(copies.0.value.number + copies.1.value.number == 2)
      #expect(journal.entries.isEmpty)
    }
    #expect(journal.entries == [1])
  }

  @Test func `an attempt keeps on return, and rewinds on throw`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
    do {
      var scope = arena.scope()
      let before = try scope.make(Bomb(0, journal))
      try scope.attempt { (attempt: inout Scope) throws(AllocationError) in _ = try attempt.ref(Bomb(1, journal)) }
      let kept = scope.allocatedByteCount
      do {
        try scope.attempt { (attempt: inout Scope) throws in
          for number in 10..<20 { _ = try attempt.ref(Bomb(number, journal)) }
          try attempt.attempt { (nested: inout Scope) throws in _ = try nested.ref(Bomb(20, journal)) }
          throw Refused()
        }
        Issue.record("the attempt throws")
      } catch { #expect(error is Refused) }
      #expect(journal.entries == Array((10...20).reversed()))
      #expect(scope.allocatedByteCount == kept)
      #expect(before.value.number == 0)
      journal.entries = []
    }
    #expect(journal.entries == [0, 1])
  }

  @Test func `a tree of references shares its nodes, and outlives inner scopes`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    var scope = arena.scope()
    let leaf = try scope.ref(Leaf(number: 21))
    let pair = try scope.ref(Pair(left: leaf, right: leaf))
    do {
      let scratch = scope.scope()
      let above = try scratch.ref(Pair(left: pair.value.left, right: leaf))
      #expect(above.value.left.value.number == 21)
    }
    let sum = pair.value.left.value.number + pair.value.right.value.number
    #expect(sum == 42)
  }

  @Test func `boxes of a handle live in a scope`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 4096)
    do {
      var scope = arena.scope()
      let handle = scope.borrowed()
      let box = try handle.makeBox(Bomb(3, journal))
      #expect(unsafe handle.owns(box.block))
      #expect(box.value.number == 3)
    }
    #expect(journal.entries == [3])
  }
}

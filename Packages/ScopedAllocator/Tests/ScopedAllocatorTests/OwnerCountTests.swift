import ScopedAllocator
import Testing

/// Boxes and arrays that have destructors to run stop every build when their scope closes before them.
@Suite struct OwnerCountTests {
  final class Item {
    let number: Int
    init(_ number: Int) { self.number = number }
  }

  private func expect(_ result: ExitTest.Result?, location: SourceLocation = #_sourceLocation) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text.contains("a scope of a ScopedAllocator was closed while 1 of its"), "\(text)", sourceLocation: location)
  }

  @Test func `a scope that is consumed before its box stops`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 4096)
      let scope = arena.scope()
      let box = try scope.make(Item(1))
      _ = box.value.number
      _ = consume scope
      let second = arena.scope()
      let other = try second.make((1, 2))
      print(other.value)
    }
    expect(result)
  }

  @Test func `a scope that is passed on before its box stops`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      func end(_ scope: consuming Scope) {}
      var arena = try ScopedAllocator(byteCount: 4096)
      let scope = arena.scope()
      let box = try scope.make([1, 2, 3])
      _ = box.value.count
      end(scope)
    }
    expect(result)
  }

  @Test func `a temporary scope of a box stops`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 4096)
      let box = try arena.scope().make(Item(1))
      _ = box.value.number
    }
    expect(result)
  }

  @Test func `an array of references that is assigned outward stops`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 4096)
      var outer = arena.scope()
      var kept = try outer.makeArray(of: Item.self, capacity: 2)
      do {
        let inner = outer.scope()
        kept = try inner.makeArray(of: Item.self)
        for number in 0..<9 { try kept.append(Item(number), in: inner) }
      }
      let count = kept.count
      print(count)
    }
    expect(result)
  }

  @Test func `a box of an attempt that fails stops when it is assigned outward`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      func keep(_ kept: inout ScopedBox<Item>, _ scope: inout Scope) throws {
        try scope.attempt { (attempt: inout Scope) throws in
          kept = try attempt.make(Item(2))
          throw AllocationError.outOfMemory
        }
      }
      var arena = try ScopedAllocator(byteCount: 4096)
      var scope = arena.scope()
      let first = try scope.make(Item(1))
      var kept = first
      try? keep(&kept, &scope)
      print(kept.value.number)
    }
    expect(result)
  }

  @Test func `owners of all kinds that end in time are no reason to stop`() throws {
    var arena = try ScopedAllocator(byteCount: 128, growth: .doubling)
    for round in 0..<20 {
      var outer = arena.scope()
      let first = try outer.make(Item(round))
      var items = try outer.makeArray(of: Item.self)
      for number in 0..<round { try items.append(Item(number), in: outer) }
      try outer.attempt { (attempt: inout Scope) throws in
        let box = try attempt.make([round])
        let frozen = try attempt.freeze(attempt.make("a string that needs memory of its own \(round)"))
        let sum = box.value[0] + frozen.value.count
        #expect(sum > round)
      }
      try? outer.attempt { (attempt: inout Scope) throws in
        _ = try attempt.make(Item(1))
        let second = try attempt.make(Item(2))
        let inner = attempt.scope()
        let third = try inner.make(Item(3))
        let last = third.consume()
        #expect(second.value.number + last.number == 5)
        throw AllocationError.outOfMemory
      }
      do {
        let handle = outer.borrowed()
        let box = try handle.makeBox(Item(4))
        let number = box.value.number
        #expect(number == 4)
      }
      let byValue = try outer.ref(Item(5))
      #expect(byValue.value.number == 5)
      let last = first.consume()
      let count = items.count
      #expect(last.number == round && count == round)
    }
    #expect(arena.allocatedByteCount == 0)
  }

  private func fail(in scope: borrowing Scope) {
    do throws(AllocationError) {
      _ = try scope.make(of: (Item, Int, Int, Int).self) { _ throws(AllocationError) in
        throw AllocationError.outOfMemory
      }
      Issue.record("nothing was thrown")
    } catch {}
  }

  @Test func `a value whose initializer throws leaves a mark of the scope at most`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    fail(in: scope)
    let byteCount = scope.allocatedByteCount
    #expect(byteCount <= 48)
    fail(in: scope)
    #expect(scope.allocatedByteCount == byteCount)
  }

  @Test(arguments: [8, 16, 64, 4096]) func `values of every alignment come behind their heads`(_ alignment: Int) throws
  {
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
    for _ in 0..<4 {
      let scope = arena.scope()
      let odd = try scope.make(UInt8(1))
      let box = try scope.make((Item(alignment), SIMD4<Float>(repeating: 1)))
      var array = try scope.makeArray(of: Optional<SIMD8<Double>>.self, capacity: 1)
      array.appendWithinCapacity(SIMD8(repeating: 2))
      var references = try scope.makeArray(of: (SIMD8<Double>, Item).self)
      for number in 0..<alignment { try references.append((SIMD8(repeating: 1), Item(number)), in: scope) }
      let address = unsafe UInt(bitPattern: box.block.address)
      #expect(address % 16 == 0 && odd.value == 1)
      let last = references[alignment - 1].1.number
      #expect(last == alignment - 1)
    }
  }

  /// A block that gets a chunk of its own, which is the first that the scope has to undo.
  private func allocateChunk(in scope: inout Scope) throws -> Block {
    try unsafe scope.borrowed().allocate(byteCount: 100_000, alignment: 8)
  }

  @Test func `destructors run although the chunk has returned that a handle added before them`() throws {
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
    let journal = Journal()
    do {
      var scope = arena.scope()
      let block = try unsafe allocateChunk(in: &scope)
      _ = try scope.ref(Bomb(1, journal))
      unsafe scope.borrowed().deallocate(block)
      _ = try scope.ref(Bomb(2, journal))
    }
    #expect(journal.entries == [2, 1])
    #expect(arena.allocatedByteCount == 0)
  }

  @Test func `owners are counted although the chunk has returned that a handle added before them`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
      var scope = arena.scope()
      let block = try unsafe scope.borrowed().allocate(byteCount: 100_000, alignment: 8)
      let box = try scope.make(Item(1))
      unsafe scope.borrowed().deallocate(block)
      _ = box.value.number
      _ = consume scope
    }
    expect(result)
  }
}

import ScopedAllocator
import Testing

// Blocks of the arena itself that live while a scope is open whose handle has blocks, too: the compiler accepts it where
// nothing uses the former any more, and in an actor that is entered again while it waits.

private final class Tally { var ended = 0 }
private final class Token {
  let tally: Tally
  init(_ tally: Tally) { self.tally = tally }
  deinit { tally.ended += 1 }
}

private typealias Arena = ScopedAllocator<SystemAllocator>

/// Keeps a block of its arena while another call has a scope of it open, whose handle has a block.
private actor Server {
  var arena: Arena
  var step = 0
  init(_ arena: consuming sending Arena) { self.arena = arena }

  private func wait(for step: Int) async { while self.step < step { await Task.yield() } }

  /// What is done while the other call has its scope open.
  enum Use { case nothing, growth, allocation }

  func keepBlock(then use: Use) async throws {
    let handle = arena.borrowed()
    var block = try unsafe handle.allocate(byteCount: 24, alignment: 8)
    step = 1
    await wait(for: 2)
    switch use {
    case .nothing: break
    case .growth: try unsafe handle.reallocate(&block, byteCount: 64)
    case .allocation: _ = try handle.makeBox(2)
    }
    step = 3
    unsafe handle.deallocate(block)
  }

  func lendScope() async throws {
    await wait(for: 1)
    var scope = arena.scope()
    let handle = scope.borrowed()
    step = 2
    await wait(for: 3)
    _ = try handle.makeBox(1)
  }

  func reset() async throws {
    await wait(for: 1)
    do {
      var scope = arena.scope()
      _ = try scope.borrowed().makeBox(1)
    }
    arena.reset()
  }
}

/// A parent that has the program free blocks of the arena before it allocates.
private struct Evicting: Allocator {
  final class Cache {
    var boxes: [Entry] = []
    var isEvicting = false
  }
  final class Entry {
    let box: AllocatedBox<InlineArray<30, Int>, SharedAllocator<ScopedAllocator<Evicting>>>
    init(_ number: Int, in memory: SharedAllocator<ScopedAllocator<Evicting>>) throws(AllocationError) {
      box = try memory.makeBox(InlineArray(repeating: number))
    }
    var isWhole: Bool { box.value.indices.allSatisfy { box.value[$0] == box.value[0] } }
  }
  let cache = Cache()

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if cache.isEvicting { cache.boxes.removeLast(min(3, cache.boxes.count)) }
    return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
}

@Suite struct GenerationsTests {
  @Test func `a parent frees blocks of the arena while it is asked for memory`() throws {
    let parent = Evicting()
    let memory = try ScopedAllocator(byteCount: 512, growth: .constant, parent: parent).shared()
    parent.cache.isEvicting = true
    for number in 0..<100 {
      parent.cache.boxes.append(try Evicting.Entry(number, in: memory))
      let isWhole = parent.cache.boxes.allSatisfy { $0.isWhole }
      #expect(isWhole, "\(number)")
    }
    parent.cache.isEvicting = false
    parent.cache.boxes = []
  }

  private func expect(
    _ result: ExitTest.Result?, toSay words: String, location: SourceLocation = #_sourceLocation
  ) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(words), "\(text)", sourceLocation: location)
  }

  @Test func `an arena is not reset under a block that is older than the blocks of a scope's handle`() async {
    let reset = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 4096)
      let box = try arena.borrowed().makeBox(Token(Tally()))
      _ = box.value.tally
      do {
        var scope = arena.scope()
        _ = try scope.borrowed().makeBox(1)
      }
      arena.reset()
    }
    expect(reset, toSay: "ScopedAllocator was reset while")
    let entered = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let server = Server(try ScopedAllocator(byteCount: 4096))
      async let kept: Void = server.keepBlock(then: .nothing)
      try await server.reset()
      try await kept
    }
    expect(entered, toSay: "ScopedAllocator was reset while")
  }

  @Test func `what lives is counted again when the scopes have closed`() throws {
    let tally = Tally()
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
    for round in 1...3 {
      do {
        let box = try arena.borrowed().makeBox(Token(tally))
        _ = box.value.tally
        for _ in 0..<3 {
          var scope = arena.scope()
          _ = try scope.borrowed().makeBox(InlineArray<40, Int>(repeating: 1))
        }
        _ = try arena.borrowed().makeBox(InlineArray<40, Int>(repeating: 2))
      }
      #expect(tally.ended == round)
      arena.reset()  // no block lives
    }
  }

  @Test func `an arena is not used while a scope is lent`() async {
    let grown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let server = Server(try ScopedAllocator(byteCount: 4096))
      async let lent: Void = server.lendScope()
      try await server.keepBlock(then: .growth)
      try await lent
    }
    expect(grown, toSay: "a ScopedAllocator was used while 1 of its scopes is open")
    let used = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let server = Server(try ScopedAllocator(byteCount: 4096))
      async let lent: Void = server.lendScope()
      try await server.keepBlock(then: .allocation)
      try await lent
    }
    expect(used, toSay: "a ScopedAllocator was used while 1 of its scopes is open")
  }

  @Test func `a block of the arena that ends while a scope is open leaves the chunks of others`() throws {
    let tally = Tally()
    do {
      var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
      let filler = try arena.borrowed().makeBox(InlineArray<28, Int>(repeating: 1))
      let count = filler.value.count
      #expect(count == 28)
      let kept = try arena.borrowed().makeBox(Token(tally))  // in the second chunk
      let isThere = kept.value.tally === tally
      #expect(isThere)
      var large: AllocatedBox<InlineArray<700, Int>, BorrowedAllocator<Arena>>? =
        try arena.borrowed().makeBox(InlineArray(repeating: 1))
      do {
        var scope = arena.scope()
        do { _ = try scope.ref("a text that is long enough for the heap") }
        let box = try scope.borrowed().makeBox(1)
        large = nil
        let value = box.value
        #expect(value == 1)
      }
      _ = large == nil
      for _ in 0..<4 {
        let other = try arena.borrowed().makeBox(InlineArray<100, Int>(repeating: -1))
        let first = other.value[0]
        #expect(first == -1)
      }
      #expect(tally.ended == 0)
    }
    #expect(tally.ended == 1)
  }
}

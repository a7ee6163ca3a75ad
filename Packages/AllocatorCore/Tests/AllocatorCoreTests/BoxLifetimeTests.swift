import AllocatorCore
import Testing

/// Holds any value, so that it is destroyed by code that does not know its type.
private final class Holder<Held: ~Copyable> {
  let held: Held
  init(_ held: consuming Held) { self.held = held }
}

private struct Wrapper<Wrapped: ~Copyable>: ~Copyable {
  let wrapped: Wrapped
}

@inline(never)
@_optimize(none)
private func hold<Held: ~Copyable>(_ held: consuming Held) -> AnyObject { Holder(held) }

/// Swift 6.3 loses the `deinit` of some generic noncopyable structs when code destroys them that does not know their
/// type, in optimized builds, too. Boxes must not be among them.
@Suite struct BoxLifetimeTests {
  private let log = CallLog()
  private let destructions = Counter()

  private func makeBox() throws -> AllocatedBox<Token, SharedAllocator<Spy>> {
    try Spy(log: log).shared().makeBox(Token(destructions: destructions))
  }

  private func expectEnd(_ destroyed: Int, blocks: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(destructions.count == destroyed, sourceLocation: sourceLocation)
    let freed = log.calls.filter { $0.hasPrefix("deallocate") }
    #expect(freed.count == blocks && log.calls.count == 2 * blocks, sourceLocation: sourceLocation)
  }

  @Test func `a box ends in a generic class`() throws {
    _ = hold(try makeBox())
    expectEnd(1, blocks: 1)
  }

  @Test func `a box ends in another struct`() throws {
    _ = hold(Wrapper(wrapped: Wrapper(wrapped: try makeBox())))
    expectEnd(1, blocks: 1)
  }

  @Test func `a box ends in boxes of boxes`() throws {
    do {
      let memory = Spy(log: log).shared()
      _ = try memory.makeBox(memory.makeBox(memory.makeBox(Token(destructions: destructions))))
    }
    expectEnd(1, blocks: 3)
  }

  @Test func `a box ends behind a pointer`() throws {
    let boxes = UnsafeMutablePointer<AllocatedBox<Token, SharedAllocator<Spy>>>.allocate(capacity: 2)
    unsafe boxes.initialize(to: try makeBox())
    unsafe (boxes + 1).initialize(to: try makeBox())
    unsafe boxes.deinitialize(count: 2)
    unsafe boxes.deallocate()
    expectEnd(2, blocks: 2)
  }

  @Test func `a box ends without its type`() throws {
    _ = hold(try makeBox().erased())
    expectEnd(1, blocks: 1)
  }

  @Test func `a box ends inside an optional`() throws {
    _ = hold(Optional.some(try makeBox()))
    expectEnd(1, blocks: 1)
  }
}

import ScopedAllocator
import Synchronization
import Testing

private let balance = Atomic<Int>(0)

/// No bytes, but a `deinit`: Swift 6.3.1 cannot optimize what moves such a value out of memory into an optional.
private struct Token: ~Copyable {
  init() { balance.wrappingAdd(1, ordering: .relaxed) }
  deinit { balance.wrappingSubtract(1, ordering: .relaxed) }
}

/// That this is compiled with optimizations is half of what it tests.
@Suite struct EmptyScopedElementTests {
  @Test func `elements without bytes end once each`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    try arena.withScope { scope in
      var elements = try scope.makeArray(of: Token.self, capacity: 2)
      for _ in 0..<5 { try elements.append(Token(), in: scope) }
      var count = 0
      while let element = elements.popLast() {
        _ = consume element
        count += 1
      }
      elements.appendWithinCapacity(Token())
      _ = elements.replaceElement(at: 0, with: Token())
      var box = try scope.make(Token())
      _ = box.replace(with: Token())
      let value: Token? = box.consume()
      let isNothing = value == nil
      #expect(count == 5 && !isNothing && elements.count == 1)
    }
    #expect(balance.load(ordering: .relaxed) == 0)
  }
}

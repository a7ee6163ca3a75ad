import AllocatorContainers
import Synchronization
import Testing

private let begun = Atomic<Int>(0)
private let ended = Atomic<Int>(0)

/// No bytes, but a `deinit`: Swift 6.3.1 cannot optimize what moves such a value out of memory into an optional.
private struct Token: ~Copyable {
  init() { begun.wrappingAdd(1, ordering: .relaxed) }
  deinit { ended.wrappingAdd(1, ordering: .relaxed) }
}

/// Each element ends once, whatever moves it. That these tests are compiled with optimizations is half of what they
/// test. They run one by one, since tokens have no room for a counter.
@Suite(.serialized) struct EmptyElementTests {
  private typealias Memory = SystemAllocator

  private func expectEnds(_ body: () throws -> Void) rethrows {
    begun.store(0, ordering: .relaxed)
    ended.store(0, ordering: .relaxed)
    try body()
    let (begun, ended) = (begun.load(ordering: .relaxed), ended.load(ordering: .relaxed))
    #expect(begun == ended && begun > 0)
  }

  private func expect(_ element: consuming Token?, isThere: Bool) {
    let isNothing = element == nil
    #expect(isNothing != isThere)
  }

  private func array() throws -> AllocatedArray<Token, Memory> {
    var array = AllocatedArray<Token, Memory>(allocator: .system)
    for _ in 0..<3 { try array.append(Token()) }
    return array
  }
  private func deque() throws -> AllocatedDeque<Token, Memory> {
    var deque = AllocatedDeque<Token, Memory>(allocator: .system)
    for _ in 0..<3 { try deque.prepend(Token()) }
    return deque
  }
  @Test func `arrays end each element once`() throws {
    try expectEnds {
      var elements = try array()
      expect(elements.popLast(), isThere: true)
      elements.removeLast()
      elements.remove(at: 0)
      expect(elements.popLast(), isThere: false)
      var others = try array()
      try others.append(moving: &elements)
      try others.insert(Token(), at: 1)
      others.swapAt(0, 1)
      others.reverse()
      others.consumeSubrange(0..<1) { _ = consume $0 }
      let rest = try others.splitOff(from: 1)
      rest.consumeEach { _ = consume $0 }
      others[0] = Token()
      if case .rejected = others.store(Token()) { Issue.record("there is room") }
    }
  }

  @Test func `deques end each element once`() throws {
    try expectEnds {
      var elements = try deque()
      var count = 0
      while let element = elements.popFirst() {
        _ = consume element
        count += 1
      }
      #expect(count == 3 && elements.isEmpty)
      try elements.reallocate(capacity: 2)
      for _ in 0..<4 { elements.appendOverwriting(Token()) }
      expect(elements.popLast(), isThere: true)
      elements.removeFirst()
      try elements.insert(Token(), at: 0)
      try elements.append(Token())
      elements.remove(at: 1)
      elements.removeLast()
      if case .rejected = elements.storeFirst(Token()) { Issue.record("there is room") }
      elements.consumeEach { _ = consume $0 }
      _ = try deque()
    }
  }

  @Test func `dictionaries end each element once`() throws {
    try expectEnds {
      var values = AllocatedDictionary<Int, Token, Memory>(allocator: .system)
      for key in 0..<3 { expect(try values.updateValue(Token(), forKey: key), isThere: false) }
      expect(try values.updateValue(Token(), forKey: 1), isThere: true)
      switch values.store(Token(), forKey: 2) {
      case .stored(let old): expect(old, isThere: true)
      case .rejected: Issue.record("there is room")
      }
      expect(values.removeValue(forKey: 1), isThere: true)
      expect(values.removeValue(forKey: 1), isThere: false)
      values.updateValue(forKey: 2) { $0 = Token() }
      try values.updateValue(forKey: 5, default: Token()) { _ in }
      values.removeAll { key, _ in key == 2 }
      values.consumeEach { _, value in _ = consume value }
    }
  }

  @Test func `dictionaries with texts as keys end each value once`() throws {
    try expectEnds {
      var values = AllocatedStringDictionary<Token, Memory>(allocator: .system)
      for key in ["a", "b", "c"] { expect(try values.updateValue(Token(), forKey: key), isThere: false) }
      expect(try values.updateValue(Token(), forKey: "a"), isThere: true)
      switch values.store(Token(), forKey: "b") {
      case .stored(let old): expect(old, isThere: true)
      case .rejected: Issue.record("there is room")
      }
      expect(values.removeValue(forKey: "c"), isThere: true)
      values.updateValue(forKey: "a") { $0 = Token() }
      values.consumeEach { _, value in _ = consume value }
    }
    try expectEnds {
      var values = AllocatedDictionary<String, Token, Memory>(allocator: .system)
      try values.updateValue(Token(), forKey: "x")
      let text = try AllocatedString("x", allocator: .system)
      expect(values.removeValue(forKey: text), isThere: true)
    }
  }

  @Test func `slots end each element once`() throws {
    try expectEnds {
      var elements = AllocatedSlots<Token, Memory>(allocator: .system)
      let handles = [try elements.insert(Token()), try elements.insert(Token()), try elements.insert(Token())]
      expect(elements.removeIfPresent(handles[0]), isThere: true)
      expect(elements.removeIfPresent(handles[0]), isThere: false)
      elements.remove(handles[1])
      let removed: Token? = elements.remove(handles[2])
      expect(removed, isThere: true)
      if case .rejected = elements.store(Token()) { Issue.record("there is room") }
      _ = try elements.insert { _ in Token() }
      _ = try elements.insert(Token())
      elements.consumeEach { _ = consume $0 }
    }
  }

  @Test func `boxes, grids and joints end each element once`() throws {
    try expectEnds {
      let value: Token? = try Memory().makeBox(Token()).consume()
      expect(value, isThere: true)
      var box = try Memory().makeBox(Token())
      box.value = Token()
      let erased = box.erased()
      switch erased.downcast(to: Token.self) {
      case .box(let box): _ = box.consume()
      case .other: Issue.record("it is of this type")
      }
      if case .rejected = Memory().storeInBox(Token()) { Issue.record("there is room") }
    }
    try expectEnds {
      var grid = try Memory().makeGrid(extents: [2, 3]) { (_: InlineArray<2, Int>) throws(AllocationError) in Token() }
      grid[1, 2] = Token()
    }
    try expectEnds {
      var joint = try Memory().makeJoint(Token(), arrayOf: Token.self, capacity: 3)
      joint.editFirst { span in
        span.append(Token())
        span.append(Token())
        _ = span.removeLast()
      }
      joint.value = Token()
    }
  }
}

import AllocatorCore
import Testing

@Suite struct AllocatedBoxTests {
  let system = SystemAllocator()

  /// In debug builds, too, and from this module: Swift can lose the `deinit` of a generic noncopyable struct.
  @Test func `destroys its value when it is destroyed`() throws {
    let destructions = Counter()
    do {
      let box = try AllocatedBox(Token(7, destructions: destructions), allocator: system)
      #expect(box.value.number == 7)
      #expect(destructions.count == 0)
    }
    #expect(destructions.count == 1)
  }

  @Test func `destroys its value inside a generic function`() throws {
    func fill<A: Allocator>(_ allocator: A, with destructions: Counter) throws {
      for number in 0..<3 { _ = try allocator.makeBox(Token(number, destructions: destructions)) }
    }
    let destructions = Counter()
    try fill(system, with: destructions)
    #expect(destructions.count == 3)
    try fill(AnyAllocator(system), with: destructions)
    #expect(destructions.count == 6)
  }

  @Test func `returns its memory`() throws {
    let log = CallLog()
    do {
      let memory = Spy(log: log).shared()
      let first = try memory.makeBox(Int64(1))
      let second = try memory.makeBox(Int64(2))
      #expect(first.value + second.value == 3)
    }
    #expect(
      log.calls == ["allocate 16 8", "allocate 16 8", "deallocate 16 8", "deallocate 16 8"],
      "a word for the value, one for the handle")
    #expect(log.destructions == 1)
  }

  @Test func `its value is read and modified in place`() throws {
    var box = try system.makeBox([1, 2, 3])
    box.value.append(4)
    box.value[0] = 9
    #expect(box.value == [9, 2, 3, 4])
    unsafe #expect(box.block.byteCount == MemoryLayout<[Int]>.stride)
  }

  @Test func `consuming it returns the value and the memory`() throws {
    let destructions = Counter()
    let log = CallLog()
    do {
      let token = try Spy(log: log).shared().makeBox(Token(5, destructions: destructions)).consume()
      #expect(token.number == 5)
      #expect(destructions.count == 0)
      #expect(log.calls == ["allocate 24 8", "deallocate 24 8"])
    }
    #expect(destructions.count == 1)
    #expect(log.calls.count == 2)
  }

  @Test func `an optional box is as wide as a pointer`() throws {
    #expect(MemoryLayout<AllocatedBox<Int, SystemAllocator>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<AllocatedBox<Int, SystemAllocator>?>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<AllocatedBox<Int, SharedAllocator<Spy>>?>.size == MemoryLayout<Int>.size)
  }

  @Test func `an optional box can be taken and replaced`() throws {
    let destructions = Counter()
    var box: AllocatedBox<Token, SystemAllocator>? = try system.makeBox(Token(1, destructions: destructions))
    box = try system.makeBox(Token(2, destructions: destructions))
    #expect(destructions.count == 1)
    let number = box.take()?.consume().number
    #expect(number == 2)
    #expect(destructions.count == 2)
    let isEmpty = box == nil
    #expect(isEmpty)
  }

  @Test func `spans of its value live as long as its borrow`() throws {
    var box = try system.makeBox([1, 2, 3] as InlineArray<3, Int>)
    var numbers = box.value.mutableSpan
    numbers[0] = 10
    numbers[2] = 30
    let span = box.value.span
    #expect(span[0] == 10 && span[1] == 2 && span[2] == 30)
  }

  @Test func `a refused value is destroyed`() throws {
    let destructions = Counter()
    let memory = Spy(log: CallLog(), refuses: true).shared()
    #expect(throws: AllocationError.outOfMemory) {
      _ = try memory.makeBox(Token(destructions: destructions))
    }
    #expect(destructions.count == 1)
  }

  @Test func `a refused value can come back`() throws {
    let destructions = Counter()
    let memory = Spy(log: CallLog(), refuses: true).shared()
    switch memory.storeInBox(Token(8, destructions: destructions)) {
    case .stored:
      Issue.record("a value was stored in memory that refuses everything")
    case .rejected(let token, let error):
      #expect(token.number == 8)
      #expect(error == .outOfMemory)
      #expect(destructions.count == 0)
    }
    #expect(destructions.count == 1)
  }

  @Test func `a stored value comes in a box`() throws {
    let destructions = Counter()
    switch system.storeInBox(Token(8, destructions: destructions)) {
    case .stored(let box): #expect(box.value.number == 8)
    case .rejected: Issue.record("the platform's heap refused a word")
    }
    #expect(destructions.count == 1)
  }

  @Test func `a released pointer can be adopted again`() throws {
    let destructions = Counter()
    do {
      let pointer = unsafe try system.makeBox(Token(3, destructions: destructions)).unsafelyRelease()
      #expect(destructions.count == 0)
      let box = unsafe AllocatedBox(unsafelyAdopting: pointer, allocator: system)
      #expect(box.value.number == 3)
    }
    #expect(destructions.count == 1)
  }

  @Test func `it keeps a shared owner alive`() throws {
    let log = CallLog()
    var box: AllocatedBox<Int, SharedAllocator<Spy>>? = try Spy(log: log).shared().makeBox(1)
    #expect(log.destructions == 0)
    box = nil
    #expect(log.destructions == 1)
    let isEmpty = box == nil
    #expect(isEmpty)
  }

  @Test func `it can hold boxes of its own kind`() throws {
    struct Node: ~Copyable {
      var number: Int
      var next: AllocatedBox<Node, SystemAllocator>?
      let destructions: Counter
      deinit { destructions.count += 1 }
    }
    let destructions = Counter()
    do {
      var list: AllocatedBox<Node, SystemAllocator>?
      for number in 0..<100 {
        list = try system.makeBox(Node(number: number, next: list.take(), destructions: destructions))
      }
      let first = list?.value.number
      #expect(first == 99)
      #expect(destructions.count == 0)
    }
    #expect(destructions.count == 100)
  }

  @Test func `it moves to another task with a value that may`() async throws {
    let box = try system.makeBox(41)
    let number = await Task.detached { box.value + 1 }.value
    #expect(number == 42)
  }

  @Test func `empty values have boxes, too`() throws {
    let first = try system.makeBox(())
    let second = try system.makeBox(())
    unsafe #expect(first.block.address != second.block.address)
  }

  @Test func `it is described in words`() throws {
    let words = try SystemAllocator().makeBox([1, 2]).description
    #expect(words == "[1, 2]")
  }
}

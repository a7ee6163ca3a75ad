import AllocatorContainers
import Testing

@Suite struct AllocatedArrayTests {
  @Test func `is made of copies of one element`() throws {
    let memory = SystemAllocator()
    let sevens = try memory.makeArray(repeating: 7, count: 3)
    let words = try memory.makeArray(repeating: "a", count: 2)
    let none = try memory.makeArray(repeating: 7, count: 0)
    let results = (Array(copying: sevens), Array(copying: words), none.heldByteCount, sevens != none, sevens != sevens)
    #expect(results.0 == [7, 7, 7] && results.1 == ["a", "a"] && results.2 == 0 && results.3 && !results.4)
  }

  @Test func `its width is three words and the handle`() {
    let word = MemoryLayout<Int>.size
    #expect(MemoryLayout<AllocatedArray<Int, SystemAllocator>>.size == 3 * word)
    #expect(MemoryLayout<AllocatedArray<Int, SystemAllocator>?>.size == 3 * word)
    #expect(MemoryLayout<AllocatedArray<Int, BorrowedAllocator<BumpAllocator>>>.size == 4 * word)
  }

  @Test func `an empty array allocates nothing`() throws {
    let memory = FailingAllocator()
    var array = try memory.makeArray(of: Int.self)
    let (count, capacity, span) = (array.count, array.capacity, array.span.count)
    #expect(count == 0 && capacity == 0 && span == 0)
    array.removeAll()
    try array.reserveCapacity(0)
    try array.append(copying: [Int]().span)
    let popped = array.popLast()
    #expect(popped == nil)
    array.edit { span in #expect(span.freeCapacity == 0) }
    #expect(memory.state.requests == 0)
  }

  @Test func `appends, reads, modifies and removes`() throws {
    var array = AllocatedArray<Int, SystemAllocator>(allocator: .system)
    for number in 0..<100 { try array.append(number) }
    array[3] += 1000
    array.swapAt(0, 99)
    try array.insert(-1, at: 50)
    let removed = array.remove(at: 3)
    #expect(removed == 1003)
    array.removeSubrange(10..<20)
    do {
      var elements = array.mutableSpan
      elements[1] = -2
    }
    let expected = [99, -2, 2, 4, 5, 6, 7, 8, 9, 10] + Array(21..<50) + [-1] + Array(50..<99) + [0]
    #expect(Array(copying: array) == expected)
    let words = array.description
    #expect(words == expected.description)
    let last = array.removeLast()
    #expect(last == 0)
    var total = 0
    func add(_ number: Int) { total += number }
    array.forEach(add)
    #expect(total == expected.reduce(0, +))
  }

  @Test func `it is made from spans, sequences and repetitions`() throws {
    let numbers = Array(0..<10)
    var array = try AllocatedArray(copying: numbers.span, allocator: .system)
    try array.append(copying: stride(from: 10, to: 20, by: 1))
    try array.append(addingCount: 5) { span in for number in 20..<23 { span.append(number) } }
    #expect(Array(copying: array) == Array(0..<23))
    let copy = try array.clone()
    array[0] = 7
    #expect(Array(copying: copy) == Array(0..<23) && copy.capacity == 23)
    let repeated = try AllocatedArray(repeating: "x", count: 3, allocator: .system)
    #expect(Array(copying: repeated) == ["x", "x", "x"])
    let written = try AllocatedArray<Int, SystemAllocator>(capacity: 4, allocator: .system) { $0.append(4) }
    #expect(written.count == 1 && written[0] == 4 && written.capacity == 4)
    let collected = try AllocatedArray(copying: Set([8]), allocator: .system)
    #expect(Array(copying: collected) == [8])
  }

  @Test func `reallocating sets the capacity exactly, but keeps the elements`() throws {
    let memory = FailingAllocator()
    var array = try memory.makeArray(of: Int.self, capacity: 10)
    for number in 0..<4 { try array.append(number) }
    try array.reallocate(capacity: 2)
    #expect(array.capacity == 4 && array.isFull && memory.liveByteCount == 4 * 8 + MemoryLayout<FailingAllocator>.size)
    try array.reserveCapacity(9)
    #expect(array.capacity == 9 && array.freeCapacity == 5)
    array.removeAll(keepingCapacity: true)
    #expect(array.capacity == 9)
    try array.reallocate(capacity: 0)
    #expect(array.capacity == 0 && memory.isClean)
  }

  @Test func `each element is destroyed once, with its array`() throws {
    let census = Census()
    let memory = FailingAllocator()
    do {
      var array = try memory.makeArray(of: Counted.self)
      for number in 0..<20 { try array.append(Counted(number, census)) }
      #expect(census.live.count == 20)
      let last = array.popLast()
      _ = consume last
      #expect(census.live.count == 19)
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `its deinitializer runs with a trivial allocator and element`() throws {
    // With everything trivial, Swift 6.3 forgets deinitializers of generic noncopyable structs in debug builds.
    var owner = BumpAllocator(byteCount: 1024)
    do {
      var array = AllocatedArray<Int, BorrowedAllocator<BumpAllocator>>(allocator: owner.borrowed())
      try array.append(1)
    }
    #expect(owner.usedByteCount == 0)
    let census = Census()
    do {
      var array = AllocatedArray<Counted, SystemAllocator>(allocator: .system)
      try array.append(Counted(1, census))
    }
    #expect(census.live.isEmpty)
  }

  @Test func `consuming passes on every element, and destroys the rest when it stops`() throws {
    let census = Census()
    let memory = FailingAllocator()
    for limit in [3, 10] {
      var array = try memory.makeArray(of: Counted.self)
      for number in 0..<6 { try array.append(Counted(number, census)) }
      var seen: [Int] = []
      do {
        try array.consumeEach { (value: consuming Counted) throws(Refused) in
          seen.append(value.number)
          if seen.count == limit { throw Refused() }
        }
        #expect(limit == 10)
      } catch { #expect(limit == 3) }
      #expect(seen == Array(0..<min(6, limit)))
      #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
    }
  }

  @Test func `growing in place moves nothing`() throws {
    let handleByteCount = MemoryLayout<BorrowedAllocator<BumpAllocator>>.size
    var owner = BumpAllocator(byteCount: 4096 + handleByteCount)
    do {
      var array = AllocatedArray<Int, BorrowedAllocator<BumpAllocator>>(allocator: owner.borrowed())
      // 512 numbers are all that fits behind the handle, which doubling alone would never reach in moved blocks.
      for number in 0..<512 { try array.append(number) }
      #expect(Array(copying: array) == Array(0..<512))
      switch array.store(512) {
      case .stored: Issue.record("there is no room")
      case .rejected(let number, let error): #expect(number == 512 && error == .outOfMemory)
      }
      #expect(array.count == 512)
    }
    #expect(owner.usedByteCount == 0)
  }

  @Test func `impossible sizes are errors`() throws {
    var owner = BumpAllocator(byteCount: 1024)
    var array = AllocatedArray<Int, BorrowedAllocator<BumpAllocator>>(allocator: owner.borrowed())
    try array.append(5)
    for capacity in [Int.max, Int.max / 8, Int.max / 8 + 1] {
      do throws(AllocationError) {
        try array.reserveCapacity(capacity)
        Issue.record("there is no such room")
      } catch { #expect(error == .outOfMemory) }
    }
    do throws(AllocationError) {
      try array.append(addingCount: Int.max) { _ in }
      Issue.record("there is no such room")
    } catch { #expect(error == .outOfMemory) }
    #expect(Array(copying: array) == [5])
  }

  @Test func `an unsupported alignment is named`() throws {
    let memory = FailingAllocator()
    memory.state.largestAlignment = 8
    var array = try memory.makeArray(of: SIMD4<Float>.self)
    do throws(AllocationError) {
      try array.append(SIMD4())
      Issue.record("the alignment is not supported")
    } catch { #expect(error == .unsupportedAlignment) }
    let isEmpty = array.isEmpty
    #expect(isEmpty)
  }

  @Test func `weak references survive growth`() throws {
    final class Target {}
    struct Weak { weak var target: Target? }
    let target = Target()
    let memory = FailingAllocator()
    do {
      var array = try memory.makeArray(of: Weak.self)
      for _ in 0..<100 { try array.append(Weak(target: target)) }
      var found = 0
      for index in array.indices where array[index].target === target { found += 1 }
      #expect(found == 100)
    }
    #expect(memory.isClean)
  }

  @Test func `an array of arrays owns them`() throws {
    let memory = FailingAllocator()
    do {
      var rows = try memory.makeArray(of: AllocatedArray<Int, FailingAllocator>.self)
      for row in 0..<10 {
        try rows.append(AllocatedArray(copying: 0..<row, allocator: memory))
      }
      try rows[9].append(100)
      let total = rows[9].count
      #expect(total == 10)
    }
    #expect(memory.isClean)
  }
}

import AllocatorContainers
import Testing

// What the sequences have of the table of operations.
extension VocabularyTests {
  func array(_ uses: Uses) throws {
    var array = try SystemAllocator().makeArray(of: Int.self)
    uses.has("make…(of:)")
    array = try SystemAllocator().makeArray(copying: [3, 1, 2])
    uses.has("make…(copying:)")
    var other = try AllocatedArray<Int, SystemAllocator>(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    let copy = try AllocatedArray(copying: array.span, allocator: .system)
    uses.has("init(copying:)")
    other = try copy.clone()
    uses.has("clone()")
    _ = (copy == other, copy != other)
    uses.has("==")
    _ = copy < other
    uses.has("<")
    var hasher = Hasher()
    copy.hash(into: &hasher)
    uses.has("hash(into:)")
    _ = (array.first, array.last)
    uses.has("first")
    uses.has("last")
    _ = array.contains(3)
    _ = array.contains { $0 == 3 }
    uses.has("contains")
    array.sort()
    uses.has("sort")
    try array.append(1)
    uses.has("append")
    if case .stored = array.store(2) { uses.has("store") }
    try array.insert(7, at: 0)
    uses.has("insert(at:)")
    array.remove(at: 0)
    uses.has("remove(at:)")
    array.swapAt(0, 1)
    uses.has("swapAt")
    array.removeAll { $0 == 9 }
    uses.has("removeAll(where:)")
    _ = array.popLast()
    uses.has("popLast")
    let second = array.span[1]
    array[0] += second
    uses.has("span")
    array.forEach { _ in }
    uses.has("forEach")
    try array.reserveCapacity(10)
    uses.has("reserveCapacity")
    try array.reallocate(capacity: 20)
    uses.has("reallocate(capacity:)")
    array.shrinkToFit()
    uses.has("shrinkToFit")
    _ = (array.count, array.isEmpty, array.capacity, array.heldByteCount)
    uses.has("count")
    uses.has("heldByteCount")
    _ = array.description
    uses.has("description")
    array.removeAll()
    uses.has("removeAll")
    array.consumeEach { _ in }
    uses.has("consumeEach")
    array = copy
  }

  func deque(_ uses: Uses) throws {
    var deque = try SystemAllocator().makeDeque(of: Int.self)
    uses.has("make…(of:)")
    deque = try SystemAllocator().makeDeque(copying: [3, 1, 2])
    uses.has("make…(copying:)")
    var other = try AllocatedDeque<Int, SystemAllocator>(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    let copy = try AllocatedDeque(copying: [1, 2], allocator: .system)
    uses.has("init(copying:)")
    other = try copy.clone()
    uses.has("clone()")
    _ = (copy == other, copy != other)
    uses.has("==")
    _ = copy < other
    uses.has("<")
    var hasher = Hasher()
    copy.hash(into: &hasher)
    uses.has("hash(into:)")
    _ = (deque.first, deque.last)
    uses.has("first")
    uses.has("last")
    _ = deque.contains(3)
    uses.has("contains")
    deque.sort()
    uses.has("sort")
    try deque.append(1)
    uses.has("append")
    try deque.prepend(1)
    uses.has("prepend")
    if case .stored = deque.store(2) { uses.has("store") }
    try deque.insert(7, at: 0)
    uses.has("insert(at:)")
    deque.remove(at: 0)
    uses.has("remove(at:)")
    deque.swapAt(0, 1)
    uses.has("swapAt")
    deque.removeAll { $0 == 9 }
    uses.has("removeAll(where:)")
    _ = deque.popLast()
    uses.has("popLast")
    _ = deque.popFirst()
    uses.has("popFirst")
    deque.forEach { _ in }
    uses.has("forEach")
    try deque.reserveCapacity(10)
    uses.has("reserveCapacity")
    try deque.reallocate(capacity: 20)
    uses.has("reallocate(capacity:)")
    deque.shrinkToFit()
    uses.has("shrinkToFit")
    _ = (deque.count, deque.isEmpty, deque.capacity, deque.heldByteCount)
    uses.has("count")
    uses.has("heldByteCount")
    _ = deque.description
    uses.has("description")
    deque.removeAll()
    uses.has("removeAll")
    deque.consumeEach { _ in }
    uses.has("consumeEach")
    deque = copy
  }

  func string(_ uses: Uses) throws {
    var text = try SystemAllocator().makeString("abc")
    uses.has("make…(of:)")
    text = try SystemAllocator().makeString(copying: "abc".utf8Span)
    uses.has("make…(copying:)")
    var other = try AllocatedString<SystemAllocator>(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    let copy = try AllocatedString(copying: "abc".utf8Span, allocator: .system)
    uses.has("init(copying:)")
    other = try copy.clone()
    uses.has("clone()")
    _ = (copy == other, copy != other)
    uses.has("==")
    _ = copy < other
    uses.has("<")
    var hasher = Hasher()
    copy.hash(into: &hasher)
    uses.has("hash(into:)")
    let (first, last, contains) = (text.first, text.last, text.contains("b"))
    #expect(first == "a" && last == "c" && contains)
    uses.has("first")
    uses.has("last")
    uses.has("contains")
    try text.append("x\(1)")
    uses.has("append")
    _ = text.popLast()
    uses.has("popLast")
    _ = text.span.count
    uses.has("span")
    try text.reserveCapacity(10)
    uses.has("reserveCapacity")
    try text.reallocate(capacity: 20)
    uses.has("reallocate(capacity:)")
    text.shrinkToFit()
    uses.has("shrinkToFit")
    _ = (text.byteCount, text.isEmpty, text.capacity, text.heldByteCount)
    uses.has("heldByteCount")
    _ = text.description
    uses.has("description")
    text.removeAll()
    uses.has("removeAll")
  }
}

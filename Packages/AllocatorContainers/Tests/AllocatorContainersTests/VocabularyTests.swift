import AllocatorContainers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compiles and runs every cell of the table in the article *Operations*, which must list the same.
@Suite struct VocabularyTests {
  /// The operations that a container was seen to have.
  final class Uses {
    var names: [String] = []
    func has(_ name: String) { names.append(name) }
  }

  @Test func `the table of operations is what compiles`() throws {
    let columns: [(String, (Uses) throws -> Void)] = [
      ("Array", array), ("Deque", deque), ("String", string), ("Dictionary", dictionary), ("Texts", texts),
      ("Set", set), ("Slots", slots), ("Grid", grid), ("Joint", joint),
    ]
    var expected: [String: Set<String>] = [:]
    for (column, use) in columns {
      let uses = Uses()
      try use(uses)
      expected[column] = Set(uses.names)
    }
    var listed: [String: Set<String>] = [:]
    var header: [String] = []
    for line in try operationsArticle().split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { trimmed($0) }
      if header.isEmpty { header = cells }
      guard cells[0].hasPrefix("`") else { continue }
      let operation = String(cells[0].dropFirst().dropLast())
      for (column, cell) in zip(header, cells).dropFirst() where cell == "✓" {
        listed[column, default: []].insert(operation)
      }
    }
    for (column, _) in columns {
      let (left, right) = (listed[column] ?? [], expected[column] ?? [])
      #expect(
        left == right, "\(column): listed only \(left.subtracting(right)), compiled only \(right.subtracting(left))")
    }
    #expect(header.count == columns.count + 1)
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  /// The text of the article, read without Foundation.
  private func operationsArticle(file: String = #filePath) throws -> String {
    let folder = file.split(separator: "/").dropLast(3).joined(separator: "/")
    let path = "/" + folder + "/Sources/AllocatorContainers/AllocatorContainers.docc/Operations.md"
    let stream = unsafe try #require(fopen(path, "r"))
    defer { unsafe fclose(stream) }
    var bytes: [UInt8] = []
    while true {
      let byte = unsafe getc(stream)
      if byte < 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
  }

  private func array(_ uses: Uses) throws {
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
    _ = copy == other
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

  private func deque(_ uses: Uses) throws {
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
    _ = copy == other
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

  private func string(_ uses: Uses) throws {
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
    _ = copy == other
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

  private func dictionary(_ uses: Uses) throws {
    var table = try SystemAllocator().makeDictionary(from: Int.self, to: Int.self)
    uses.has("make…(of:)")
    table = try SystemAllocator().makeDictionary(copying: [1: 2])
    uses.has("make…(copying:)")
    var other = try AllocatedDictionary<Int, Int, SystemAllocator>(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    let copy = try AllocatedDictionary(copying: [1: 2], allocator: .system)
    uses.has("init(copying:)")
    other = try copy.clone()
    uses.has("clone()")
    _ = copy == other
    uses.has("==")
    var hasher = Hasher()
    copy.hash(into: &hasher)
    uses.has("hash(into:)")
    _ = table.first
    uses.has("first")
    _ = table.contains(1)
    _ = table.contains { key, _ in key == 1 }
    uses.has("contains")
    try table.updateValue(1, forKey: 2)
    uses.has("updateValue(forKey:)")
    if case .stored = table.store(2, forKey: 3) { uses.has("store") }
    _ = table.withValue(forKey: 2) { $0 }
    uses.has("withValue")
    _ = table.removeValue(forKey: 2)
    uses.has("removeValue(forKey:)")
    table.removeAll { key, _ in key == 9 }
    uses.has("removeAll(where:)")
    table.forEach { _, _ in }
    uses.has("forEach")
    try table.reserveCapacity(10)
    uses.has("reserveCapacity")
    try table.reallocate(capacity: 20)
    uses.has("reallocate(capacity:)")
    table.shrinkToFit()
    uses.has("shrinkToFit")
    _ = (table.count, table.isEmpty, table.capacity, table.heldByteCount)
    uses.has("count")
    uses.has("heldByteCount")
    _ = table.description
    uses.has("description")
    table.removeAll()
    uses.has("removeAll")
    table.consumeEach { _, _ in }
    uses.has("consumeEach")
    table = copy
  }

  private func texts(_ uses: Uses) throws {
    var table = try SystemAllocator().makeStringDictionary(to: Int.self)
    uses.has("make…(of:)")
    table = try AllocatedStringDictionary(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    try table.updateValue(1, forKey: "a")
    uses.has("updateValue(forKey:)")
    _ = table.contains("a")
    uses.has("contains")
    if case .stored = table.store(2, forKey: "b") { uses.has("store") }
    _ = table.withValue(forKey: "a") { $0 }
    uses.has("withValue")
    _ = table.removeValue(forKey: "a")
    uses.has("removeValue(forKey:)")
    table.removeAll { key, _ in key.count == 9 }
    uses.has("removeAll(where:)")
    table.forEach { _, _ in }
    uses.has("forEach")
    try table.reserveCapacity(10)
    uses.has("reserveCapacity")
    table.shrinkToFit()
    uses.has("shrinkToFit")
    _ = (table.count, table.isEmpty, table.capacity, table.heldByteCount)
    uses.has("count")
    uses.has("heldByteCount")
    _ = table.description
    uses.has("description")
    table.removeAll()
    uses.has("removeAll")
  }

  private func set(_ uses: Uses) throws {
    var set = try SystemAllocator().makeSet(of: Int.self)
    uses.has("make…(of:)")
    set = try SystemAllocator().makeSet(copying: [1, 2])
    uses.has("make…(copying:)")
    var other = try AllocatedSet<Int, SystemAllocator>(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    let copy = try AllocatedSet(copying: [1], allocator: .system)
    uses.has("init(copying:)")
    other = try copy.clone()
    uses.has("clone()")
    _ = copy == other
    uses.has("==")
    var hasher = Hasher()
    copy.hash(into: &hasher)
    uses.has("hash(into:)")
    _ = set.first
    uses.has("first")
    _ = set.contains(1)
    _ = set.contains { $0 == 1 }
    uses.has("contains")
    try set.insert(1)
    uses.has("insert")
    try set.update(with: 1)
    uses.has("update(with:)")
    if case .stored = set.store(2) { uses.has("store") }
    set.remove(1)
    uses.has("remove")
    try set.formUnion(other)
    set.formIntersection(other)
    set.subtract(other)
    try set.formSymmetricDifference(other)
    _ = (set.isSubset(of: other), set.isSuperset(of: other), set.isDisjoint(with: other))
    uses.has("set algebra")
    set.removeAll { $0 == 9 }
    uses.has("removeAll(where:)")
    set.forEach { _ in }
    uses.has("forEach")
    try set.reserveCapacity(10)
    uses.has("reserveCapacity")
    try set.reallocate(capacity: 20)
    uses.has("reallocate(capacity:)")
    set.shrinkToFit()
    uses.has("shrinkToFit")
    _ = (set.count, set.isEmpty, set.capacity, set.heldByteCount)
    uses.has("count")
    uses.has("heldByteCount")
    _ = set.description
    uses.has("description")
    set.removeAll()
    uses.has("removeAll")
    set.consumeEach { _ in }
    uses.has("consumeEach")
    set = copy
  }

  private func slots(_ uses: Uses) throws {
    var slots = try SystemAllocator().makeSlots(of: Int.self)
    uses.has("make…(of:)")
    slots = try AllocatedSlots(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    let handle = try slots.insert(7)
    try slots.insert { _ in 8 }
    uses.has("insert")
    let copy = try slots.clone()
    uses.has("clone()")
    _ = slots.contains(handle)
    uses.has("contains")
    if case .stored = slots.store(2) { uses.has("store") }
    let _: Int? = slots.withElement(handle) { $0 }
    let _: Void? = slots.updateElement(handle) { $0 += 1 }
    uses.has("withElement")
    slots.remove(handle)
    uses.has("remove")
    slots.removeAll { _, element in element == 9 }
    uses.has("removeAll(where:)")
    slots.forEach { _, _ in }
    uses.has("forEach")
    try slots.reserveCapacity(10)
    uses.has("reserveCapacity")
    try slots.reallocate(capacity: 20)
    uses.has("reallocate(capacity:)")
    slots.shrinkToFit()
    uses.has("shrinkToFit")
    _ = (slots.count, slots.isEmpty, slots.capacity, slots.heldByteCount)
    uses.has("count")
    uses.has("heldByteCount")
    _ = slots.description
    uses.has("description")
    slots.removeAll()
    uses.has("removeAll")
    slots.consumeEach { _ in }
    uses.has("consumeEach")
    slots = copy
  }

  private func grid(_ uses: Uses) throws {
    var grid = try SystemAllocator().makeGrid(repeating: 1, extents: [2, 2])
    uses.has("make…(of:)")
    let copy = try grid.clone()
    uses.has("clone()")
    _ = copy == grid
    uses.has("==")
    grid[0, 1] = 3
    _ = grid.span.count
    uses.has("span")
    grid.forEach { _, _ in }
    uses.has("forEach")
    _ = (grid.count, grid.isEmpty, grid.heldByteCount)
    uses.has("count")
    uses.has("heldByteCount")
  }

  private func joint(_ uses: Uses) throws {
    var joint = try SystemAllocator().makeJoint(1, arrayOf: Int.self, capacity: 3)
    uses.has("make…(of:)")
    joint.editFirst { $0.append(1) }
    _ = joint.first.count
    uses.has("first")
    joint.value += 1
    _ = joint.withValue { $0 }
    uses.has("withValue")
    _ = joint.heldByteCount
    uses.has("heldByteCount")
  }
}

import AllocatorContainers

// What the tables have of the table of operations.
extension VocabularyTests {
  func dictionary(_ uses: Uses) throws {
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
    _ = (copy == other, copy != other)
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
    table.updateEach { _, value in value += 1 }
    uses.has("updateEach")
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

  func texts(_ uses: Uses) throws {
    var table = try SystemAllocator().makeStringDictionary(to: Int.self)
    uses.has("make…(of:)")
    table = try SystemAllocator().makeStringDictionary(copying: ["c": 1])
    uses.has("make…(copying:)")
    table = try AllocatedStringDictionary(capacity: 3, allocator: .system)
    uses.has("init(capacity:)")
    let copy = try AllocatedStringDictionary(copying: ["c": 1], allocator: .system)
    uses.has("init(copying:)")
    var other = try copy.clone()
    uses.has("clone()")
    _ = (copy == other, copy != other)
    uses.has("==")
    other.consumeEach { _, _ in }
    uses.has("consumeEach")
    other = copy
    try other.reallocate(capacity: 10)
    uses.has("reallocate(capacity:)")
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
    table.updateEach { _, value in value += 1 }
    uses.has("updateEach")
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

  func set(_ uses: Uses) throws {
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
    _ = (copy == other, copy != other)
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
}

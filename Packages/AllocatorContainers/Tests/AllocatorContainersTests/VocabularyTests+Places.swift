import AllocatorContainers

// What the containers of places have of the table of operations.
extension VocabularyTests {
  func slots(_ uses: Uses) throws {
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
    uses.has("withElement")
    let _: Void? = slots.updateElement(handle) { $0 += 1 }
    uses.has("updateElement")
    slots.updateEach { _, element in element += 1 }
    uses.has("updateEach")
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

  func grid(_ uses: Uses) throws {
    var grid = try SystemAllocator().makeGrid(repeating: 1, extents: [2, 2])
    uses.has("make…(of:)")
    let copy = try grid.clone()
    uses.has("clone()")
    _ = (copy == grid, copy != grid)
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

  func joint(_ uses: Uses) throws {
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

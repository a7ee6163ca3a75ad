import AllocatorTesting
import Allocators
import Testing

/// After a capacity was reserved, no operation within it allocates: every request of the containers is refused then.
@Suite struct ReservedCapacityTests {
  private let plan = FailurePlan(.never)
  private var memory: FailingAllocator<SystemAllocator> { SystemAllocator().failing(plan) }

  private func refuseEverything() { plan.rule = .every(1) }

  @Test(arguments: [1, 7, 100, 1000]) func `arrays`(capacity: Int) throws {
    var array = try memory.makeArray(of: String.self)
    try array.reserveCapacity(capacity)
    refuseEverything()
    for number in 0..<capacity { try array.append("\(number)") }
    array.removeAll { $0.hasSuffix("3") }
    while array.count < capacity { try array.insert("again", at: array.count / 2) }
    array.sort()
    let rest = capacity / 2
    array.removeSubrange(0..<rest)
    try array.append(copying: (0..<rest).map { "\($0)" })
    #expect(array.count == capacity && plan.failureCount == 0)
  }

  @Test(arguments: [1, 7, 100, 1000]) func `deques`(capacity: Int) throws {
    var deque = try memory.makeDeque(of: String.self)
    try deque.reserveCapacity(capacity)
    refuseEverything()
    for number in 0..<capacity { try number % 2 == 0 ? deque.append("\(number)") : deque.prepend("\(number)") }
    for number in 0..<(3 * capacity) {
      deque.removeFirst()
      try deque.append("\(number)")
    }
    deque.sort()
    for _ in 0..<capacity { try deque.insert(deque.remove(at: capacity / 2), at: capacity / 3) }
    #expect(deque.count == capacity && plan.failureCount == 0)
  }

  @Test(arguments: [1, 7, 100, 1000]) func `strings`(capacity: Int) throws {
    var text = try memory.makeString()
    try text.reserveCapacity(capacity)
    refuseEverything()
    for _ in 0..<capacity { try text.append("x") }
    text.removeAll(keepingCapacity: true)
    for _ in 0..<capacity { try text.append("\(7)") }
    #expect(text.byteCount == capacity && plan.failureCount == 0)
  }

  @Test(arguments: [1, 7, 100, 1000]) func `dictionaries and sets`(capacity: Int) throws {
    var table = try memory.makeDictionary(from: Int.self, to: String.self)
    var set = try memory.makeSet(of: Int.self)
    try table.reserveCapacity(capacity)
    try set.reserveCapacity(capacity)
    refuseEverything()
    for key in 0..<(10 * capacity) {
      if key >= capacity {
        table.removeValue(forKey: key - capacity)
        set.remove(key - capacity)
      }
      try table.updateValue("\(key)", forKey: key)
      try set.insert(key)
    }
    table.removeAll { key, _ in key % 2 == 0 }
    set.removeAll { $0 % 2 == 0 }
    for key in 0..<(capacity / 2) {
      try table.updateValue("", forKey: -key - 1)
      try set.insert(-key - 1)
    }
    #expect(plan.failureCount == 0)
  }

  @Test(arguments: [1, 7, 100, 1000]) func `slots`(capacity: Int) throws {
    var slots = try memory.makeSlots(of: String.self)
    try slots.reserveCapacity(capacity)
    refuseEverything()
    var handles: [SlotHandle<String>] = []
    for number in 0..<capacity { handles.append(try slots.insert("\(number)")) }
    for number in 0..<(5 * capacity) {
      slots.remove(handles[number % capacity])
      handles[number % capacity] = try slots.insert { "\($0)" }
    }
    slots.removeAll(keepingCapacity: true)
    for number in 0..<capacity { _ = try slots.insert("\(number)") }
    #expect(slots.count == capacity && plan.failureCount == 0)
  }

  @Test func `what is made in one block or as many as there are keys loses nothing when an allocation fails`() {
    checkAllAllocationFailures(mayRecover: true) { memory in
      var texts = try memory.makeStringDictionary(to: Witness.self)
      for number in 0..<20 { _ = try texts.updateValue(memory.witness(number), forKey: "key \(number % 12)") }
      texts.shrinkToFit()
      _ = try memory.makeGrid(extents: [3, 4]) { (place: InlineArray<2, Int>) throws(AllocationError) in
        memory.witness(place[0])
      }
      var joint = try memory.makeJoint(memory.witness(1), arrayOf: Witness.self, capacity: 3)
      joint.editFirst { $0.append(memory.witness(2)) }
      var slots = try memory.makeSlots(of: Witness.self)
      for number in 0..<100 { _ = try slots.insert { _ in memory.witness(number) } }
      slots.removeAll { _, element in element.number % 2 == 0 }
      try slots.reserveCapacity(500)
      slots.shrinkToFit()
    }
  }
}

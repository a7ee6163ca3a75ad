import AllocatorContainers
import Testing

@Suite struct SlotsCapacityTests {
  struct Large { var words = InlineArray<200, Int>(repeating: 7) }

  @Test func `slots fill their budget`() throws {
    for budget in [20_000, 100_000, 1_000_000] {
      let memory = BudgetAllocator(budget)
      var slots = try memory.makeSlots(of: InlineArray<3, Int>.self)
      var handles: [SlotHandle<InlineArray<3, Int>>] = []
      do throws(AllocationError) {
        while true { handles.append(try slots.insert(InlineArray(repeating: handles.count))) }
      } catch { #expect(error == .outOfMemory) }
      #expect(handles.count * 32 * 100 >= budget * 90, "\(handles.count * 32) of \(budget)")
      for (number, handle) in handles.enumerated() { #expect(slots[handle][2] == number) }
      // An element that was removed makes room for another one.
      memory.state.limit = memory.state.live
      for handle in handles {
        slots.remove(handle)
        _ = try slots.insert(InlineArray(repeating: 0))
      }
    }
    var owner = BumpAllocator(byteCount: 1 << 16)
    var slots = AllocatedSlots<InlineArray<3, Int>, BorrowedAllocator<BumpAllocator>>(allocator: owner.borrowed())
    do throws(AllocationError) {
      while true { _ = try slots.insert(InlineArray(repeating: 1)) }
    } catch { #expect(error == .outOfMemory) }
    #expect(slots.count * 32 * 100 >= (1 << 16) * 90, "\(slots.count * 32)")
  }

  @Test func `reserving more than there is returns what it took`() throws {
    let memory = BudgetAllocator(1_000_000)
    var slots = try memory.makeSlots(of: Int.self)
    let first = try slots.insert(1)
    let (live, capacity) = (memory.state.live, slots.capacity)
    for wanted in [Int.max, Int(Int32.max), 1 << 30, 1_000_000, 70_000] {
      do throws(AllocationError) {
        try slots.reserveCapacity(wanted)
        Issue.record("there is no such room")
      } catch { #expect(error == .outOfMemory) }
      #expect(memory.state.live == live && slots.capacity == capacity)
    }
    let requests = memory.state.requestCount
    do throws(AllocationError) { try slots.reserveCapacity(.max) } catch {}
    #expect(memory.state.requestCount == requests, "what handles cannot tell apart is not asked for")
    #expect(slots[first] == 1)
  }

  @Test func `reserved slots need no more memory`() throws {
    for capacity in [1, 8, 9, 100, 1000, 5000] {
      let memory = FailingAllocator()
      var slots = try memory.makeSlots(of: Int.self, capacity: capacity)
      #expect(slots.capacity >= capacity)
      memory.state.interval = 1
      var handles: [SlotHandle<Int>] = []
      for number in 0..<capacity { handles.append(try slots.insert(number)) }
      for number in 0..<capacity {
        slots.remove(handles[number])
        handles[number] = try slots.insert(-number)
      }
      for number in 0..<capacity { #expect(slots[handles[number]] == -number) }
    }
  }

  @Test func `large elements are not taken eight at once`() throws {
    let memory = FailingAllocator()
    var slots = try memory.makeSlots(of: Large.self)
    let handle = try slots.insert(Large())
    #expect(memory.liveByteCount < 2 * MemoryLayout<Large>.stride && slots[handle].words[3] == 7)
  }

  @Test func `shrinking keeps elements and stale handles stale`() throws {
    let memory = FailingAllocator()
    do {
      var slots = try memory.makeSlots(of: Int.self)
      var stale: [SlotHandle<Int>] = []
      for round in 0..<20 {
        var handles: [SlotHandle<Int>] = []
        for number in 0..<500 { handles.append(try slots.insert(number)) }
        let before = memory.liveByteCount
        for number in 3..<500 { slots.remove(handles[number]) }
        stale += handles[3...]
        slots.shrinkToFit()
        #expect(memory.liveByteCount < before / 4 && slots.heldByteCount == memory.liveByteCount, "round \(round)")
        for number in 0..<3 { #expect(slots[handles[number]] == number) }
        let isAnyThere = stale.contains { slots.contains($0) }
        #expect(!isAnyThere)
        if round % 3 == 0 {
          for number in 0..<3 { slots.remove(handles[number]) }
          stale += handles[..<3]
          slots.shrinkToFit()
        }
      }
      slots.removeAll()
      #expect(memory.liveByteCount == 0 && slots.capacity == 0)
      for _ in 0..<500 { _ = try slots.insert(1) }
      let isAnyThere = stale.contains { slots.contains($0) }
      #expect(!isAnyThere)
    }
    #expect(memory.isClean)
  }

  @Test func `an element can hold its own handle`() throws {
    struct Node { var itself: SlotHandle<Node>, name: String }
    struct Refusal: Error {}
    var nodes = try SystemAllocator().makeSlots(of: Node.self)
    let first = try nodes.insert { Node(itself: $0, name: "first") }
    let second = try nodes.insert { Node(itself: $0, name: "second") }
    #expect(nodes[first].itself == first && nodes[second].itself == second && nodes[second].name == "second")
    var failed: SlotHandle<Node>?
    #expect(throws: Refusal.self) {
      try nodes.insert { (handle: SlotHandle<Node>) throws -> Node in
        failed = handle
        throw Refusal()
      }
    }
    let isThere = nodes.contains(failed!)
    #expect(nodes.count == 2 && !isThere)
    let third = try nodes.insert { Node(itself: $0, name: "third") }
    let isThereNow = nodes.contains(failed!)
    #expect(nodes[third].itself == third && !isThereNow)
  }

  @Test func `a clone is found by the same handles`() throws {
    let memory = FailingAllocator()
    do {
      var slots = try memory.makeSlots(of: String.self)
      var handles: [SlotHandle<String>] = []
      for number in 0..<100 { handles.append(try slots.insert("a rather long text \(number)")) }
      for number in stride(from: 0, to: 100, by: 3) { slots.remove(handles[number]) }
      var copy = try slots.clone()
      for (number, handle) in handles.enumerated() {
        let isThere = copy.contains(handle)
        #expect(isThere == (number % 3 != 0))
        if number % 3 != 0 { #expect(copy[handle] == "a rather long text \(number)") }
      }
      copy.removeAll { _, text in text.hasSuffix("5") }
      #expect(slots.count == 66 && copy.count == 59)
      for interval in 1..<12 {
        memory.state.interval = interval
        memory.state.requests = 0
        do throws(AllocationError) { _ = try slots.clone() } catch {}
      }
      memory.state.interval = .max
    }
    #expect(memory.isClean)
  }
}

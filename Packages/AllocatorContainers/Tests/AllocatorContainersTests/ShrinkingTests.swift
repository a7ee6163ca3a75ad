import AllocatorContainers
import Testing

/// Containers that filled what there was return memory without needing any.
@Suite struct ShrinkingTests {
  @Test(arguments: [2_000, 20_000, 300_000])
  func `a table that filled its budget shrinks in its own block`(budget: Int) throws {
    let memory = BudgetAllocator(budget)
    var table = try memory.makeDictionary(from: Int.self, to: Int.self)
    var count = 0
    do throws(AllocationError) {
      while true {
        try table.updateValue(-count, forKey: count)
        count += 1
      }
    } catch { #expect(error == .outOfMemory) }
    let full = memory.state.live
    // More than half stays, so that a second table does not fit beside the first.
    table.removeAll { key, _ in key % 3 == 0 }
    table.shrinkToFit()
    let (capacity, held) = (table.capacity, table.heldByteCount)
    #expect(memory.state.live < full * 4 / 5 && held == memory.state.live)
    #expect(capacity < count * 4 / 5)
    for key in 0..<count { #expect(table[key] == (key % 3 == 0 ? nil : -key)) }
    for key in 0..<count where key % 3 == 0 { try table.updateValue(key, forKey: key) }
    let rest = Dictionary(copying: table)
    #expect(rest == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, $0 % 3 == 0 ? $0 : -$0) }))
  }

  @Test func `a set that filled an arena shrinks in its own block, to any capacity that holds it`() throws {
    for wanted in stride(from: 2_000, through: 3_300, by: 97) {
      var owner = BumpAllocator(byteCount: 1 << 15)
      let memory = owner.borrowed()
      var set = AllocatedSet<Int, BorrowedAllocator<BumpAllocator>>(allocator: memory)
      do throws(AllocationError) { for number in 0... { try set.insert(number) } } catch {}
      let last = set.count
      set.removeAll { $0 >= 2_000 }
      try set.reallocate(capacity: wanted)
      let (capacity, count) = (set.capacity, set.count)
      #expect(last > 3_200 && count == 2_000 && capacity >= min(wanted, last))
      for number in 0..<2_000 {
        let isThere = set.contains(number)
        #expect(isThere)
      }
      let isBeyondThere = set.contains(2_000)
      #expect(!isBeyondThere)
    }
  }

  @Test func `values that are not moved as bytes survive shrinking in place, and a refusal of it`() throws {
    for isRefused in [false, true] {
      var limit = 0
      let memory = StubbornAllocator()
      var table = try memory.makeDictionary(from: Int.self, to: Pinned.self, capacity: 1_000)
      let census = Census()
      for number in 0..<1_000 { try table.updateValue(Pinned(reference: census, number: number), forKey: number) }
      table.removeAll { key, _ in key % 2 == 0 }
      limit = table.heldByteCount
      memory.state.refusesAllocation = true
      memory.state.refusesResize = isRefused
      table.shrinkToFit()
      let held = table.heldByteCount
      #expect(isRefused ? held == limit : held < limit * 2 / 3)
      for number in 0..<1_000 {
        let isRight = table.withValue(forKey: number) { $0.number == number && $0.reference === census }
        #expect(isRight == (number % 2 == 0 ? nil : true))
      }
      if isRefused {
        do throws(AllocationError) {
          try table.reallocate(capacity: 500)
          Issue.record("no block can be made smaller")
        } catch { #expect(error == .outOfMemory) }
      }
    }
  }

  @Test func `shrinking a table that is filled to its last slots does not make it larger`() throws {
    let memory = BudgetAllocator(20_000)
    var table = try memory.makeDictionary(from: Int.self, to: Int.self)
    do throws(AllocationError) { for number in 0... { try table.updateValue(number, forKey: number) } } catch {}
    let (count, held) = (table.count, table.heldByteCount)
    memory.state.limit = .max
    table.shrinkToFit()
    try table.reallocate(capacity: count)
    let heldNow = table.heldByteCount
    #expect(heldNow == held)
  }

  @Test func `slots return all that a refused reservation took, even where no block can be cut`() throws {
    for first in [0, 3, 40] {
      let memory = StubbornAllocator()
      memory.state.refusesResize = true
      var slots = try memory.makeSlots(of: Int.self)
      var handles: [SlotHandle<Int>] = []
      for number in 0..<first { handles.append(try slots.insert(number)) }
      let (live, capacity) = (memory.state.live, slots.capacity)
      memory.state.limit = live + 20_000
      for wanted in [100_000, 3_000_000, 2_100] {
        do throws(AllocationError) {
          try slots.reserveCapacity(wanted)
          Issue.record("there is no such room")
        } catch { #expect(error == .outOfMemory) }
        let held = slots.heldByteCount
        #expect(memory.state.live == live && held == live && slots.capacity == capacity)
      }
      for number in 0..<first { #expect(slots[handles[number]] == number) }
      try slots.reserveCapacity(500)
      let held = slots.heldByteCount
      #expect(held == memory.state.live && slots.capacity >= 500)
    }
  }
}

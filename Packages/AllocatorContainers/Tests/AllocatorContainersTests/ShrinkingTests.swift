import AllocatorContainers
import Testing

/// A key that counts how often keys were hashed.
private struct CountingKey: Hashable {
  final class Counter { var hashCount = 0 }
  let number: Int
  let counter: Counter
  init(_ number: Int, _ counter: Counter) {
    self.number = number
    self.counter = counter
  }
  static func == (left: CountingKey, right: CountingKey) -> Bool { left.number == right.number }
  func hash(into hasher: inout Hasher) {
    counter.hashCount += 1
    hasher.combine(number)
  }
}

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

  @Test(arguments: [20_000, 100_000, 600_000])
  func `reserving one more each time is amortized up to the end of a budget`(budget: Int) throws {
    for kind in 0..<5 {
      let memory = BudgetAllocator(budget)
      let counter = CountingKey.Counter()
      var array = try memory.makeArray(of: Int.self)
      var deque = try memory.makeDeque(of: Int.self)
      var table = try memory.makeDictionary(from: CountingKey.self, to: Int.self)
      var slots = try memory.makeSlots(of: Int.self)
      var text = try memory.makeString()
      var count = 0
      do throws(AllocationError) {
        while true {
          switch kind {
          case 0:
            try array.reserveCapacity(count + 1)
            try array.append(count)
          case 1:
            try deque.reserveCapacity(count + 1)
            try deque.append(count)
          case 2:
            try table.reserveCapacity(count + 1)
            try table.updateValue(count, forKey: CountingKey(count, counter))
          case 3:
            try slots.reserveCapacity(count + 1)
            _ = try slots.insert(count)
          default:
            try text.reserveCapacity(count + 1)
            try text.append("x")
          }
          count += 1
        }
      } catch { #expect(error == .outOfMemory) }
      #expect(count * [8, 8, 24, 16, 1][kind] * 100 >= budget * 90, "kind \(kind): \(count) elements")
      #expect(counter.hashCount <= 30 * count)
      #expect(memory.state.allocatedByteCount <= 8 * budget && memory.state.movedByteCount <= 20 * budget)
      #expect(memory.state.grantCount <= 150, "kind \(kind): \(memory.state.grantCount) requests")
    }
  }

  @Test func `reserving one more each time is amortized up to the end of an arena`() throws {
    var owner = BumpAllocator(byteCount: 1 << 19)
    let counter = CountingKey.Counter()
    var table = AllocatedDictionary<CountingKey, Pinned, BorrowedAllocator<BumpAllocator>>(allocator: owner.borrowed())
    var count = 0
    do throws(AllocationError) {
      while true {
        try table.reserveCapacity(count + 1)
        try table.updateValue(Pinned(number: count), forKey: CountingKey(count, counter))
        count += 1
      }
    } catch { #expect(error == .outOfMemory) }
    let entryByteCount = MemoryLayout<CountingKey>.stride + MemoryLayout<Pinned>.stride
    #expect(count * entryByteCount * 100 >= (1 << 19) * 90)
    #expect(counter.hashCount <= 20 * count, "\(counter.hashCount) for \(count)")
    for number in 0..<count {
      let value = table.withValue(forKey: CountingKey(number, counter)) { $0.number }
      #expect(value == number)
    }
  }

  @Test(arguments: [5_000, 50_000], [1, 12, 200])
  func `a dictionary of texts fills its budget with table and keys`(budget: Int, keyByteCount: Int) throws {
    let memory = BudgetAllocator(budget)
    var table = try memory.makeStringDictionary(to: Int.self)
    func key(_ number: Int) -> String {
      let digits = String(number)
      return digits + String(repeating: "x", count: max(0, keyByteCount - digits.utf8.count + number % 3))
    }
    var (count, payload) = (0, 0)
    do throws(AllocationError) {
      while true {
        try table.updateValue(count, forKey: key(count))
        payload += 24 + key(count).utf8.count
        count += 1
      }
    } catch { #expect(error == .outOfMemory) }
    // An entry has two words and its value, and a control byte.
    #expect((payload + count) * 100 >= budget * 90, "\(payload + count) of \(budget) bytes, \(count) entries")
    #expect(memory.state.allocatedByteCount <= 12 * budget && memory.state.movedByteCount <= 40 * budget)
    for number in 0..<count { #expect(table[key(number)] == number) }
    // What does not fit changes nothing, and entries come and go in what there is.
    let held = table.heldByteCount
    for number in stride(from: 0, to: count, by: 7) {
      table.removeValue(forKey: key(number))
      try table.updateValue(-number, forKey: key(number))
    }
    let heldNow = table.heldByteCount
    #expect(table.count == count && heldNow <= held)
    table.removeAll { _, value in value % 3 != 0 }
    table.shrinkToFit()
    let (heldAtLast, rest) = (table.heldByteCount, table.count)
    #expect(heldAtLast == memory.state.live && heldAtLast < held * 2 / 3 && rest == (count + 2) / 3)
    for number in 0..<count {
      #expect(table[key(number)] == (number % 3 == 0 ? (number % 7 == 0 ? -number : number) : nil))
    }
  }

  /// In every state of a ring of up to nine places: how many elements it has, and where the first one is.
  @Test(arguments: 1...9) func `a deque of any capacity goes on after it got any other`(capacity: Int) throws {
    for count in 0...capacity {
      for head in 0..<capacity {
        for wanted in 0...12 {
          // The budget refuses a second block.
          for memory in [BudgetAllocator(8 * 13), BudgetAllocator(10_000)] {
            var deque = try memory.makeDeque(of: Int.self, capacity: capacity)
            for number in 0..<head {
              try deque.append(number)
              deque.removeFirst()
            }
            for number in 0..<count { try deque.append(number) }
            try? deque.reallocate(capacity: wanted)
            for number in count..<count + 20 {
              try deque.append(number)
              let first = deque.popFirst()
              #expect(first == number - count)
            }
            let rest = Array(copying: deque)
            #expect(rest == Array(20..<20 + count), "\(count) of \(capacity) from \(head) on, then \(wanted)")
          }
        }
      }
    }
  }
}

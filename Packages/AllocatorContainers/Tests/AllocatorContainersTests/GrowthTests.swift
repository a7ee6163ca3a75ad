import AllocatorContainers
import Testing

@Suite struct GrowthTests {
  @Test(arguments: [20_000, 50_000, 100_000, 300_000, 1_000_000])
  func `a dictionary fills its budget without rebuilding itself for every entry`(budget: Int) throws {
    let memory = BudgetAllocator(budget)
    var table = try memory.makeDictionary(from: Int.self, to: Int.self)
    var count = 0
    do throws(AllocationError) {
      while true {
        try table.updateValue(count, forKey: count)
        count += 1
      }
    } catch { #expect(error == .outOfMemory) }
    for key in 0..<count { #expect(table[key] == key) }
    #expect(memory.state.live * 100 >= budget * 90, "\(memory.state.live) of \(budget) bytes")
    #expect(count * 16 * 100 >= budget * 90)
    #expect(memory.state.allocatedByteCount <= 20 * budget && memory.state.grantCount <= 60)
  }

  @Test func `keys that grow longer at the end of a budget do not move the table each time`() throws {
    let memory = BudgetAllocator(240_000)
    var table = try memory.makeStringDictionary(to: Int.self)
    var next = 0
    do throws(AllocationError) {
      while true {
        try table.updateValue(next, forKey: "k\(next)")
        next += 1
      }
    } catch { #expect(error == .outOfMemory) }
    memory.state.movedByteCount = 0
    var refusalCount = 0
    for first in 0..<4000 {
      table.removeValue(forKey: "k\(first)")
      do throws(AllocationError) {
        try table.updateValue(next, forKey: "a much longer key than the ones before it was \(next)")
      } catch { refusalCount += 1 }
      next += 1
    }
    #expect(refusalCount > 0 && memory.state.movedByteCount <= 250 * 240_000, "\(memory.state.movedByteCount) bytes")
    #expect(memory.state.live >= 220_000, "\(memory.state.live) bytes are used")
  }

  @Test(arguments: [20_000, 100_000, 1_000_000])
  func `arrays and deques fill their budget`(budget: Int) throws {
    for isDeque in [false, true] {
      let memory = BudgetAllocator(budget)
      var array = try memory.makeArray(of: Int.self)
      var deque = try memory.makeDeque(of: Int.self)
      var count = 0
      do throws(AllocationError) {
        while true {
          if !isDeque {
            try array.append(count)
          } else if count % 3 == 0 {
            try deque.prepend(count)
          } else {
            try deque.append(count)
          }
          count += 1
        }
      } catch { #expect(error == .outOfMemory) }
      #expect(count * 8 * 100 >= budget * 90)
      #expect(memory.state.allocatedByteCount <= 20 * budget && memory.state.grantCount <= 60)
    }
  }

  @Test func `elements that are not moved as bytes are moved in few steps near the end of a budget`() throws {
    for isDeque in [false, true] {
      let memory = BudgetAllocator(100_000)
      var array = try memory.makeArray(of: Pinned.self)
      var deque = try memory.makeDeque(of: Pinned.self)
      var count = 0
      do throws(AllocationError) {
        while true {
          if isDeque { try deque.append(Pinned(number: count)) } else { try array.append(Pinned(number: count)) }
          count += 1
        }
      } catch { #expect(error == .outOfMemory) }
      #expect(count * MemoryLayout<Pinned>.stride * 100 >= 100_000 * 45, "old and new memory are there at once")
      #expect(memory.state.allocatedByteCount <= 2_000_000 && memory.state.grantCount <= 60)
      for index in 0..<count { #expect(isDeque ? deque[index].number == index : array[index].number == index) }
    }
  }

  @Test func `containers fill an arena in place`() throws {
    let byteCount = 1 << 16
    var owner = BumpAllocator(byteCount: byteCount)
    for kind in 0..<4 {
      let memory = owner.borrowed()
      var array = AllocatedArray<Int, BorrowedAllocator<BumpAllocator>>(allocator: memory)
      var deque = AllocatedDeque<Int, BorrowedAllocator<BumpAllocator>>(allocator: memory)
      var table = AllocatedDictionary<Int, Int, BorrowedAllocator<BumpAllocator>>(allocator: memory)
      var pinned = AllocatedDeque<Pinned, BorrowedAllocator<BumpAllocator>>(allocator: memory)
      var count = 0
      do throws(AllocationError) {
        while true {
          switch kind {
          case 0: try array.append(count)
          case 1: try count % 2 == 0 ? deque.append(count) : deque.prepend(count)
          case 2: try table.updateValue(count, forKey: count)
          default: try pinned.append(Pinned(number: count))
          }
          count += 1
        }
      } catch { #expect(error == .outOfMemory) }
      let elementByteCount = [8, 8, 17, MemoryLayout<Pinned>.stride][kind]
      #expect(count * elementByteCount * 100 >= byteCount * 90, "kind \(kind): \(count) elements")
      for key in 0..<count where kind == 2 { #expect(table[key] == key) }
      for key in 0..<count where kind == 3 { #expect(pinned[key].number == key) }
    }
  }

  @Test func `a recommendation below what was asked for makes no container write past its memory`() throws {
    let recommendations: [@Sendable (Int) -> Int] = [{ $0 / 2 }, { _ in 0 }, { _ in -1 }, { _ in .min }, { _ in 1 }]
    for recommendation in recommendations {
      let memory = ModestAllocator(recommendation: recommendation)
      var array = try memory.makeArray(of: Int.self)
      var deque = try memory.makeDeque(of: Int.self)
      var table = try memory.makeDictionary(from: Int.self, to: Int.self)
      var set = try memory.makeSet(of: Int.self)
      var slots = try memory.makeSlots(of: Int.self)
      var text = try memory.makeString()
      for number in 0..<200 {
        try array.append(number)
        try deque.append(number)
        try table.updateValue(number, forKey: number)
        try set.insert(number)
        _ = try slots.insert(number)
        try text.append("x")
        let (first, second, third) = (array.capacity, deque.capacity, text.capacity)
        #expect(first > number && second > number && third > number)
      }
      try array.reserveCapacity(1000)
      try table.reserveCapacity(1000)
      let (first, second) = (array.capacity, table.capacity)
      #expect(first >= 1000 && second >= 1000)
    }
  }

  @Test func `a recommendation that the budget does not allow is not insisted on`() throws {
    let memory = BudgetAllocator(400, unit: 4096)
    let box = try memory.makeBox(1)
    var table = try memory.makeDictionary(from: Int.self, to: Int.self)
    try table.updateValue(1, forKey: 1)
    table.removeAll()
    var array = try memory.makeArray(of: Int.self)
    try array.append(1)
    array.removeAll()
    var deque = try memory.makeDeque(of: Int.self)
    try deque.append(1)
    deque.removeAll()
    var set = try memory.makeSet(of: Int.self, capacity: 6)
    try set.insert(1)
    #expect(box.value == 1)
  }

  @Test func `reserving one more each time stays amortized`() throws {
    let memory = BudgetAllocator(.max)
    var array = try memory.makeArray(of: Int.self)
    var deque = try memory.makeDeque(of: Int.self)
    var table = try memory.makeDictionary(from: Int.self, to: Int.self)
    var set = try memory.makeSet(of: Int.self)
    var text = try memory.makeString()
    for number in 0..<10_000 {
      try array.reserveCapacity(number + 1)
      try array.append(number)
      try deque.reserveCapacity(number + 1)
      try deque.append(number)
      try table.reserveCapacity(number + 1)
      try table.updateValue(number, forKey: number)
      try set.reserveCapacity(number + 1)
      try set.insert(number)
      try text.reserveCapacity(number + 1)
      try text.append("x")
    }
    #expect(memory.state.grantCount < 200)
  }

  @Test func `what grows moves only the elements that there are`() throws {
    let memory = BudgetAllocator(.max)
    var array = try memory.makeArray(of: Int.self, capacity: 1000)
    var deque = try memory.makeDeque(of: Int.self, capacity: 1000)
    try array.append(1)
    try deque.append(2)
    try array.reserveCapacity(1100)
    try deque.reserveCapacity(1100)
    let (first, second) = (array[0], deque[0])
    #expect(first == 1 && second == 2 && memory.state.movedByteCount == 0)
  }

  @Test func `shrinking returns memory`() throws {
    let memory = BudgetAllocator(.max)
    var array = try memory.makeArray(copying: 0..<1000)
    var deque = try memory.makeDeque(copying: 0..<1000)
    var table = try memory.makeDictionary(from: Int.self, to: Int.self)
    var set = try memory.makeSet(copying: 0..<1000)
    var text = try memory.makeString(copying: String(repeating: "x", count: 1000).utf8Span)
    for number in 0..<1000 { try table.updateValue(number, forKey: number) }
    array.removeLast(997)
    for _ in 0..<997 { deque.removeFirst() }
    table.removeAll { key, _ in key > 2 }
    set.removeAll { $0 > 2 }
    text.removeAll(keepingCapacity: true)
    try text.append("abc")
    array.shrinkToFit()
    deque.shrinkToFit()
    table.shrinkToFit()
    set.shrinkToFit()
    text.shrinkToFit()
    #expect(memory.state.live < 1000, "\(memory.state.live) bytes")
    let held = array.heldByteCount + deque.heldByteCount + table.heldByteCount + set.heldByteCount + text.heldByteCount
    #expect(held == memory.state.live)
    let (numbers, queue, pairs, members) = (
      Array(copying: array), Array(copying: deque), Dictionary(copying: table), Set(copying: set)
    )
    #expect(numbers == [0, 1, 2] && queue == [997, 998, 999])
    #expect(pairs == [0: 0, 1: 1, 2: 2] && members == [0, 1, 2] && String(copying: text) == "abc")
  }

  @Test func `a ring shrinks in place wherever its elements are`() throws {
    for start in 0..<40 {
      for count in 1...20 {
        var owner = BumpAllocator(byteCount: 1 << 12)
        let memory = owner.borrowed()
        var deque = try memory.makeDeque(of: Int.self, capacity: 39)
        for _ in 0..<start {
          try deque.append(-1)
          deque.removeFirst()
        }
        for number in 0..<count { try deque.append(number) }
        try deque.reallocate(capacity: 20)
        let (capacity, elements) = (deque.capacity, Array(copying: deque))
        #expect(capacity == 20 && elements == Array(0..<count))
        try deque.reallocate(capacity: 33)
        let again = Array(copying: deque)
        #expect(again == Array(0..<count))
      }
    }
  }
}

import AllocatorContainers
import Testing

/// Tables whose number of entries does not grow need no memory.
@Suite struct ConstantSizeTests {
  @Test(arguments: [1, 6, 7, 20, 100, 1000])
  func `a reserved table takes and loses entries at constant count without allocating`(capacity: Int) throws {
    let memory = FailingAllocator()
    var table = try memory.makeDictionary(from: Int.self, to: Int.self, capacity: capacity)
    var set = try memory.makeSet(of: Int.self, capacity: capacity)
    let reserved = (table.capacity, set.capacity)
    #expect(reserved.0 >= capacity && reserved.1 >= capacity)
    memory.state.interval = 1
    for key in 0..<capacity {
      try table.updateValue(key, forKey: key)
      try set.insert(key)
    }
    for key in capacity..<(capacity + 30_000) {
      table.removeValue(forKey: key - capacity)
      set.remove(key - capacity)
      try table.updateValue(key, forKey: key)
      try set.insert(key)
    }
    #expect(table.count == capacity)
    for key in 30_000..<(30_000 + capacity) { #expect(table[key] == key && set.contains(key)) }
    #expect(!table.contains(29_999) && !set.contains(29_999))
  }

  @Test func `a table that grew by itself stays as it is at constant count`() throws {
    let memory = FailingAllocator()
    var table = try memory.makeDictionary(from: String.self, to: Int.self)
    for key in 0..<700 { try table.updateValue(key, forKey: "a rather long key \(key)") }
    let requests = memory.state.requests
    for key in 700..<50_000 {
      table.removeValue(forKey: "a rather long key \(key - 700)")
      try table.updateValue(key, forKey: "a rather long key \(key)")
    }
    let rest = Dictionary(copying: table)
    #expect(memory.state.requests == requests)
    #expect(rest == Dictionary(uniqueKeysWithValues: (49_300..<50_000).map { ("a rather long key \($0)", $0) }))
  }

  @Test func `noncopyable values survive being put in order`() throws {
    let census = Census()
    let memory = FailingAllocator()
    do {
      var table = try memory.makeDictionary(from: Int.self, to: Counted.self, capacity: 100)
      for key in 0..<100 { try table.updateValue(Counted(key, census), forKey: key) }
      memory.state.interval = 1
      for key in 100..<5000 {
        table.removeValue(forKey: key - 100)
        try table.updateValue(Counted(key, census), forKey: key)
        if key % 100 == 0 {
          for present in (key - 99)...key { #expect(table.withValue(forKey: present) { $0.number } == present) }
        }
      }
      #expect(census.live.count == 100)
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `a clone that grew goes back into its origin as into any other table`() throws {
    struct Key: Hashable {
      nonisolated(unsafe) static var comparisons = 0
      let number: Int
      static func == (left: Key, right: Key) -> Bool {
        unsafe comparisons += 1
        return left.number == right.number
      }
      func hash(into hasher: inout Hasher) { hasher.combine(number) }
    }
    for (originGrows, removedCount) in [(false, 0), (true, 0), (false, 1), (true, 1), (false, 1000), (true, 1000)] {
      var origin = try SystemAllocator().makeDictionary(from: Key.self, to: Int.self)
      for number in 0..<4000 { try origin.updateValue(number, forKey: Key(number: number)) }
      var grown = try origin.clone()
      var other = try origin.clone()
      if originGrows { swap(&origin, &other) }
      for number in 0..<removedCount {
        if originGrows {
          origin.removeValue(forKey: Key(number: number))
        } else {
          grown.removeValue(forKey: Key(number: number))
        }
      }
      for number in 4000..<32_000 {
        if originGrows {
          try other.updateValue(number, forKey: Key(number: number))
        } else {
          try grown.updateValue(number, forKey: Key(number: number))
        }
      }
      if originGrows { swap(&grown, &other) }
      unsafe Key.comparisons = 0
      try grown.forEach { (key, value) throws(AllocationError) in _ = try origin.updateValue(value, forKey: key) }
      let count = origin.count
      #expect(count == 32_000)
      // Entries that are there are compared once; the tags of seven bits let few others through.
      #expect(unsafe Key.comparisons < 12_000, "\(unsafe Key.comparisons) comparisons")
    }
  }
}

import AllocatorContainers
import Testing

/// A key whose hash is as bad as can be, short of being the same for all.
struct PoorKey: Hashable {
  var number: Int
  func hash(into hasher: inout Hasher) { hasher.combine(number % 3) }
}

@Suite struct AllocatedDictionaryTests {
  @Test func `its width is five words and the handle`() {
    let word = MemoryLayout<Int>.size
    #expect(MemoryLayout<AllocatedDictionary<Int, Int, SystemAllocator>>.size == 5 * word)
    #expect(MemoryLayout<AllocatedDictionary<Int, Int, SystemAllocator>?>.size == 5 * word)
    #expect(MemoryLayout<AllocatedSet<Int, SystemAllocator>>.size == 5 * word)
    #expect(MemoryLayout<AllocatedDictionary<Int, Int, BorrowedAllocator<BumpAllocator>>>.size == 6 * word)
  }

  @Test func `an empty dictionary allocates nothing`() throws {
    let memory = FailingAllocator()
    var dictionary = try memory.makeDictionary(from: String.self, to: Int.self)
    let (value, removed, contains) = (dictionary["a"], dictionary.removeValue(forKey: "a"), dictionary.contains("a"))
    dictionary.removeAll()
    dictionary.removeAll { _, _ in true }
    try dictionary.reserveCapacity(0)
    #expect(value == nil && removed == nil && !contains && memory.state.requests == 0)
  }

  @Test func `stores, replaces, finds and removes`() throws {
    var dictionary = AllocatedDictionary<String, Int, SystemAllocator>(allocator: .system)
    for number in 0..<1000 {
      let old = try dictionary.updateValue(number, forKey: "key \(number)")
      #expect(old == nil)
    }
    let old = try dictionary.updateValue(-7, forKey: "key 7")
    let (found, missing) = (dictionary["key 7"], dictionary["key 1000"])
    #expect(old == 7 && found == -7 && missing == nil)
    let (value, other) = (dictionary["key 8", default: 0], dictionary["nothing", default: 5])
    #expect(value == 8 && other == 5)
    let removed = dictionary.removeValue(forKey: "key 8")
    let (count, contains) = (dictionary.count, dictionary.contains("key 8"))
    #expect(removed == 8 && count == 999 && !contains)
    let sum = dictionary.updateValue(forKey: "key 9") { value in
      value += 100
      return value
    }
    #expect(sum == 109)
    let nothing: Int? = dictionary.updateValue(forKey: "key 8") { $0 }
    #expect(nothing == nil)
    for _ in 0..<3 { try dictionary.updateValue(forKey: "new", default: 10) { $0 += 1 } }
    let new = dictionary["new"]
    #expect(new == 13)
  }

  @Test func `copies and compares`() throws {
    let standard = Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, "\($0)") })
    var dictionary = try AllocatedDictionary(copying: standard, allocator: .system)
    let copy = try dictionary.clone()
    let (isStandard, isEqual) = (Dictionary(copying: dictionary) == standard, copy == dictionary)
    #expect(isStandard && isEqual)
    try dictionary.updateValue("x", forKey: 5)
    let isStillEqual = copy == dictionary
    #expect(!isStillEqual)
    var single = AllocatedDictionary<String, Int, SystemAllocator>(allocator: .system)
    try single.updateValue(1, forKey: "a")
    let words = single.description
    #expect(words == #"["a": 1]"#)
  }

  @Test func `every way of iteration visits each entry once`() throws {
    var dictionary = AllocatedDictionary<Int, Int, SystemAllocator>(allocator: .system)
    for number in 0..<777 { try dictionary.updateValue(number * 2, forKey: number) }
    for number in stride(from: 0, to: 777, by: 3) { dictionary.removeValue(forKey: number) }
    dictionary.updateEach { _, value in value += 1 }
    var expected: [Int: Int] = [:]
    for number in 0..<777 where number % 3 != 0 { expected[number] = number * 2 + 1 }

    var byClosure: [Int: Int] = [:]
    func note(_ key: Int, _ value: Int) { byClosure[key, default: 0] += value }
    dictionary.forEach(note)
    #expect(byClosure == expected)

    dictionary.removeAll { key, _ in key % 2 == 0 }
    expected = expected.filter { $0.key % 2 != 0 }
    let rest = Dictionary(copying: dictionary)
    #expect(rest == expected)

    var consumed: [Int: Int] = [:]
    dictionary.consumeEach { key, value in consumed[key, default: 0] += value }
    #expect(consumed == expected)
  }

  @Test func `noncopyable values are destroyed exactly once`() throws {
    let census = Census()
    let memory = FailingAllocator()
    do {
      var dictionary = try memory.makeDictionary(from: Int.self, to: Counted.self)
      for number in 0..<100 { try dictionary.updateValue(Counted(number, census), forKey: number) }
      let number = dictionary.withValue(forKey: 5) { $0.number }
      #expect(number == 5 && census.live.count == 100)
      let old = try dictionary.updateValue(Counted(-5, census), forKey: 5)
      #expect(census.live.count == 101)
      _ = consume old
      let removed = dictionary.removeValue(forKey: 6)
      _ = consume removed
      #expect(census.live.count == 99)
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `consuming destroys the rest when it stops`() throws {
    let census = Census()
    let memory = FailingAllocator()
    var dictionary = try memory.makeDictionary(from: String.self, to: Counted.self)
    for number in 0..<50 { try dictionary.updateValue(Counted(number, census), forKey: "\(number)") }
    var seen = 0
    do {
      try dictionary.consumeEach { (_, value: consuming Counted) throws(Refused) in
        seen += 1
        if seen == 20 { throw Refused() }
      }
      Issue.record("the body throws")
    } catch {}
    #expect(seen == 20 && census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `a refused value comes back, and nothing changes`() throws {
    let census = Census()
    let memory = FailingAllocator()
    do {
      var dictionary = try memory.makeDictionary(from: Int.self, to: Counted.self)
      while dictionary.count < dictionary.capacity || dictionary.count < 50 {
        try dictionary.updateValue(Counted(dictionary.count, census), forKey: dictionary.count)
      }
      memory.state.interval = 1
      // It may use slots beyond its capacity, but not all of them.
      let before = dictionary.count
      var isFull = false
      while !isFull {
        switch dictionary.store(Counted(dictionary.count, census), forKey: dictionary.count) {
        case .stored: break
        case .rejected: isFull = true
        }
      }
      let count = dictionary.count
      #expect(count < before * 7 / 6)
      switch dictionary.store(Counted(1000, census), forKey: 1000) {
      case .stored: Issue.record("there is no room")
      case .rejected(let value, let error): #expect(value.number == 1000 && error == .outOfMemory)
      }
      switch dictionary.store(Counted(1001, census), forKey: 3) {
      case .stored(let old):
        let isThere = old != nil
        #expect(isThere, "an old key needs no room")
      case .rejected: Issue.record("an old key needs no room")
      }
      let (newCount, contains) = (dictionary.count, dictionary.contains(1000))
      #expect(newCount == count && !contains)
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `poor hashes and many removals are correct`() throws {
    var dictionary = AllocatedDictionary<PoorKey, Int, SystemAllocator>(allocator: .system)
    for number in 0..<300 { try dictionary.updateValue(number, forKey: PoorKey(number: number)) }
    for number in 0..<300 where number % 7 != 0 { dictionary.removeValue(forKey: PoorKey(number: number)) }
    for number in 0..<300 {
      let value = dictionary[PoorKey(number: number)]
      #expect(value == (number % 7 == 0 ? number : nil))
    }
  }

  @Test func `steady turnover takes no more memory`() throws {
    let memory = FailingAllocator()
    var dictionary = try memory.makeDictionary(from: Int.self, to: Int.self)
    for number in 0..<1000 { try dictionary.updateValue(number, forKey: number) }
    let byteCount = memory.liveByteCount
    for number in 1000..<50_000 {
      dictionary.removeValue(forKey: number - 1000)
      try dictionary.updateValue(number, forKey: number)
    }
    let count = dictionary.count
    #expect(count == 1000 && memory.liveByteCount <= byteCount * 2)
  }

  @Test func `copying one table into another in its order is not quadratic`() throws {
    // Searches are counted by the comparisons they make.
    struct Key: Hashable {
      nonisolated(unsafe) static var comparisons = 0
      var number: Int
      static func == (left: Key, right: Key) -> Bool {
        unsafe comparisons += 1
        return left.number == right.number
      }
      func hash(into hasher: inout Hasher) { hasher.combine(number) }
    }
    var source = AllocatedDictionary<Key, Int, SystemAllocator>(allocator: .system)
    for number in 0..<20_000 { try source.updateValue(number, forKey: Key(number: number)) }
    var copy = AllocatedDictionary<Key, Int, SystemAllocator>(allocator: .system)
    unsafe Key.comparisons = 0
    try source.forEach { (key, value) throws(AllocationError) in _ = try copy.updateValue(value, forKey: key) }
    let count = copy.count
    #expect(count == 20_000)
    #expect(unsafe Key.comparisons < 20_000, "a search compares the keys of long runs")
  }

  @Test func `impossible capacities are errors`() throws {
    var owner = BumpAllocator(byteCount: 1024)
    var dictionary = AllocatedDictionary<Int, Int, BorrowedAllocator<BumpAllocator>>(allocator: owner.borrowed())
    for capacity in [Int.max, Int.max / 2, Int.max / 17, 1000] {
      do throws(AllocationError) {
        try dictionary.reserveCapacity(capacity)
        Issue.record("there is no such room")
      } catch { #expect(error == .outOfMemory) }
    }
  }

  @Test func `reserved room is enough`() throws {
    for capacity in [1, 7, 8, 10, 100, 1000, 12_345] {
      let memory = FailingAllocator()
      var dictionary = try memory.makeDictionary(from: Int.self, to: Int.self, capacity: capacity)
      let requests = memory.state.requests
      for number in 0..<capacity { try dictionary.updateValue(number, forKey: number) }
      #expect(memory.state.requests == requests)
    }
  }
}

@Suite struct AllocatedSetTests {
  @Test func `inserts, finds, removes and compares`() throws {
    var numbers = try AllocatedSet(copying: 0..<100, allocator: .system)
    let (isNew, isNewAgain) = (try numbers.insert(100), try numbers.insert(100))
    let (removed, missing) = (numbers.remove(5), numbers.remove(5))
    #expect(isNew && !isNewAgain && removed == 5 && missing == nil)
    let few = try AllocatedSet(copying: [1, 2, 3], allocator: FailingAllocator())
    let others = try AllocatedSet(copying: [5, 200], allocator: .system)
    let (isSubset, isSuperset, isDisjoint) = (
      few.isSubset(of: numbers), numbers.isSubset(of: few), numbers.isDisjoint(with: others)
    )
    #expect(isSubset && !isSuperset && isDisjoint)
    let copy = try numbers.clone()
    let (isEqual, isOther) = (copy == numbers, few == numbers)
    #expect(isEqual && !isOther)
    numbers.removeAll { $0 >= 10 }
    let rest = Set(copying: numbers)
    #expect(rest == [0, 1, 2, 3, 4, 6, 7, 8, 9])
    var total = 0
    func add(_ number: Int) { total += number }
    numbers.forEach(add)
    #expect(total == 40)
    numbers.removeAll()
    let (count, capacity, words) = (numbers.count, numbers.capacity, numbers.description)
    #expect(count == 0 && capacity == 0 && words == "[]")
  }

  @Test func `a large set and a small one are compared and subtracted by the members of the small one`() throws {
    struct Key: Hashable {
      nonisolated(unsafe) static var hashes = 0
      let number: Int
      func hash(into hasher: inout Hasher) {
        unsafe Key.hashes += 1
        hasher.combine(number)
      }
    }
    var large = try AllocatedSet(copying: (0..<10_000).map(Key.init), allocator: .system)
    var small = try AllocatedSet(copying: [Key(number: -1), Key(number: -2)], allocator: .system)
    unsafe Key.hashes = 0
    let areDisjoint = (large.isDisjoint(with: small), small.isDisjoint(with: large))
    small.subtract(large)
    large.subtract(small)
    #expect(areDisjoint == (true, true))
    #expect(unsafe Key.hashes == 8)
    try small.insert(Key(number: 9))
    let meet = (large.isDisjoint(with: small), small.isDisjoint(with: large))
    #expect(meet == (false, false))
    large.subtract(small)
    small.subtract(large)
    let counts = (large.count, small.count)
    #expect(counts == (9999, 3))
  }

  @Test func `a member takes its size and a byte`() throws {
    let memory = FailingAllocator()
    let set = try memory.makeSet(of: Int.self, capacity: 640)
    let (slotCount, handle, repeatedBytes) = (896, MemoryLayout<FailingAllocator>.size, 8)
    #expect(memory.liveByteCount == slotCount * 9 + handle + repeatedBytes, "slots are as many as after growing")
    let capacity = set.capacity
    #expect(capacity == slotCount / 7 * 6)
  }
}

import FreeListAllocator
import Testing

/// Values that live in a pool without a box.
@Suite struct PoolValuesTests {
  @Test func `values left in a pool live as long as it does`() throws {
    let tally = Tally()
    do {
      let pool = try Pool(of: Counted.self, capacity: 2, growth: .doubling)
      for number in 0..<5 { try pool.insert(Counted(tally, number)) }
      try pool.make(Counted(tally, 5)).leaveInPool()
      _ = try pool.make(Counted(tally, 6))
      #expect(pool.count == 6 && pool.leftCount == 6 && tally.count == 6)
    }
    #expect(tally.count == 0)
  }

  @Test func `visits the values left in it, and may change them`() throws {
    let tally = Tally()
    var pool = try Pool(of: Counted.self, capacity: 2, growth: .doubling)
    for number in 0..<20 {
      let box = try pool.make(Counted(tally, number))
      if number % 3 == 0 { box.leaveInPool() }
    }
    pool.forEachValue { $0.number *= 10 }
    var numbers: [Int] = []
    pool.forEachValue { numbers.append($0.number) }
    #expect(numbers.sorted() == [0, 30, 60, 90, 120, 150, 180] && tally.count == 7)
  }

  @Test func `visits values by address, in every chunk, whatever was freed`() throws {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var pool = try Pool(of: Int.self, capacity: 1, growth: .constant)
      var expected: Set<Int> = []
      for number in 0..<100 {
        try pool.insert(number)
        expected.insert(number)
        if number % 10 == 9 {
          let removed = Set(expected.filter { _ in Bool.random(using: &generator) })
          pool.removeAll { removed.contains($0) }
          expected.subtract(removed)
          if Bool.random(using: &generator) { _ = pool.releaseUnused() }
        }
        var addresses: [UInt] = []
        unsafe pool.forEachUnsafePointer { addresses.append(UInt(bitPattern: $0)) }
        var found: [Int] = []
        pool.forEachValue { found.append($0) }
        #expect(Set(found) == expected && found.count == expected.count, "seed \(seed)")
        #expect(addresses == addresses.sorted() && addresses.count == found.count, "seed \(seed)")
      }
    }
  }

  @Test func `each value is met once, by address, whatever was visited, ended and made before`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var pool = try Pool(of: Int.self, capacity: 5, growth: seed % 2 == 0 ? .constant : .doubling)
      var model: [Int: UInt] = [:]  // values and their addresses
      for step in 0..<300 {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1, 2:
          for place in 0..<Int.random(in: 1...9, using: &generator) {
            let box = try pool.make(step * 10 + place)
            model[box.value] = unsafe UInt(bitPattern: box.block.address)
            box.leaveInPool()
          }
        case 3, 4:  // one by one, so that they are freed in any order
          for _ in 0..<Int.random(in: 1...5, using: &generator) {
            guard let ended = model.keys.randomElement(using: &generator) else { break }
            pool.removeAll { $0 == ended }
            model[ended] = nil
          }
        case 5:
          let ended = Set(model.keys.filter { _ in Bool.random(using: &generator) })
          pool.removeAll { ended.contains($0) }
          for number in ended { model[number] = nil }
        case 6:
          _ = try pool.make(-1)
          if seed % 4 == 0 { _ = pool.releaseUnused() }
        default:
          let byAddress = model.sorted { $0.value < $1.value }.map(\.key)
          var found: [[Int]] = [[], [], []]
          pool.forEachValue { found[0].append($0) }
          pool.removeAll {
            found[1].append($0)
            return false
          }
          unsafe pool.forEachUnsafePointer { unsafe found[2].append($0.pointee) }
          #expect(found == [byAddress, byAddress, byAddress], "seed \(seed), step \(step)")
        }
      }
      #expect(pool.leftCount == model.count, "seed \(seed)")
    }
  }

  @Test func `places are used by address after a visit, and a visit in between does not disturb that`() throws {
    var generator = SeededGenerator(seed: 1)
    var pool = try Pool(of: Int.self, capacity: 100)
    for number in 0..<100 { try pool.insert(number) }
    for number in (0..<100).shuffled(using: &generator) where number % 3 != 0 { pool.removeAll { $0 == number } }
    var (addresses, visitCount): ([UInt], Int) = ([], 0)
    for round in 0..<66 {
      if round % 7 == 0 { pool.forEachValue { _ in visitCount += 1 } }
      let box = try pool.make(-1)
      addresses.append(unsafe UInt(bitPattern: box.block.address))
      box.leaveInPool()
    }
    #expect(addresses == addresses.sorted() && Set(addresses).count == 66)
    #expect(visitCount == (0..<66).filter { $0 % 7 == 0 }.map { 34 + $0 }.reduce(0, +))
  }

  @Test func `a reset ends all values together, and starts over`() throws {
    let tally = Tally()
    let ledger = Ledger()
    do {
      var pool = try Pool(
        of: Counted.self, capacity: 2, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
      for keepingCapacity in [true, false] {
        for number in 0..<10 { try pool.insert(Counted(tally, number)) }
        #expect(tally.count == 10)
        pool.reset(keepingCapacity: keepingCapacity)
        #expect(tally.count == 0 && pool.count == 0 && pool.leftCount == 0)
        #expect(ledger.live.count == (keepingCapacity ? 3 : 1))
      }
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `what a visit throws ends it, and nothing is lost`() throws {
    struct Refusal: Error {}
    let tally = Tally()
    var pool = try Pool(of: Counted.self, capacity: 10)
    for number in 0..<10 { try pool.insert(Counted(tally, number)) }
    #expect(throws: Refusal.self) {
      try pool.removeAll { value in
        if value.number == 5 { throw Refusal() }
        return true
      }
    }
    #expect(pool.count == 5 && tally.count == 5)
    pool.removeAll { $0.number % 2 == 1 }
    #expect(pool.count == 2 && tally.count == 2)
  }

  @Test func `a full pool refuses a value to be left in it`() throws {
    let tally = Tally()
    let pool = try Pool(of: Counted.self, capacity: 1)
    try pool.insert(Counted(tally))
    #expect(throws: AllocationError.outOfMemory) { try pool.insert(Counted(tally)) }
    #expect(tally.count == 1)
  }

  @Test func `the deinit of a pool runs wherever the pool is`() throws {
    final class Holder<Held: ~Copyable> {
      let held: Held
      init(_ held: consuming Held) { self.held = held }
    }
    struct Wrapper<Held: ~Copyable>: ~Copyable { let held: Held }
    enum Choice<Held: ~Copyable>: ~Copyable { case held(Held), none }
    let (tally, ledger) = (Tally(), Ledger())
    func pool() throws -> Pool<Counted, LedgerAllocator> {
      let pool = try Pool(of: Counted.self, capacity: 1, parent: LedgerAllocator(ledger: ledger))
      try pool.insert(Counted(tally))
      return pool
    }
    _ = try pool()
    _ = Optional(try pool())
    _ = Holder(try pool())
    _ = Holder(Wrapper(held: try pool()))
    _ = Holder(Choice.held(try pool()))
    var wrapped: Wrapper? = Wrapper(held: try pool())
    wrapped = nil
    #expect(wrapped == nil && tally.count == 0 && ledger.live.isEmpty && ledger.requestCount == 6)
  }

  @Test func `the deinit of a pool over a trivial parent runs wherever the pool is`() throws {
    final class Holder<Held: ~Copyable> {
      let held: Held
      init(_ held: consuming Held) { self.held = held }
    }
    let tally = Tally()
    func pool() throws -> Pool<Counted, SystemAllocator> {
      let pool = try Pool(of: Counted.self, capacity: 1)
      try pool.insert(Counted(tally))
      return pool
    }
    _ = try pool()
    _ = Optional(try pool())
    _ = Holder(try pool())
    _ = Holder(Optional(try pool()))
    #expect(tally.count == 0)
  }
}

import AllocatorContainers
import Testing

private enum SetOperation {
  case insert(Int)
  case remove(Int)
  case removeWhere(Int)
  case removeAll(Bool)
  case reserve(Int)
  case becomeClone
  case becomeCopy([Int])
  case compare([Int])

  static func random(using generator: inout SeededGenerator) -> SetOperation {
    // Few numbers, so that old ones are met again.
    let number = Int.random(in: 0..<120, using: &generator)
    switch Int.random(in: 0..<60, using: &generator) {
    case 0..<30: return .insert(number)
    case 30..<50: return .remove(number)
    case 50: return .removeWhere(number % 5 + 2)
    case 51: return .removeAll(number < 60)
    case 52, 53: return .reserve(number)
    case 54, 55: return .becomeClone
    case 56: return .becomeCopy(others(using: &generator))
    default: return .compare(others(using: &generator))
    }
  }

  private static func others(using generator: inout SeededGenerator) -> [Int] {
    let count = Int.random(in: 0..<30, using: &generator)
    return (0..<count).map { _ in Int.random(in: 0..<120, using: &generator) }
  }
}

/// What the set must hold: the numbers, and which of several equal members each is.
private struct SetModel {
  var identities: [Int: Int] = [:]
  var numbers: Set<Int> { Set(identities.keys) }
}

@Suite struct AllocatedSetRandomTests {
  /// All keys that occur, for looking; they live as long as the test.
  private let probes = { (census: Census) in (0..<120).map { CountedKey($0, census) } }(Census())

  @Test func `random operations match the standard set`() {
    check { operations in run(operations, SystemAllocator()) }
  }

  @Test(arguments: [2, 3, 4, 5, 7]) func `every refusal leaves the set as it was`(interval: Int) {
    check { operations in
      let memory = FailingAllocator(refusingEvery: interval, resizesInPlace: interval % 2 == 0)
      return run(operations, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
    }
  }

  @Test(arguments: [1024, 4096, 1 << 20]) func `random operations in an arena match the standard set`(byteCount: Int) {
    check { operations in
      var owner = BumpAllocator(byteCount: byteCount)
      return run(operations, owner.borrowed())
    }
  }

  @Test func `whichever request is refused, nothing is lost`() {
    var generator = SeededGenerator(state: 7)
    let operations = (0..<300).map { _ in SetOperation.random(using: &generator) }
    var interval = 0
    while true {
      interval += 1
      let memory = FailingAllocator(refusingEvery: interval)
      let failure = run(operations, memory)
      #expect(failure == nil && memory.isClean, "seed 7, every request of \(interval) is refused")
      if memory.state.refusals == 0 { break }
    }
    #expect(interval > 10, "there are requests to be refused")
  }

  private func check(_ run: ([SetOperation]) -> String?) {
    checkRandomSequences(seeds: 0..<10, operationCount: 300, generate: SetOperation.random, run: run)
  }

  private func run<A: Allocator & ~Escapable>(_ operations: [SetOperation], _ allocator: A) -> String? {
    let census = Census()
    var failure: String?
    do {
      var set = AllocatedSet<CountedKey, A>(allocator: allocator)
      var model = SetModel()
      for (step, operation) in operations.enumerated() where failure == nil {
        failure = apply(operation, &set, &model, census) ?? difference(set, model, census)
        failure = failure.map { "step \(step), \(operation): \($0)" }
      }
    }
    return failure ?? census.mistakes.first ?? (census.live.isEmpty ? nil : "\(census.live.count) members leaked")
  }

  private func difference<A: Allocator & ~Escapable>(
    _ set: borrowing AllocatedSet<CountedKey, A>, _ model: SetModel, _ census: Census
  ) -> String? {
    if set.count != model.identities.count { return "\(set.count) members instead of \(model.identities.count)" }
    if set.capacity < set.count { return "the capacity is too small" }
    if census.live.count != set.count { return "\(census.live.count) members live instead of \(set.count)" }
    for probe in probes where set.contains(probe) != (model.identities[probe.number] != nil) {
      return "contains \(probe.number) is wrong"
    }
    var seen: [Int: Int] = [:]
    func note(_ key: CountedKey) { seen[key.number] = key.identity }
    set.forEach(note)
    return seen == model.identities ? nil : "iteration shows \(seen)"
  }

  private func apply<A: Allocator & ~Escapable>(
    _ operation: SetOperation, _ set: inout AllocatedSet<CountedKey, A>, _ model: inout SetModel, _ census: Census
  ) -> String? {
    // An operation that throws leaves the set, and so the model, as it was.
    do throws(AllocationError) {
      switch operation {
      case .insert(let number):
        let key = CountedKey(number, census)
        let isNew = try set.insert(key)
        if isNew != (model.identities[number] == nil) { return "\(number) is new: \(isNew)" }
        if isNew { model.identities[number] = key.identity }
      case .remove(let number):
        let removed = set.remove(CountedKey(number, census))?.identity
        if removed != model.identities.removeValue(forKey: number) { return "another member was removed" }
      case .removeWhere(let divisor):
        set.removeAll { $0.number % divisor == 0 }
        model.identities = model.identities.filter { $0.key % divisor != 0 }
      case .removeAll(let isCapacityKept):
        let capacity = set.capacity
        set.removeAll(keepingCapacity: isCapacityKept)
        model = SetModel()
        if isCapacityKept ? set.capacity < capacity : set.capacity != 0 { return "the capacity is wrong" }
      case .reserve(let capacity):
        try set.reserveCapacity(capacity)
        if set.capacity < capacity { return "the capacity is too small" }
      case .becomeClone:
        let copy = try set.clone()
        if !(copy == set) { return "the copy is another set" }
        set = copy
      case .becomeCopy(let numbers):
        let keys = numbers.map { CountedKey($0, census) }
        let copy = try AllocatedSet(copying: keys, allocator: set.allocator)
        set = copy
        model = SetModel()
        for key in keys where model.identities[key.number] == nil { model.identities[key.number] = key.identity }
      case .compare(let numbers):
        let standard = Set(numbers)
        let other = try AllocatedSet(copying: numbers.map { CountedKey($0, census) }, allocator: .system)
        if other.isSubset(of: set) != standard.isSubset(of: model.numbers) { return "isSubset(of:) is wrong" }
        if set.isSubset(of: other) != model.numbers.isSubset(of: standard) { return "isSubset(of:) is wrong" }
        if set.isDisjoint(with: other) != model.numbers.isDisjoint(with: standard) { return "isDisjoint is wrong" }
        if (set == other) != (model.numbers == standard) { return "== is wrong" }
      }
    } catch {}
    return nil
  }
}

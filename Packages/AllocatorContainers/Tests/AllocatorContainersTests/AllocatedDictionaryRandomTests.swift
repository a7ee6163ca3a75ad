import AllocatorContainers
import Testing

private enum DictionaryOperation {
  case update(Int, Int)
  case store(Int, Int)
  case remove(Int)
  case modify(Int)
  case makeOrModify(Int, Int)
  case removeWhere(Int)
  case removeAll(Bool)
  case reserve(Int)
  case clear(Int)

  static func random(using generator: inout SeededGenerator) -> DictionaryOperation {
    // Few keys, so that old ones are met again.
    let (key, number) = (Int.random(in: 0..<120, using: &generator), Int.random(in: 0..<100, using: &generator))
    switch Int.random(in: 0..<40, using: &generator) {
    case 0..<14: return .update(key, number)
    case 14..<18: return .store(key, number)
    case 18..<28: return .remove(key)
    case 28, 29: return .modify(key)
    case 30..<34: return .makeOrModify(key, number)
    case 34: return .removeWhere(number % 5 + 2)
    case 35: return number < 20 ? .removeAll(key < 60) : .clear(key)
    case 36: return .reserve(number)
    default: return .clear(key)
    }
  }
}

@Suite struct AllocatedDictionaryRandomTests {
  /// All keys that occur, for looking; they live as long as the test.
  private let probes = { (census: Census) in (0..<120).map { CountedKey($0, census) } }(Census())

  @Test func `random operations match the standard dictionary`() {
    check { operations in run(operations, SystemAllocator()) }
  }

  @Test(arguments: [2, 3, 4, 5, 7]) func `every refusal leaves the dictionary as it was`(interval: Int) {
    check { operations in
      let memory = FailingAllocator(refusingEvery: interval, resizesInPlace: interval % 2 == 0)
      return run(operations, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
    }
  }

  @Test(arguments: [1024, 4096, 1 << 20]) func `random operations in an arena match the standard dictionary`(
    byteCount: Int
  ) {
    check { operations in
      var owner = BumpAllocator(byteCount: byteCount)
      return run(operations, owner.borrowed())
    }
  }

  private func check(_ run: ([DictionaryOperation]) -> String?) {
    checkRandomSequences(seeds: 0..<15, operationCount: 400, generate: DictionaryOperation.random, run: run)
  }

  private func run<A: Allocator & ~Escapable>(_ operations: [DictionaryOperation], _ allocator: A) -> String? {
    let (keys, census) = (Census(), Census())
    var failure: String?
    do {
      var dictionary = AllocatedDictionary<CountedKey, Counted, A>(allocator: allocator)
      var model: [Int: Int] = [:]
      for (step, operation) in operations.enumerated() where failure == nil {
        apply(operation, &dictionary, &model, keys, census)
        failure = difference(dictionary, model, keys, census).map { "step \(step), \(operation): \($0)" }
      }
    }
    if let failure = failure ?? census.mistakes.first ?? keys.mistakes.first { return failure }
    let (valueCount, keyCount) = (census.live.count, keys.live.count)
    return valueCount + keyCount == 0 ? nil : "\(valueCount) values and \(keyCount) keys leaked"
  }

  private func difference<A: Allocator & ~Escapable>(
    _ dictionary: borrowing AllocatedDictionary<CountedKey, Counted, A>, _ model: [Int: Int], _ keys: Census,
    _ census: Census
  ) -> String? {
    if dictionary.count != model.count { return "\(dictionary.count) entries instead of \(model.count)" }
    if dictionary.capacity < dictionary.count { return "the capacity is too small" }
    if census.live.count != model.count { return "\(census.live.count) values live instead of \(model.count)" }
    if keys.live.count != model.count { return "\(keys.live.count) keys live instead of \(model.count)" }
    for (key, probe) in probes.enumerated() {
      let number = dictionary.withValue(forKey: probe) { $0.number }
      if number != model[key] { return "\(String(describing: number)) for \(key)" }
      if dictionary.contains(probe) != (model[key] != nil) { return "contains \(key) is wrong" }
    }
    var seen: [Int: Int] = [:]
    func note(_ key: CountedKey, _ value: borrowing Counted) { seen[key.number] = value.number }
    dictionary.forEach(note)
    return seen == model ? nil : "iteration shows \(seen)"
  }

  /// Values of the model that stand for something that went wrong.
  private let wrong = Int.min

  private func apply<A: Allocator & ~Escapable>(
    _ operation: DictionaryOperation, _ dictionary: inout AllocatedDictionary<CountedKey, Counted, A>,
    _ model: inout [Int: Int], _ keys: Census, _ census: Census
  ) {
    // An operation that throws leaves the dictionary, and so the model, as it was.
    do {
      switch operation {
      case .update(let key, let number):
        let old = try dictionary.updateValue(Counted(number, census), forKey: CountedKey(key, keys))
        let hadNone = old == nil
        if hadNone != (model.updateValue(number, forKey: key) == nil) { model[key] = wrong }
      case .store(let key, let number):
        switch dictionary.store(Counted(number, census), forKey: CountedKey(key, keys)) {
        case .stored(let old):
          let hadNone = old == nil
          if hadNone != (model.updateValue(number, forKey: key) == nil) { model[key] = wrong }
        case .rejected(let value, _):
          if value.number != number || model[key] != nil { model[key] = wrong }
        }
      case .remove(let key), .clear(let key):
        let removed = dictionary.removeValue(forKey: CountedKey(key, keys))
        let hadNone = removed == nil
        if hadNone != (model.removeValue(forKey: key) == nil) { model[key] = wrong }
      case .modify(let key):
        _ = dictionary.updateValue(forKey: CountedKey(key, keys)) { $0.number += 1 }
        if let number = model[key] { model[key] = number + 1 }
      case .makeOrModify(let key, let number):
        try dictionary.updateValue(forKey: CountedKey(key, keys), default: Counted(number, census)) { $0.number += 1 }
        model[key, default: number] += 1
      case .removeWhere(let divisor):
        dictionary.removeAll { key, value in (key.number + value.number) % divisor == 0 }
        model = model.filter { ($0.key + $0.value) % divisor != 0 }
      case .removeAll(let isCapacityKept):
        dictionary.removeAll(keepingCapacity: isCapacityKept)
        model = [:]
      case .reserve(let capacity):
        try dictionary.reserveCapacity(capacity)
        if dictionary.capacity < capacity { model[-1] = wrong }
      }
    } catch {}
  }
}

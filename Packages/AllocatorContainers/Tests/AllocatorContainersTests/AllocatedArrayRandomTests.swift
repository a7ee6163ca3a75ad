import AllocatorContainers
import Testing

/// What may happen to an array; positions are taken modulo the number of elements.
private enum ArrayOperation {
  case append(Int)
  case store(Int)
  case insert(Int, Int)
  case remove(Int)
  case removeSubrange(Int, Int)
  case popLast
  case removeAll(Bool)
  case reserve(Int)
  case reallocate(Int)
  case add(Int, refusing: Bool)
  case edit(Int)
  case swap(Int, Int)
  case move(Int)

  static func random(using generator: inout SeededGenerator) -> ArrayOperation {
    let (first, second) = (Int.random(in: 0..<100, using: &generator), Int.random(in: 0..<100, using: &generator))
    switch Int.random(in: 0..<26, using: &generator) {
    case 0..<6: return .append(first)
    case 6, 7: return .store(first)
    case 8, 9: return .insert(first, second)
    case 10, 11: return .remove(first)
    case 12: return .removeSubrange(first, second % 8)
    case 13, 14: return .popLast
    case 15: return .removeAll(first < 50)
    case 16: return .reserve(first)
    case 17: return .reallocate(first)
    case 18, 19: return .add(first % 20, refusing: false)
    case 20, 21: return .add(first % 20, refusing: true)
    case 22: return .edit(first)
    case 23: return .swap(first, second)
    default: return .move(first % 10)
    }
  }
}

@Suite struct AllocatedArrayRandomTests {
  @Test func `random operations match the standard array`() {
    check { operations in run(operations, SystemAllocator()) }
  }

  @Test(arguments: [2, 3, 4, 5, 7, 11]) func `every refusal leaves the array as it was`(interval: Int) {
    for resizesInPlace in [false, true] {
      check { operations in
        let memory = FailingAllocator(refusingEvery: interval, resizesInPlace: resizesInPlace)
        return run(operations, memory)
          ?? memory.state.mistakes.first ?? (memory.state.live.isEmpty ? nil : "memory leaked")
      }
    }
  }

  @Test(arguments: [256, 2048, 1 << 20]) func `random operations in an arena match the standard array`(byteCount: Int) {
    check { operations in
      var owner = BumpAllocator(byteCount: byteCount)
      return run(operations, owner.borrowed())
    }
  }

  private func check(_ run: ([ArrayOperation]) -> String?) {
    checkRandomSequences(seeds: 0..<20, operationCount: 200, generate: ArrayOperation.random, run: run)
  }

  private func run<A: Allocator & ~Escapable>(_ operations: [ArrayOperation], _ allocator: A) -> String? {
    let census = Census()
    var failure: String?
    do {
      var array = AllocatedArray<Counted, A>(allocator: allocator)
      var model: [Int] = []
      for (step, operation) in operations.enumerated() where failure == nil {
        apply(operation, &array, &model, census)
        var numbers: [Int] = []
        for index in array.indices { numbers.append(array[index].number) }
        if numbers != model { failure = "step \(step), \(operation): \(numbers) instead of \(model)" }
        if census.live.count != model.count { failure = "step \(step), \(operation): \(census.live.count) values live" }
        if array.capacity < array.count { failure = "step \(step), \(operation): the capacity is too small" }
      }
    }
    return failure ?? census.mistakes.first ?? (census.live.isEmpty ? nil : "\(census.live.count) values leaked")
  }

  private func apply<A: Allocator & ~Escapable>(
    _ operation: ArrayOperation, _ array: inout AllocatedArray<Counted, A>, _ model: inout [Int], _ census: Census
  ) {
    let count = model.count
    // An operation that throws leaves the array, and so the model, as it was.
    do {
      switch operation {
      case .append(let number):
        try array.append(Counted(number, census))
        model.append(number)
      case .store(let number):
        switch array.store(Counted(number, census)) {
        case .stored: model.append(number)
        case .rejected(let value, _): if value.number != number { model.append(.min) }
        }
      case .insert(let number, let position):
        try array.insert(Counted(number, census), at: position % (count + 1))
        model.insert(number, at: position % (count + 1))
      case .remove(let position):
        guard count > 0 else { return }
        let number = array.remove(at: position % count).number
        if number != model.remove(at: position % count) { model.append(.min) }
      case .removeSubrange(let position, let length):
        let start = position % (count + 1)
        let bounds = start..<min(start + length, count)
        array.removeSubrange(bounds)
        model.removeSubrange(bounds)
      case .popLast:
        let value = array.popLast()
        let isNone = value == nil
        if isNone != (model.popLast() == nil) { model.append(.min) }
      case .removeAll(let isCapacityKept):
        array.removeAll(keepingCapacity: isCapacityKept)
        model = []
      case .reserve(let capacity):
        try array.reserveCapacity(capacity)
      case .reallocate(let capacity):
        try array.reallocate(capacity: capacity)
      case .add(let added, let isRefusing):
        try array.append(addingCount: added) { (span: inout OutputSpan<Counted>) throws in
          for number in 0..<added { span.append(Counted(number, census)) }
          if isRefusing { throw Refused() }
        }
        model.append(contentsOf: 0..<added)
      case .edit(let number):
        array.edit { span in
          if let last = span.popLastNumber() { model[model.count - 1] = last + 1 }
          if model.count == span.count + 1 { span.append(Counted(model[model.count - 1], census)) }
        }
        if count > 0 {
          array[number % count].number = number
          model[number % count] = number
        }
      case .swap(let first, let second):
        guard count > 0 else { return }
        array.swapAt(first % count, second % count)
        model.swapAt(first % count, second % count)
      case .move(let moved):
        var source = AllocatedArray<Counted, SystemAllocator>(allocator: .system)
        for number in 0..<moved { try source.append(Counted(number, census)) }
        try array.append(moving: &source)
        model.append(contentsOf: 0..<moved)
      }
    } catch {}
  }
}

extension OutputSpan where Element == Counted {
  /// Removes the last value and returns its number.
  fileprivate mutating func popLastNumber() -> Int? {
    guard count > 0 else { return nil }
    return removeLast().number
  }
}

import AllocatorContainers
import Testing

@Suite struct AllocatedDequeTests {
  @Test func `its width is four words and the handle`() {
    let word = MemoryLayout<Int>.size
    #expect(MemoryLayout<AllocatedDeque<Int, SystemAllocator>>.size == 4 * word)
    #expect(MemoryLayout<AllocatedDeque<Int, SystemAllocator>?>.size == 4 * word)
    #expect(MemoryLayout<AllocatedDeque<Int, BorrowedAllocator<BumpAllocator>>>.size == 5 * word)
  }

  @Test func `an empty deque allocates nothing`() throws {
    let memory = FailingAllocator()
    var deque = try memory.makeDeque(of: Int.self)
    let (first, last) = (deque.popFirst(), deque.popLast())
    deque.removeAll()
    #expect(first == nil && last == nil && memory.state.requests == 0)
  }

  @Test func `a queue that turns round and round does not grow`() throws {
    let memory = FailingAllocator()
    var deque = try memory.makeDeque(of: Int.self, capacity: 8)
    for number in 0..<7 { try deque.append(number) }
    let requests = memory.state.requests
    for number in 7..<1000 {
      let first = deque.popFirst()
      #expect(first == number - 7)
      try deque.append(number)
    }
    var spans: [[Int]] = []
    deque.forEachSpan { span in spans.append(span.indices.map { span[$0] }) }
    #expect(memory.state.requests == requests && spans.flatMap { $0 } == Array(993..<1000))
  }

  @Test func `it is copied, and described in words`() throws {
    var deque = try SystemAllocator().makeDeque(of: Int.self)
    for number in 1...3 { try deque.prepend(number) }
    var total = 0
    func add(_ number: Int) { total += number }
    deque.forEach(add)
    let (copy, words) = (Array(copying: deque), deque.description)
    #expect(copy == [3, 2, 1] && words == "[3, 2, 1]" && total == 6)
  }

  private enum DequeOperation {
    case append(Int), store(Int), prepend(Int), popFirst, popLast, modify(Int), removeAll(Bool), reserve(Int)

    static func random(using generator: inout SeededGenerator) -> DequeOperation {
      let number = Int.random(in: 0..<100, using: &generator)
      switch Int.random(in: 0..<24, using: &generator) {
      case 0..<6: return .append(number)
      case 6..<8: return .store(number)
      case 8..<13: return .prepend(number)
      case 13..<17: return .popFirst
      case 17..<20: return .popLast
      case 20, 21: return .modify(number)
      case 22: return number < 30 ? .removeAll(number < 15) : .popFirst
      default: return .reserve(number / 2)
      }
    }
  }

  @Test(arguments: [Int.max, 2, 3, 5]) func `random operations match the standard array`(interval: Int) {
    checkRandomSequences(
      seeds: 0..<20, operationCount: 300, generate: DequeOperation.random,
      run: { operations in
        let memory = FailingAllocator(refusingEvery: interval)
        return run(operations, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
      })
  }

  @Test(arguments: [512, 1 << 20]) func `random operations in an arena match the standard array`(byteCount: Int) {
    checkRandomSequences(
      seeds: 0..<20, operationCount: 300, generate: DequeOperation.random,
      run: { operations in
        var owner = BumpAllocator(byteCount: byteCount)
        return run(operations, owner.borrowed())
      })
  }

  private func run<A: Allocator & ~Escapable>(_ operations: [DequeOperation], _ allocator: A) -> String? {
    let census = Census()
    var failure: String?
    do {
      var deque = AllocatedDeque<Counted, A>(allocator: allocator)
      var model: [Int] = []
      for (step, operation) in operations.enumerated() where failure == nil {
        do {
          switch operation {
          case .append(let number):
            try deque.append(Counted(number, census))
            model.append(number)
          case .store(let number):
            switch deque.store(Counted(number, census)) {
            case .stored: model.append(number)
            case .rejected(let value, _): if value.number != number { failure = "another value came back" }
            }
          case .prepend(let number):
            try deque.prepend(Counted(number, census))
            model.insert(number, at: 0)
          case .popFirst:
            let value = deque.popFirst()
            let isNone = value == nil
            if isNone != model.isEmpty { failure = "popFirst is wrong" }
            if !model.isEmpty { model.removeFirst() }
          case .popLast:
            let value = deque.popLast()
            let isNone = value == nil
            if isNone != (model.popLast() == nil) { failure = "popLast is wrong" }
          case .modify(let number):
            guard !model.isEmpty else { continue }
            deque[number % model.count].number = number
            model[number % model.count] = number
          case .removeAll(let isCapacityKept):
            deque.removeAll(keepingCapacity: isCapacityKept)
            model = []
          case .reserve(let capacity): try deque.reserveCapacity(capacity)
          }
        } catch {}
        var numbers: [Int] = []
        for index in deque.indices { numbers.append(deque[index].number) }
        var spanned: [Int] = []
        deque.forEachSpan { span in for index in span.indices { spanned.append(span[index].number) } }
        if numbers != model || spanned != model || census.live.count != model.count {
          failure = "step \(step), \(operation): \(numbers), \(spanned) instead of \(model)"
        }
      }
    }
    return failure ?? census.mistakes.first ?? (census.live.isEmpty ? nil : "\(census.live.count) values leaked")
  }
}

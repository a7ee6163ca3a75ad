// What happens at the last block, and after it, whatever the order in which blocks come back.
extension Inspection {
  /// In which order the blocks of a full allocator are freed.
  private enum Order: CaseIterable {
    case newestFirst, oldestFirst, everyOther, shuffled

    /// Numbers from zero to `count` in this order.
    func numbers(_ count: Int, _ random: inout RandomSource) -> [Int] {
      switch self {
      case .newestFirst: return (0..<count).reversed()
      case .oldestFirst: return Array(0..<count)
      case .everyOther: return Array(stride(from: 0, to: count, by: 2)) + Array(stride(from: 1, to: count, by: 2))
      case .shuffled:
        var numbers = Array(0..<count)
        for index in numbers.indices.reversed() { numbers.swapAt(index, random.number(below: index + 1)) }
        return numbers
      }
    }
  }

  /// How many blocks are enough to call an allocator unbounded.
  private static var greatestCount: Int { 1024 }

  /// Fills allocators to the last block, frees all or half of it in several orders, and fills them again.
  mutating func checkExhaustion() {
    guard traits.reclamation != .never else { return }
    for byteCount in exhaustingByteCounts {
      guard report.passed else { return }
      exhaust { _ in byteCount }
    }
    guard report.passed, traits.bound == nil else { return }
    let byteCounts = [16, 100, 1500, 24, 700, 3000, 8, 5000, 333, 1100, 64, 2040].map {
      min($0, traits.typicalByteCount)
    }
    exhaust { byteCounts[$0 % byteCounts.count] }
  }

  private var exhaustingByteCounts: [Int] {
    if let blockByteCount = traits.blockByteCount { return [blockByteCount, min(1, blockByteCount)] }
    if traits.bound == nil { return [min(64, traits.typicalByteCount)] }
    return [24, 200, 1024].map { min($0, traits.typicalByteCount) }
  }

  private mutating func exhaust(_ byteCount: (Int) -> Int) {
    let memory = TestMemory()
    do throws(MakingFailure) {
      var filling = FillingWalk(
        walk: Walk(try make(memory), traits: traits, memory: memory), canReset: specimen.canReset,
        limit: min(traits.bound == nil ? 200 : Self.greatestCount, max(96, options.longLifeCount / 16)))
      filling.walk.watch = watch
      filling.walk.checkInterval = 64
      var violation = filling.perform(traits.reclamation == .lifoOnly, seed: options.seed, byteCount)
      report.stepCount += filling.walk.stepCount
      if violation == nil {
        violation = filling.walk.finish()
        if violation == nil { return }
      }
      guard let violation else { return }
      _ = filling.walk.abandoned(violation)
      // One that was seen only because of how much fitted in before is not seen by replaying the steps.
      if violation.script.isEmpty, violation.law != 16 {
        shrink(filling.script, violation)
      } else {
        report.violations.append(violation)
      }
    } catch {
      report.violations.append(couldNotBeMade(error))
    }
  }

  /// A walk that decides its steps by what it is given.
  private struct FillingWalk {
    var walk: Walk
    let canReset: Bool
    let limit: Int
    var script: [Step] = []
    private var nextID = 0
    private var live: [Int] = []

    init(walk: Walk, canReset: Bool, limit: Int) {
      self.walk = walk
      self.canReset = canReset
      self.limit = limit
    }

    mutating func perform(_ isStack: Bool, seed: UInt64, _ byteCount: (Int) -> Int) -> Violation? {
      var random = RandomSource(seed: seed)
      var first: Int?
      for order in isStack ? [.newestFirst, .newestFirst] : Order.allCases + [.shuffled]
      where walk.work.byteCount < Walk.byteLimit {
        if let violation = fill(byteCount) ?? walk.shadow.firstChanged() { return violation }
        if let first, live.count < first {
          return Violation(
            law: 16,
            "\(first) blocks of \(byteCount(0)) bytes fitted in at first, and only \(live.count) after all had "
              + "been freed")
        }
        first = first ?? live.count
        // Half of them go and come again, so that the last free place is reached from a list that was mixed up.
        let half = order.numbers(live.count, &random).prefix(live.count / 2)
        if let violation = free(Array(half)) ?? fill(byteCount) ?? walk.shadow.firstChanged() { return violation }
        if let violation = free(order.numbers(live.count, &random)) { return violation }
        // A reset finds some blocks live and some free.
        if canReset {
          if let violation = fill(byteCount) { return violation }
          let third = order.numbers(live.count, &random).prefix(live.count / 3)
          if let violation = free(Array(third)) ?? step(.reset) { return violation }
          live.removeAll()
        }
      }
      return nil
    }

    /// Asks for blocks until one is refused, or there are enough.
    private mutating func fill(_ byteCount: (Int) -> Int) -> Violation? {
      while live.count < limit {
        let id = nextID
        nextID += 1
        if let violation = step(.allocate(id, byteCount: byteCount(id), alignment: 1)) { return violation }
        if walk.wasRefused { return nil }
        live.append(id)
      }
      return nil
    }

    /// Frees blocks by their places among those that are live.
    private mutating func free(_ places: [Int]) -> Violation? {
      for place in places {
        if let violation = step(.deallocate(live[place])) { return violation }
        live[place] = -1
      }
      live.removeAll { $0 < 0 }
      return nil
    }

    private mutating func step(_ step: Step) -> Violation? {
      script.append(step)
      if script.count & 255 == 1 { walk.watch?.begin(step, at: 0, of: [step]) }
      return walk.perform(step)
    }
  }
}

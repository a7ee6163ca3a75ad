// What shows only after thousands of operations on one and the same allocator.
extension Inspection {
  /// One fresh allocator lives through tens of thousands of cheap operations.
  mutating func checkLongLife() {
    guard traits.reclamation != .never, options.longLifeCount > 0 else { return }
    let memory = TestMemory()
    do throws(MakingFailure) {
      var life = LongLife(try make(memory), traits, memory, seed: options.seed)
      life.watch = watch
      if let violation = life.run(options.longLifeCount) {
        abandon(memory.state)
        if let subject = life.subject { abandon(subject) }
        report.violations.append(violation)
      }
      report.stepCount += life.operationCount
    } catch {
      report.violations.append(couldNotBeMade(error))
    }
  }
}

/// A long life of one allocator: not every byte is looked at, as in walks, only the first and the last ones.
struct LongLife {
  private(set) var subject: Subject?
  private let traits: Traits
  private let memory: TestMemory
  private var random: RandomSource
  private var live: [Tagged] = []
  private(set) var operationCount = 0
  var watch: Watch?

  /// How often one operation may ask the parent; what asks more walks what lived before.
  private static let greatestRequestCount = 64

  /// A block with a number of its own at both ends.
  @safe
  private struct Tagged {
    @unsafe var block: Block
    var pattern: Pattern
    private var count: Int { unsafe min(16, block.byteCount) }

    func write() {
      unsafe pattern.write(to: block.address, byteCount: count)
      unsafe pattern.write(to: block.endAddress - count, byteCount: count)
    }
    var isWhole: Bool {
      // The end was written last, over the start of a short block.
      unsafe pattern.firstMismatch(in: block.endAddress - count, byteCount: count) == nil
        && (block.byteCount < 32 || pattern.firstMismatch(in: block.address, byteCount: count) == nil)
    }
    /// Whether the first bytes are as they were; the last ones may be gone after a change of size.
    var startIsWhole: Bool {
      unsafe block.byteCount < 32 || pattern.firstMismatch(in: block.address, byteCount: count) == nil
    }
  }

  init(_ subject: Subject, _ traits: Traits, _ memory: TestMemory, seed: UInt64) {
    self.subject = subject
    self.traits = traits
    self.memory = memory
    random = RandomSource(seed: seed)
  }

  private var largest: Int { traits.typicalByteCount }
  private var isStack: Bool { traits.reclamation != .inAnyOrder }

  /// Lives through about `count` operations, and is destroyed.
  mutating func run(_ count: Int) -> Violation? {
    for byteCount in [64, 1000, 24] {
      if let violation = again(and: count / 6, min(byteCount, largest)) { return violation }
    }
    if let violation = mix(count / 4) ?? freeAll() ?? crowd(count / 4) ?? freeAll() { return violation }
    subject = nil
    memory.state.checkAll()
    if let misuse = memory.misuse { return Violation(law: 18, after(misuse)) }
    if memory.liveBlockCount > 0 {
      return Violation(
        law: 17,
        after(
          "all blocks were freed and the allocator is gone, but \(memory.liveBlockCount) blocks of "
            + "\(memory.liveByteCount) bytes never came back to the parent"))
    }
    return nil
  }

  private func after(_ message: String) -> String { "after \(operationCount) operations: " + message }

  /// One block after the other, each freed before the next: what was granted once is granted for ever.
  private mutating func again(and count: Int, _ byteCount: Int) -> Violation? {
    var early: Int?
    for round in 0..<count / 2 {
      var violation: Violation?
      guard allocate(byteCount, 1, &violation) else {
        if let violation { return violation }
        if round == 0, traits.bound != nil { return nil }
        return Violation(law: 16, after("\(byteCount) bytes were refused, although nothing is live"))
      }
      if let violation = free(0) { return violation }
      if round == count / 8 { early = memory.liveBlockCount }
    }
    if let early, memory.liveBlockCount > 2 * early + 2 {
      return Violation(
        law: 16,
        after(
          "one block of \(byteCount) bytes at a time took ever more from the parent: \(early) of its blocks, and then "
            + "\(memory.liveBlockCount)"))
    }
    return nil
  }

  /// Some dozens of blocks of all sizes come, change, and go.
  private mutating func mix(_ count: Int) -> Violation? {
    for _ in 0..<count {
      if live.isEmpty || (live.count < 48 && random.chance(55)) {
        var violation: Violation?
        let byteCount = random.number(below: random.chance(10) ? largest + 1 : min(largest, 200) + 1)
        let alignment = min(1 << random.number(below: 5), traits.maximumAlignment(for: byteCount) ?? 16)
        if !allocate(byteCount, alignment, &violation) {
          if let violation = violation ?? freeAll() { return violation }
        }
      } else {
        let index = isStack ? live.count - 1 : random.number(below: live.count)
        if let violation = random.chance(40) ? change(index) : free(index) { return violation }
      }
    }
    return nil
  }

  /// Hundreds of blocks are live, again and again.
  private mutating func crowd(_ count: Int) -> Violation? {
    let end = operationCount + count
    while operationCount < end {
      var violation: Violation?
      while live.count < 600, allocate(random.number(below: min(largest, 300) + 1), 1, &violation) {}
      if let violation { return violation }
      if live.isEmpty { return nil }
      for _ in 0..<500 where !live.isEmpty {
        if let violation = free(isStack ? live.count - 1 : random.number(below: live.count)) { return violation }
      }
    }
    return nil
  }

  private mutating func freeAll() -> Violation? {
    while !live.isEmpty { if let violation = free(live.count - 1) { return violation } }
    return nil
  }

  // One operation each

  private mutating func begin() {
    operationCount += 1
    if operationCount & 255 == 1 { watch?.begin("living through a long time") }
  }

  private mutating func allocate(_ byteCount: Int, _ alignment: Int, _ violation: inout Violation?) -> Bool {
    guard let subject else { return false }
    begin()
    let requestCount = memory.requestCount
    guard let block = unsafe subject.allocate(byteCount: byteCount, alignment: alignment) else {
      if traits.bound == nil {
        violation = Violation(
          law: 16, after("\(byteCount) bytes were refused with \(live.count) blocks live, but no bound is declared"))
      }
      return false
    }
    violation = busy(since: requestCount)
    if unsafe block.byteCount != byteCount || block.alignment != alignment {
      violation = unsafe Violation(law: 1, after("a request of \(byteCount) bytes was answered by \(block)"))
    } else if unsafe UInt(bitPattern: block.address) & UInt(alignment - 1) != 0 {
      violation = unsafe Violation(law: 2, after("the address is not divisible by the alignment: \(block)"))
    }
    if violation != nil { return false }
    let tagged = unsafe Tagged(block: block, pattern: Pattern(key: random.next()))
    tagged.write()
    live.append(tagged)
    return true
  }

  private mutating func free(_ index: Int) -> Violation? {
    guard let subject else { return nil }
    begin()
    let tagged = live[index]
    if isStack { live.removeLast() } else { live.swapAt(index, live.count - 1); live.removeLast() }
    if let violation = check(tagged) { return violation }
    let requestCount = memory.requestCount
    unsafe subject.deallocate(tagged.block)
    if let misuse = memory.misuse { return Violation(law: 18, after(misuse)) }
    return busy(since: requestCount)
  }

  private mutating func change(_ index: Int) -> Violation? {
    guard let subject else { return nil }
    begin()
    if let violation = check(live[index]) { return violation }
    var tagged = live[index]
    let byteCount = random.number(below: min(largest, 600) + 1)
    let requestCount = memory.requestCount
    let moves = random.chance(70)
    let changed =
      moves
      ? unsafe subject.reallocate(&tagged.block, byteCount: byteCount)
      : unsafe subject.resize(&tagged.block, byteCount: byteCount)
    if let violation = busy(since: requestCount) { return violation }
    if changed {
      if unsafe tagged.block.byteCount != byteCount {
        return unsafe Violation(law: 1, after("a change to \(byteCount) bytes ended in \(tagged.block)"))
      }
      if unsafe live[index].block.byteCount >= 32, byteCount >= 32, !tagged.startIsWhole {
        return unsafe Violation(law: 10, after("the first bytes of what is now \(tagged.block) were lost"))
      }
      tagged.write()
      live[index] = tagged
    } else if moves, traits.bound == nil,
      unsafe !traits.refuses(byteCount: byteCount, alignment: tagged.block.alignment)
    {
      return unsafe Violation(
        law: 16, after("\(tagged.block) was refused \(byteCount) bytes, but no bound is declared"))
    }
    return check(live[index])
  }

  private func check(_ tagged: Tagged) -> Violation? {
    tagged.isWhole
      ? nil : unsafe Violation(law: 4, after("the first or last bytes of \(tagged.block) were changed"))
  }

  /// Law 26, as far as the parent sees it.
  private func busy(since requestCount: Int) -> Violation? {
    let count = memory.requestCount - requestCount
    return count <= Self.greatestRequestCount
      ? nil : Violation(law: 26, after("one operation made \(count) requests of its parent"))
  }
}

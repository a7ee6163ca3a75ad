#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  /// Threads that change and free each other's blocks; who has which block is known at every moment.
  final class TradingThreads: Burst {
    /// A block, what must be in it, and whether a thread is at work on it.
    private struct Good {
      var entry: ShadowBlock
      var isInHand: Bool
    }

    private let seed: UInt64
    // What follows is reached under the mutex.
    private var goods: [Good] = []
    private var nextID = 0

    private static let roundCount = 120
    private static let goodCount = 24

    static func run(_ subject: Subject, _ traits: Traits, seed: UInt64) -> String? {
      let burst = TradingThreads(subject, traits, seed: seed)
      if let problem = burst.run(threadCount: 4) { return problem }
      var random = RandomSource(seed: seed)
      while burst.problem == nil, burst.trade(&random, isLast: true) {}
      return burst.problem
    }

    private init(_ subject: Subject, _ traits: Traits, seed: UInt64) {
      self.seed = seed
      super.init(subject, traits)
    }

    override func work(_ number: Int) {
      var random = RandomSource(seed: seed &+ UInt64(number))
      for _ in 0..<Self.roundCount where problem == nil {
        let byteCount = random.number(below: byteLimit + 1)
        guard let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) else {
          reportRefusal(byteCount)
          _ = trade(&random, isLast: false)
          continue
        }
        if random.chance(20) { RunningThread.yield() }
        let pattern = Pattern(key: random.next())
        if unsafe !admit(block, pattern) { return }
        unsafe pattern.write(to: block.address, byteCount: byteCount)
        if unsafe setAside(block) > Self.goodCount { _ = trade(&random, isLast: false) }
      }
    }

    /// Takes a new block on, in the hands of this thread, unless somebody has a part of it.
    private func admit(_ block: Block, _ pattern: Pattern) -> Bool {
      mutex.lock()
      let start = unsafe UInt(bitPattern: block.address)
      let end = unsafe start + UInt(block.byteCount)
      let other = goods.first { $0.entry.start < end && start < $0.entry.end }
      nextID += 1
      unsafe goods.append(Good(entry: ShadowBlock(id: nextID, block: block, pattern: pattern), isInHand: true))
      mutex.unlock()
      guard let other else { return true }
      unsafe report("one thread was given \(block), while another one has \(other.entry.block)")
      return false
    }

    /// This thread is done with a block; how many there are.
    private func setAside(_ block: Block) -> Int {
      mutex.withLock {
        if let index = goods.firstIndex(where: { unsafe $0.entry.block == block && $0.isInHand }) {
          goods[index].isInHand = false
        }
        return goods.count
      }
    }

    /// Changes or frees a block that any thread allocated; false when there is none.
    private func trade(_ random: inout RandomSource, isLast: Bool) -> Bool {
      let choice = random.next()
      let taken = mutex.withLock { () -> ShadowBlock? in
        guard !goods.isEmpty else { return nil }
        for offset in goods.indices {
          let index = Int((choice &+ UInt64(offset)) % UInt64(goods.count))
          if goods[index].isInHand { continue }
          goods[index].isInHand = true
          return goods[index].entry
        }
        return nil
      }
      guard let entry = taken else { return false }
      if unsafe entry.pattern.firstMismatch(in: entry.block.address, byteCount: entry.block.byteCount) != nil {
        unsafe report("a block that one thread wrote, \(entry.block), was changed before another one took it")
        return false
      }
      if isLast || random.chance(60) {
        forget(entry)
        if random.chance(20) { RunningThread.yield() }
        unsafe subject.deallocate(entry.block)
      } else {
        change(entry, &random)
      }
      return true
    }

    private func change(_ entry: ShadowBlock, _ random: inout RandomSource) {
      var block = unsafe entry.block
      let byteCount = random.number(below: byteLimit + 1)
      let moves = random.chance(60)
      // While it is changed nobody has it: its old place may be somebody else's before the call returns.
      forget(entry)
      let changed =
        moves
        ? unsafe subject.reallocate(&block, byteCount: byteCount)
        : unsafe subject.resize(&block, byteCount: byteCount)
      if random.chance(20) { RunningThread.yield() }
      let kept = unsafe min(entry.block.byteCount, block.byteCount)
      if unsafe changed != (block.byteCount == byteCount) && byteCount != entry.block.byteCount {
        return unsafe report("a change of \(entry.block) to \(byteCount) bytes ended in \(block)")
      }
      if unsafe entry.pattern.firstMismatch(in: block.address, byteCount: kept, of: entry.block.byteCount) != nil {
        return unsafe report("the contents of \(entry.block) differ in what is now \(block)")
      }
      if !changed, moves, byteCount > 0 { reportRefusal(byteCount) }
      guard unsafe admit(block, entry.pattern) else { return }
      unsafe entry.pattern.write(to: block.address, byteCount: block.byteCount)
      _ = unsafe setAside(block)
    }

    private func forget(_ entry: ShadowBlock) { mutex.withLock { goods.removeAll { $0.entry.id == entry.id } } }
  }
#endif

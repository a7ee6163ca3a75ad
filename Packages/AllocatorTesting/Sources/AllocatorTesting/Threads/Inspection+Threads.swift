extension Inspection {
  /// Law 24: several threads allocate, resize, reallocate, and free each other's blocks.
  ///
  /// Many short bursts on fresh threads, since most accidents happen when threads begin together. Half of them trade
  /// blocks, with every byte looked at and every owner known; the other half allocate and free as fast as they can,
  /// without a lock between them that would order what the allocator leaves unordered.
  mutating func checkThreads() {
    #if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
      guard traits.isThreadSafe else { return }
      let (seed, traits) = (options.seed, traits)
      withFresh { inspection, subject, memory in
        #if os(Linux)
          let turnstile = Turnstile()
          if !traits.sharesParent { memory.state.turnstile = turnstile }
          defer { memory.state.turnstile = nil }
        #endif
        for burst in 0..<12 {
          inspection.watch?.begin("using the allocator from several threads")
          let seed = seed &+ UInt64(burst) &* 1000
          let problem =
            burst % 2 == 0
            ? TradingThreads.run(subject, traits, seed: seed)
            : HammeringThreads.run(subject, traits, seed: seed, threadCount: burst % 4 == 1 ? 2 : 4)
          if let problem { return inspection.breakLaw(24, problem) }
          #if os(Linux)
            if turnstile.wasPassedAtOnce {
              return inspection.breakLaw(24, "two threads used the allocator's parent, which has no lock, at once")
            }
          #endif
        }
        memory.state.checkAll()
        if let misuse = memory.misuse { inspection.breakLaw(24, "after use by several threads: " + misuse) }
      }
    #endif
  }
}

#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  /// What threads of one burst share, and what they found.
  class Burst: ThreadBody {
    let subject: Subject
    let traits: Traits
    let mutex = ThreadMutex()
    private var threadCount = 0
    private var foundProblem: String?

    init(_ subject: Subject, _ traits: Traits) {
      self.subject = subject
      self.traits = traits
    }

    /// Runs `threadCount` threads, which begin together, and waits for them; what they found.
    func run(threadCount: Int) -> String? {
      var threads: [RunningThread] = []
      mutex.lock()
      for _ in 0..<threadCount { threads.append(RunningThread(self)) }
      mutex.unlock()
      for thread in threads { thread.join() }
      return foundProblem
    }

    override final func run() {
      let number = mutex.withLock {
        threadCount += 1
        return threadCount
      }
      work(number)
    }

    /// What each thread does; they are numbered from one.
    func work(_ number: Int) {}

    var problem: String? { mutex.withLock { foundProblem } }

    func report(_ message: String) { mutex.withLock { if foundProblem == nil { foundProblem = message } } }

    /// Reports a refusal that has no excuse.
    func reportRefusal(_ byteCount: Int) {
      if traits.bound == nil { report("a request of \(byteCount) bytes was refused, though no bound is declared") }
    }

    var byteLimit: Int { min(traits.typicalByteCount, 512) }
  }
#endif

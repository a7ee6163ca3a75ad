#if !hasFeature(Embedded)
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif
#endif

extension Inspection {
  /// Law 24: several threads allocate, and free each other's blocks, each of which must hold what was written to it.
  mutating func checkThreads() {
    #if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
      guard traits.isThreadSafe else { return }
      let seed = options.seed
      let typical = traits.typicalByteCount
      let isBounded = traits.bound != nil
      withFresh { inspection, subject, memory in
        let exchange = Exchange(subject, byteCount: min(typical, 512), isBounded: isBounded, seed: seed)
        #if os(Linux)
          let turnstile = Turnstile()
          memory.state.turnstile = turnstile
          defer { memory.state.turnstile = nil }
        #endif
        Exchange.run(exchange, threadCount: 4)
        #if os(Linux)
          if turnstile.wasPassedAtOnce {
            return inspection.breakLaw(24, "two threads used the allocator's parent, which has no lock, at once")
          }
        #endif
        if let problem = exchange.problem { return inspection.breakLaw(24, problem) }
        memory.state.checkAll()
        if let misuse = memory.misuse { inspection.breakLaw(24, "after use by several threads: " + misuse) }
      }
    #endif
  }
}

#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  /// Where threads put the blocks that they allocated, and take those that they free.
  @safe
  private final class Exchange {
    private let subject: Subject
    private let byteCount: Int
    private let isBounded: Bool
    private let seed: UInt64
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    // What follows is reached under the mutex.
    private var held: [(block: Block, pattern: Pattern)] = unsafe []
    private var threadNumber: UInt64 = 0
    private(set) var problem: String?

    private static let roundCount = 600
    private static let heldCount = 24

    init(_ subject: Subject, byteCount: Int, isBounded: Bool, seed: UInt64) {
      self.subject = subject
      self.byteCount = byteCount
      self.isBounded = isBounded
      self.seed = seed
      unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe mutex.deallocate()
    }

    /// Runs so many threads on it, waits for them, and frees what is left.
    static func run(_ exchange: Exchange, threadCount: Int) {
      var threads: [pthread_t] = []
      unsafe pthread_mutex_lock(exchange.mutex)  // so that all of them begin together
      for _ in 0..<threadCount {
        #if canImport(Darwin)
          var thread: pthread_t?
        #else
          var thread = pthread_t()
        #endif
        let context = unsafe Unmanaged.passRetained(exchange).toOpaque()
        let code = unsafe pthread_create(
          &thread, nil,
          { context in
            #if canImport(Darwin)
              let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeRetainedValue()
            #else
              let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context.unsafelyUnwrapped).takeRetainedValue()
            #endif
            exchange.work()
            return nil
          }, context)
        precondition(code == 0, "a thread could not be started")
        #if canImport(Darwin)
          unsafe threads.append(thread.unsafelyUnwrapped)
        #else
          threads.append(thread)
        #endif
      }
      unsafe pthread_mutex_unlock(exchange.mutex)
      for thread in threads { pthread_join(thread, nil) }
      while exchange.problem == nil, exchange.takeOne() {}
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
      unsafe pthread_mutex_lock(mutex)
      defer { unsafe pthread_mutex_unlock(mutex) }
      return body()
    }

    private func work() {
      let number = locked {
        threadNumber += 1
        return threadNumber
      }
      var random = RandomSource(seed: seed &+ number)
      for _ in 0..<Self.roundCount {
        if locked({ problem != nil }) { return }
        let byteCount = random.number(below: byteCount + 1)
        guard let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) else {
          if !isBounded { return report("a request of \(byteCount) bytes was refused, though no bound is declared") }
          _ = takeOne()
          continue
        }
        let pattern = Pattern(key: random.next())
        unsafe pattern.write(to: block.address, byteCount: byteCount)
        let count = locked {
          unsafe held.append((block, pattern))
          return unsafe held.count
        }
        if count > Self.heldCount { _ = takeOne() }
      }
    }

    /// Frees a block that any thread allocated, the oldest or the newest one; false when there is none.
    private func takeOne() -> Bool {
      let taken = unsafe locked {
        unsafe held.count % 2 == 0 ? held.popLast() : held.isEmpty ? nil : held.removeFirst()
      }
      guard let (block, pattern) = unsafe taken else { return false }
      if unsafe pattern.firstMismatch(in: block.address, byteCount: block.byteCount) != nil {
        unsafe report("a block that one thread wrote, \(block), was changed before another one freed it")
        return false
      }
      unsafe subject.deallocate(block)
      return true
    }

    private func report(_ message: String) { locked { if problem == nil { problem = message } } }
  }
#endif

#if !hasFeature(Embedded)
  import Synchronization

  /// What an ``ArenaPool`` knows of its arenas.
  struct ArenaPoolState<Parent: Allocator & Sendable>: ~Copyable {
    /// The arenas that can be leased, the one that was used last at the end.
    private var idle: [ArenaHome<Parent>] = []
    /// The arenas that wait for their turn while the pool is being reset.
    private var used: [ArenaHome<Parent>] = []
    private(set) var leasedCount = 0
    /// The position of the idle arena that was passed by last.
    private var passedBy = 0
    var isBeingReset = false

    var arenaCount: Int { idle.count + used.count + leasedCount }

    mutating func beginReset() {
      isBeingReset = true
      used = idle
      idle = []
    }

    /// An arena in which nothing is kept that a reset has yet to end, or one that is in use for the first time.
    mutating func takeIdle() -> ArenaHome<Parent>? {
      guard let home = idle.popLast() else { return nil }
      leasedCount += 1
      return home
    }

    /// An arena that is to be reset before it is leased or put back.
    mutating func takeUsed() -> ArenaHome<Parent>? {
      guard let home = used.popLast() else { return nil }
      leasedCount += 1
      return home
    }

    mutating func addLeased() { leasedCount += 1 }

    mutating func putBack(_ home: ArenaHome<Parent>) {
      leasedCount -= 1
      idle.append(home)
    }

    /// Puts an arena back after a lease, and passes by one that was idle meanwhile: it keeps less, and is not kept at all
    /// when that has happened often and nothing is kept in it.
    ///
    /// - Returns: The arena that is not kept.
    /// - Complexity: O(1), and the parent's cost for each chunk that returns to it.
    mutating func endLease(of home: ArenaHome<Parent>) -> ArenaHome<Parent>? {
      home.idleRoundCount = 0
      putBack(home)
      guard idle.count > 1 else { return nil }
      passedBy = passedBy + 1 < idle.count - 1 ? passedBy + 1 : 0
      let other = idle[passedBy]
      unsafe other.arena.state.decay()
      other.idleRoundCount += 1
      guard other.idleRoundCount >= 16, other.arena.allocatedByteCount == 0 else { return nil }
      return idle.remove(at: passedBy)
    }

    /// Returns spare chunks, and lets go of the arenas in which nothing is kept.
    mutating func releaseUnused() -> Int {
      var byteCount = 0
      idle = idle.filter { home in
        byteCount += home.arena.releaseUnused()
        guard home.arena.allocatedByteCount == 0 else { return true }
        byteCount += home.arena.capacity + ScopedAllocator<Parent>.headerByteCount
        return false
      }
      return byteCount
    }
  }

  /// Keeps one arena; whoever leases it is alone with it, which is why sending it is safe.
  final class ArenaHome<Parent: Allocator & Sendable>: @unchecked Sendable {
    var arena: ScopedAllocator<Parent>
    /// How often it was passed by since it was leased; guarded by the pool's lock.
    var idleRoundCount = 0

    init(_ arena: consuming ScopedAllocator<Parent>) { self.arena = arena }
    // What is kept in it lives until here, which the arena cannot tell from its blocks.
    deinit { unsafe arena.unsafelyReset() }

    @_lifetime(borrow self)
    func lease(_ usage: PoolUsage) -> ArenaLease {
      unsafe _overrideLifetime(ArenaLease(state: arena.state, usage: usage, home: self), borrowing: self)
    }
  }

  /// A mutex that ThreadSanitizer sees: `Mutex` is in a library that is not instrumented, so that its order has to be
  /// known by an atomic variable.
  struct VisibleMutex<Value: ~Copyable>: ~Copyable, Sendable {
    private let mutex: Mutex<Value>
    private let order = Atomic(0)

    init(_ value: consuming sending Value) { mutex = Mutex(value) }

    func withLock<Result: ~Copyable>(_ body: (inout sending Value) -> sending Result) -> sending Result {
      mutex.withLock { value in
        _ = order.load(ordering: .acquiring)
        let result = body(&value)
        order.store(1, ordering: .releasing)
        return result
      }
    }
  }
#endif

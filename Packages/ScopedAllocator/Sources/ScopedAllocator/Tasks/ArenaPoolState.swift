#if !hasFeature(Embedded)
  import Synchronization

  /// What an ``ArenaPool`` knows of its arenas. Neither it nor a home is generic, so that a lease is compiled for what it
  /// is: a generic one asks the runtime for metadata at each lock.
  struct ArenaPoolState: ~Copyable {
    /// The arenas that can be leased, the one that was used last at the end.
    private var idle: [ArenaHome] = []
    /// The arenas that wait for their turn while the pool is being reset.
    private var used: [ArenaHome] = []
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
    mutating func takeIdle() -> ArenaHome? {
      guard let home = idle.popLast() else { return nil }
      leasedCount += 1
      return home
    }

    /// An arena that is to be reset before it is leased or put back.
    mutating func takeUsed() -> ArenaHome? {
      guard let home = used.popLast() else { return nil }
      leasedCount += 1
      return home
    }

    mutating func addLeased() { leasedCount += 1 }

    mutating func putBack(_ home: ArenaHome) {
      leasedCount -= 1
      idle.append(home)
    }

    /// Puts an arena back after a lease, and passes by one that was idle meanwhile: it keeps less, and is not kept at all
    /// when that has happened often and nothing is kept in it.
    ///
    /// - Returns: The arena that is not kept.
    /// - Complexity: O(1), and the parent's cost for each chunk that returns to it.
    mutating func endLease(of home: ArenaHome) -> ArenaHome? {
      home.idleRoundCount = 0
      putBack(home)
      guard idle.count > 1 else { return nil }
      passedBy = passedBy + 1 < idle.count - 1 ? passedBy + 1 : 0
      let other = idle[passedBy]
      unsafe other.state.decay()
      other.idleRoundCount += 1
      guard other.idleRoundCount >= 16, other.allocatedByteCount == 0 else { return nil }
      // The one that was used last but one takes its place, so that no other moves.
      idle.swapAt(passedBy, idle.count - 2)
      return idle.remove(at: idle.count - 2)
    }

    /// Returns spare chunks, and lets go of the arenas in which nothing is kept.
    mutating func releaseUnused() -> Int {
      var byteCount = 0
      idle = idle.filter { home in
        unsafe byteCount += home.state.releaseUnused()
        guard home.allocatedByteCount == 0 else { return true }
        unsafe byteCount += home.state.capacity + home.headerByteCount
        return false
      }
      return byteCount
    }
  }

  /// Keeps one arena; whoever leases it is alone with it, which is why sending it is safe.
  @safe
  class ArenaHome: @unchecked Sendable {
    let state: UnsafeMutablePointer<ArenaState>
    let headerByteCount: Int
    /// How often it was passed by since it was leased; guarded by the pool's lock.
    final var idleRoundCount = 0

    init(state: UnsafeMutablePointer<ArenaState>, headerByteCount: Int) {
      unsafe self.state = unsafe state
      self.headerByteCount = headerByteCount
    }

    final var allocatedByteCount: Int { unsafe state.allocatedByteCount(before: state.pointee.cursor) }

    /// Ends everything in the arena.
    func reset() { _stop("an arena's home without an arena was reset") }

    @_lifetime(borrow self)
    final func lease(_ usage: PoolUsage) -> ArenaLease {
      unsafe _overrideLifetime(ArenaLease(state: state, usage: usage, home: self), borrowing: self)
    }
  }

  /// The home that owns its arena.
  final class ArenaOwner<Parent: Allocator & Sendable>: ArenaHome, @unchecked Sendable {
    private var arena: ScopedAllocator<Parent>

    init(_ arena: consuming ScopedAllocator<Parent>) {
      let state = unsafe arena.state
      self.arena = arena
      unsafe super.init(state: state, headerByteCount: ScopedAllocator<Parent>.headerByteCount)
    }
    // What is kept in it lives until here, which the arena cannot tell from its blocks.
    deinit { unsafe arena.unsafelyReset() }

    override func reset() { unsafe arena.unsafelyReset() }
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

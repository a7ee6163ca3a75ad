#if !hasFeature(Embedded)
  import Synchronization

  /// What an ``ArenaPool`` knows of its arenas.
  struct ArenaPoolState<Parent: Allocator & Sendable>: ~Copyable {
    /// The arenas that can be leased, the one that was used last at the end.
    private var idle: [ArenaHome<Parent>] = []
    /// The arenas that wait for their turn while the pool is being reset.
    private var used: [ArenaHome<Parent>] = []
    private(set) var leasedCount = 0
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

    init(_ arena: consuming ScopedAllocator<Parent>) { self.arena = arena }

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

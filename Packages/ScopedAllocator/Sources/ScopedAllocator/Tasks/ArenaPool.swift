#if !hasFeature(Embedded)
  import Synchronization

  /// Arenas for tasks that work side by side.
  ///
  /// Each task leases an arena, allocates in it without a lock, and returns it when it is done; the next task goes
  /// on with it. What a task keeps stays readable, by any task, until the pool is reset or nobody holds it any more.
  ///
  /// ```swift
  /// let arenas = ArenaPool(byteCount: 64 * 1024)
  /// let totals = try await withThrowingTaskGroup(of: KeptValue<Total>.self) { group in
  ///   for part in parts {
  ///     group.addTask {
  ///       try arenas.withArena { lease in
  ///         var total = Total()
  ///         do {
  ///           let scratch = lease.scope()
  ///           total.add(part, in: scratch)
  ///         }
  ///         return try lease.keep(total)
  ///       }
  ///     }
  ///   }
  ///   return try await group.reduce(into: []) { $0.append($1) }
  /// }
  /// ```
  ///
  /// **Costs.** A lock for a lease, none for an allocation; as many arenas as tasks worked at once lately. What is kept is
  /// bounded by recent use: at the end of each lease, its arena and one that is idle count what they have in use as what
  /// they used lately, as an arena does at a reset, and what they used before a sixteenth less; an idle arena that was
  /// passed by sixteen times, and in which nothing is kept, is destroyed. **Passes on** to its parent what the arenas ask
  /// for; the parent must be thread-safe. **Refuses** like the arena it leases.
  ///
  /// Properties are O(1); every other operation says what it costs.
  public final class ArenaPool<Parent: Allocator & Sendable>: Sendable {
    private let state = VisibleMutex(ArenaPoolState())
    private let byteCount: Int
    private let growth: GrowthPolicy
    private let byteLimit: Int
    private let parent: Parent
    private let usage = PoolUsage()

    /// An empty pool of arenas that are alike.
    ///
    /// - Parameters:
    ///   - byteCount: The usable bytes of the first chunk of an arena.
    ///   - growth: How much an arena asks the parent for when its memory is used up.
    ///   - byteLimit: The most bytes that an arena has allocated at any time.
    ///   - parent: Where the chunks come from.
    /// - Complexity: O(1); arenas are made when they are leased.
    public init(byteCount: Int, growth: GrowthPolicy = .doubling, byteLimit: Int = .max, parent: Parent) {
      if byteCount < 0 || byteLimit < 0 { _stop("the size or the limit of an arena is negative") }
      self.byteCount = byteCount
      self.growth = growth
      self.byteLimit = byteLimit
      self.parent = parent
    }

    /// The number of arenas, leased or not.
    public var arenaCount: Int { state.withLock { $0.arenaCount } }

    /// Leases an arena for the duration of a call.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: `AllocationError.outOfMemory` when there is no memory for another arena, or what `body` throws.
    /// - Complexity: O(1), and what `body` takes; an allocation of the parent when no arena is free.
    public func withArena<Result>(_ body: (inout ArenaLease) throws -> Result) throws -> Result {
      let home = try lease()
      defer { giveBack(home) }
      var lease = home.lease(usage)
      return try body(&lease)
    }

    /// Leases an arena for the duration of an asynchronous call.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: `AllocationError.outOfMemory` when there is no memory for another arena, or what `body` throws.
    /// - Complexity: O(1), and what `body` takes; an allocation of the parent when no arena is free.
    public func withArena<Result>(
      isolation: isolated (any Actor)? = #isolation, _ body: (inout ArenaLease) async throws -> Result
    ) async throws -> Result {
      let home = try lease()
      defer { giveBack(home) }
      var lease = home.lease(usage)
      return try await body(&lease)
    }

    /// Ends everything that was kept, and makes all memory free for reuse.
    ///
    /// Destructors of kept values may lease an arena, and keep values in it, which this reset does not end. They must
    /// not read values that were kept before it.
    ///
    /// It stops the program when an arena is leased, when a kept value is being read, and when the pool is being reset
    /// already, by another thread or by the reset that runs the destructor that called. What was kept before can be
    /// held on to, but reading it stops the program.
    ///
    /// - Complexity: O(arenas, chunks, and values to destroy).
    public func reset() {
      state.withLock { state in
        if state.isBeingReset { _stop("an ArenaPool was reset while it was being reset") }
        let count = state.leasedCount
        if count > 0 {
          _stop("an ArenaPool was reset while \(count) of its arenas \(count == 1 ? "is" : "are") leased")
        }
        usage.beginReset()
        state.beginReset()
      }
      while let home = state.withLock({ $0.takeUsed() }) {
        // Without the lock, since destructors may lease an arena themselves.
        home.reset()
        state.withLock { $0.putBack(home) }
      }
      state.withLock { $0.isBeingReset = false }
    }

    /// Returns memory in which nothing is kept to the parent: spare chunks of the arenas that are not leased, and whole
    /// arenas of these.
    ///
    /// - Returns: The number of bytes returned.
    /// - Complexity: O(arenas), and their parent's cost for each chunk. The pool is locked meanwhile.
    @discardableResult
    public func releaseUnused() -> Int { state.withLock { $0.releaseUnused() } }

    #if DEBUG || HARDENED
      deinit { usage.expectNoCycle() }
    #endif

    private func lease() throws(AllocationError) -> ArenaHome {
      if let home = state.withLock({ $0.takeIdle() }) { return home }
      // While the pool is being reset, an arena that has not had its turn yet has it now.
      if let home = state.withLock({ $0.takeUsed() }) {
        home.reset()
        return home
      }
      let home = ArenaOwner(
        try ScopedAllocator(byteCount: byteCount, growth: growth, byteLimit: byteLimit, parent: parent))
      state.withLock { $0.addLeased() }
      return home
    }

    private func giveBack(_ home: ArenaHome) {
      unsafe home.state.expectNoOpenScope(event: "returned to its pool")
      unsafe home.state.decay()
      // An arena that is not needed any more is destroyed here, without the lock.
      _ = state.withLock { $0.endLease(of: home) }
    }
  }

  extension ArenaPool where Parent == SystemAllocator {
    /// An empty pool with memory from the system.
    ///
    /// - Complexity: O(1); arenas are made when they are leased.
    public convenience init(byteCount: Int, growth: GrowthPolicy = .doubling, byteLimit: Int = .max) {
      self.init(byteCount: byteCount, growth: growth, byteLimit: byteLimit, parent: SystemAllocator())
    }
  }

  /// Whether what was kept may be read still.
  @safe
  final class PoolUsage: Sendable {
    private let resets = Atomic(0)
    private let readers = Atomic(0)

    #if DEBUG || HARDENED
      /// How many values were kept that keep their own arena alive.
      private let cycles = Atomic(0)

      /// Notes a value that holds `home`, the keeper of the arena that it is in.
      func didKeep(_ value: UnsafeRawBufferPointer, in home: AnyObject) {
        let address = unsafe UInt(bitPattern: Unmanaged.passUnretained(home).toOpaque())
        for offset in stride(from: 0, through: value.count - MemoryLayout<UInt>.size, by: MemoryLayout<UInt>.size) {
          if unsafe value.load(fromByteOffset: offset, as: UInt.self) == address { cycles.add(1, ordering: .relaxed) }
        }
      }

      /// Stops the program when nobody will ever free an arena.
      func expectNoCycle() {
        guard cycles.load(ordering: .relaxed) > 0 else { return }
        _stop("an ArenaPool was destroyed while a value kept in it keeps its own arena alive: reset the pool first")
      }
    #endif

    var generation: Int { resets.load(ordering: .sequentiallyConsistent) }

    func beginReset() {
      resets.add(1, ordering: .sequentiallyConsistent)
      #if DEBUG || HARDENED
        cycles.store(0, ordering: .relaxed)
      #endif
      guard readers.load(ordering: .sequentiallyConsistent) == 0 else {
        _stop("an ArenaPool was reset while a value kept in it is being read")
      }
    }

    func read<Result, Failure: Error>(
      generation: Int, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
      readers.add(1, ordering: .sequentiallyConsistent)
      defer { readers.subtract(1, ordering: .sequentiallyConsistent) }
      guard generation == self.generation else { _stop("a value kept in an ArenaPool was read after the pool's reset") }
      return try body()
    }
  }

  /// An arena of an ``ArenaPool``, leased to one task.
  @safe
  public struct ArenaLease: ~Copyable, ~Escapable {
    private let state: UnsafeMutablePointer<ArenaState>
    private let usage: PoolUsage
    private let home: any AnyObject & Sendable

    @_lifetime(immortal)
    init(state: UnsafeMutablePointer<ArenaState>, usage: PoolUsage, home: any AnyObject & Sendable) {
      unsafe self.state = unsafe state
      self.usage = usage
      self.home = home
    }

    /// Opens a scope in the leased arena, for what ends before the lease does.
    ///
    /// - Complexity: O(1).
    @_lifetime(&self)
    public mutating func scope() -> Scope {
      if unsafe state.pointee.status != Status.idle { unsafe state.openCarefully() }
      return unsafe _overrideLifetime(
        Scope(state, cursor: state.pointee.cursor, outer: Status.idle, own: Status.open), mutating: &self)
    }

    /// Moves `value` to where it can be read until the pool is reset, also by other tasks and after the lease has
    /// ended.
    ///
    /// - Throws: `AllocationError.outOfMemory`; the value is destroyed then.
    /// - Complexity: O(1).
    public borrowing func keep<Value: Sendable & ~Copyable>(
      _ value: consuming Value
    ) throws(AllocationError) -> KeptValue<Value> {
      unsafe state.expectNoOpenScope(event: "asked to keep a value")
      let alignment = max(MemoryLayout<Value>.alignment, MemoryLayout<PendingDestructor>.alignment)
      let offset = Bumping.room(for: MemoryLayout<Value>.stride)
      guard let byteCount = unsafe SizeArithmetic.sum(offset, state.destructorByteCount),
        let block = unsafe state.allocate(byteCount: byteCount, alignment: alignment, isArena: true)
      else { throw .outOfMemory }
      unsafe state.destroyOnClosing(block.address, Value.self, noteAt: block.address + offset)
      let pointer = unsafe block.address.bindMemory(to: Value.self, capacity: 1)
      unsafe pointer.initialize(to: value)
      #if DEBUG || HARDENED
        unsafe usage.didKeep(UnsafeRawBufferPointer(start: pointer, count: MemoryLayout<Value>.size), in: home)
      #endif
      return unsafe KeptValue(UnsafePointer(pointer), usage: usage, home: home)
    }
  }

  /// A value that a task left in the memory of an ``ArenaPool``.
  ///
  /// It may go anywhere and keeps its arena alive. Reading it after the pool's reset stops the program.
  ///
  /// A value may hold others that were kept before it. When one of them is in the same arena, both keep that arena
  /// alive until ``ArenaPool/reset()`` ends them: without a reset they leak, as every cycle of references does. Debug
  /// builds stop the program when a pool dies that has such a value directly in it.
  ///
  /// Properties are O(1); every other operation says what it costs.
  @safe
  public struct KeptValue<Value: Sendable & ~Copyable>: @unchecked Sendable {
    private let pointer: UnsafePointer<Value>
    private let usage: PoolUsage
    private let generation: Int
    private let home: any AnyObject & Sendable

    fileprivate init(_ pointer: UnsafePointer<Value>, usage: PoolUsage, home: any AnyObject & Sendable) {
      unsafe self.pointer = unsafe pointer
      self.usage = usage
      generation = usage.generation
      self.home = home
    }

    /// Calls `body` with the value.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    /// - Complexity: O(1), and what `body` takes.
    public func withValue<Result, Failure: Error>(
      _ body: (borrowing Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      try usage.read(generation: generation) { () throws(Failure) in try unsafe body(pointer.pointee) }
    }
  }

  extension KeptValue where Value: Copyable {
    /// A copy of the value.
    public var value: Value { withValue { $0 } }
  }
#endif

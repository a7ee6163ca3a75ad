#if !hasFeature(Embedded)
  internal import AllocatorCombinators
  public import AllocatorCore
  public import ScopedAllocator

  /// Memory for requests of a server: a scope for each, within a limit for each and one for all together.
  ///
  /// Choose it where many requests are served at once and none may take the memory of the others. What a request makes
  /// ends with it, whether it returns or throws; one that exceeds its limit is refused memory while the others go on.
  /// An `ArenaPool` has no limit for all its arenas together, and can keep values beyond a lease.
  ///
  /// ```swift
  /// let requests = RequestAllocator(byteLimit: 4 << 20, totalByteLimit: 256 << 20)
  /// let length = try await requests.withRequest { scope in
  ///   let body = try scope.makeArray(of: UInt8.self, capacity: 4096)
  ///   …
  /// }
  /// ```
  ///
  /// It is an `ArenaPool` over the system's heap with a limit, behind a lock. A request costs two locks, allocating what
  /// a scope costs, and a chunk a lock and a call of the system. There are as many arenas as requests were served at
  /// once lately; each keeps at most twice what its requests used lately.
  ///
  /// It refuses what exceeds the request's limit, and what exceeds the limit of all when idle arenas have returned what
  /// they keep.
  ///
  /// Each operation is O(1) unless it says otherwise.
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  public final class RequestAllocator: Sendable {
    private let memory: SharedAllocator<LimitedMemory>
    private let arenas: ArenaPool<ReleasingAllocator>

    typealias LimitedMemory = LockedAllocator<LimitedAllocator<SystemAllocator>>

    /// An allocator for requests; it holds no memory before the first one.
    ///
    /// - Parameters:
    ///   - byteCount: The room of an arena at first, in bytes: what a usual request needs.
    ///   - byteLimit: The most bytes that a request may have at any time.
    ///   - totalByteLimit: The most bytes that all arenas together take from the system.
    public init(byteCount: Int = 16 << 10, byteLimit: Int = .max, totalByteLimit: Int = .max) {
      if byteCount < 0 || byteLimit < 0 || totalByteLimit < 0 {
        _stop("the size or a limit of a request allocator is negative")
      }
      memory = SystemAllocator().limited(toByteCount: totalByteLimit).locked().shared()
      let parent = ReleasingAllocator(_base: memory)
      arenas = ArenaPool(byteCount: byteCount, growth: .doubling, byteLimit: byteLimit, parent: parent)
      parent.idle.arenas = arenas
    }

    /// Serves a request: calls `body` with a scope, which closes when the call ends.
    ///
    /// - Parameter body: Must not replace the scope.
    /// - Returns: What `body` returns.
    /// - Throws: `AllocationError.outOfMemory` when there is no room for an arena, or what `body` throws.
    /// - Complexity: O(1), what `body` costs, and at the end O(chunks and values to destroy).
    public func withRequest<Result>(_ body: (inout Scope) throws -> Result) throws -> Result {
      try arenas.withArena { lease in
        var scope = lease.scope()
        return try body(&scope)
      }
    }

    /// Serves a request in an asynchronous call.
    ///
    /// - Parameters:
    ///   - isolation: Where `body` runs.
    ///   - body: Must not replace the scope.
    /// - Returns: What `body` returns.
    /// - Throws: `AllocationError.outOfMemory` when there is no room for an arena, or what `body` throws.
    /// - Complexity: O(1), what `body` costs, and at the end O(chunks and values to destroy).
    public func withRequest<Result>(
      isolation: isolated (any Actor)? = #isolation, _ body: (inout Scope) async throws -> Result
    ) async throws -> Result {
      try await arenas.withArena { lease in
        var scope = lease.scope()
        return try await body(&scope)
      }
    }

    /// The number of arenas, in use or idle.
    public var arenaCount: Int { arenas.arenaCount }

    /// The bytes that all arenas have taken from the system.
    ///
    /// - Complexity: O(1).
    public var heldByteCount: Int { memory._base.withBase { $0.liveByteCount } }

    /// Returns what idle arenas keep to the system.
    ///
    /// - Returns: The number of bytes returned.
    /// - Complexity: O(arenas and their chunks).
    @discardableResult
    public func releaseUnused() -> Int { arenas.releaseUnused() }

    /// What it is made of, with its figures.
    public func explain() -> Explanation {
      Explanation(
        "RequestAllocator", capabilities: [.isThreadSafe, .releasesUnused], figures: [("arenas", arenaCount)],
        parts: [("memory", memory.explain())])
    }
  }

  /// What arenas of requests take their chunks from: before it refuses, idle arenas return what they keep.
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  struct ReleasingAllocator: ForwardingAllocator, Sendable {
    /// The pool of the arenas, which owns this allocator.
    @safe final class Idle: Sendable {
      // Set before anybody else can reach it.
      nonisolated(unsafe) weak var pool: ArenaPool<ReleasingAllocator>?
      var arenas: ArenaPool<ReleasingAllocator>? {
        get { unsafe pool }
        set { unsafe pool = newValue }
      }
    }

    let _base: SharedAllocator<RequestAllocator.LimitedMemory>
    let idle = Idle()

    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      if let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) {
        return unsafe block
      }
      guard let arenas = idle.arenas, arenas.releaseUnused() > 0 else { return nil }
      return unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }

    func deallocate(_ block: Block) { unsafe _base.deallocate(block) }

    func resize(_ block: inout Block, byteCount: Int) -> Bool { unsafe _base.resize(&block, byteCount: byteCount) }
  }
#endif

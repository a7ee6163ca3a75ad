internal import AllocatorCore
public import ScopedAllocator

/// Scratch memory of the current thread: a scope, without an arena of one's own.
///
/// Choose it where a function needs memory for the time of its call and its caller has no scope to pass: buffers of a
/// search, a path being built, the rows of a table. The standard library's `withUnsafeTemporaryAllocation` makes one
/// buffer of a size known before, on the stack if it is small; this makes any number of values of any sizes.
///
/// ```swift
/// let longest = try TemporaryAllocator.withScope { scope in
///   var lengths = try scope.makeArray(of: Int.self, capacity: lines.count)
///   for line in lines { lengths.appendWithinCapacity(line.utf8.count) }
///   return lengths.max() ?? 0
/// }
/// ```
///
/// A thread keeps up to four arenas, of which each call takes one, so that calls nest; a call inside a call uses
/// another arena. Allocating costs what it costs in a scope. When a call returns, its arena keeps at most 64 KiB, and
/// returns the rest to the system. All of it returns to the system when the thread ends.
///
/// It asks the system's heap for chunks that double. It refuses what the system refuses, and what exceeds the call's
/// limit. Any number of threads may use it; what is made in a scope stays on its thread, or with its task.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public enum TemporaryAllocator {
  /// The most bytes that an idle arena keeps.
  static var keptByteCount: Int { 64 << 10 }
  /// The most arenas that a thread keeps.
  static var keptArenaCount: Int { 4 }

  /// Calls `body` with a scope in memory of this thread, which closes when the call returns.
  ///
  /// When the system has no room for an arena, `body` is called nevertheless, and the scope refuses.
  ///
  /// - Parameters:
  ///   - byteLimit: The most bytes that are taken from the system during the call, beside what the thread keeps; zero or
  ///     more.
  ///   - body: Must not replace the scope.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), what `body` costs, and at the end O(chunks and values to destroy).
  @inlinable
  public static func withScope<Result: ~Copyable, Failure: Error>(
    byteLimit: Int = .max, _ body: (inout Scope) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let arena = unsafe TemporaryArenas.take(byteLimit: byteLimit) else {
      return try withScopeOnTheStack(body)
    }
    defer { unsafe TemporaryArenas.put(arena) }
    return try unsafe arena.pointee.arena.withScope(body)
  }

  /// The last resort: an arena on the stack that has room for its header, and refuses.
  @usableFromInline
  static func withScopeOnTheStack<Result: ~Copyable, Failure: Error>(
    _ body: (inout Scope) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { (memory) throws(Failure) -> Result in
      guard var arena = try? unsafe ScopedAllocator(over: memory) else {
        _stop("an arena's header does not fit in the kilobyte that TemporaryAllocator has for it")
      }
      return try arena.withScope(body)
    }
  }

  #if !hasFeature(Embedded)
    /// Calls `body` with a scope in memory that the task has for itself until it returns.
    ///
    /// The memory may be taken from one thread and returned to another one.
    ///
    /// - Parameters:
    ///   - byteLimit: The most bytes that are taken from the system during the call, beside what the thread keeps; zero
    ///     or more.
    ///   - isolation: Where `body` runs.
    ///   - body: Must not replace the scope.
    /// - Returns: What `body` returns.
    /// - Throws: `AllocationError.outOfMemory` when the system has no room for an arena, or what `body` throws.
    /// - Complexity: O(1), what `body` costs, and at the end O(chunks and values to destroy).
    public static func withScope<Result>(
      byteLimit: Int = .max, isolation: isolated (any Actor)? = #isolation,
      _ body: (inout Scope) async throws -> Result
    ) async throws -> Result {
      guard let arena = unsafe TemporaryArenas.take(byteLimit: byteLimit) else { throw AllocationError.outOfMemory }
      defer { unsafe TemporaryArenas.put(arena) }
      var scope = unsafe TemporaryArenas.open(arena)
      return try await body(&scope)
    }
  #endif

  /// The bytes of the system's heap that this thread keeps for later calls.
  ///
  /// - Complexity: O(arenas), four at the most.
  public static var heldByteCount: Int { TemporaryArenas.heldByteCount }

  /// Returns what this thread keeps to the system.
  ///
  /// - Returns: The number of bytes returned.
  /// - Complexity: O(chunks).
  @discardableResult
  public static func releaseUnused() -> Int { TemporaryArenas.releaseUnused() }
}

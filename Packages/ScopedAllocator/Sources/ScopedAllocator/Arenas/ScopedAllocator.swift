import Builtin

/// An arena: it allocates by moving a cursor, and frees everything at once, scope by scope.
///
/// Choose it for work that makes many values and ends them together: a request, a frame, a parse, a compilation unit.
/// An allocation is an addition and a comparison; freeing is free. Values are made through scopes (``scope()``), which
/// nest, and nothing made in a scope can outlive it: the compiler refuses.
///
/// ```swift
/// var arena = try ScopedAllocator(byteCount: 64 * 1024)
/// var scope = arena.scope()
/// var point = try scope.make(Point(x: 1, y: 2))
/// point.value.x += 1
/// // The end of the Swift scope runs the destructors, newest first, and rewinds the memory.
/// ```
///
/// **Costs.** One word; a header of some 300 bytes beside the first chunk, and one of some 150 in each further chunk.
/// Blocks are rounded up to 8 bytes and carry no header. Freed memory is reused at once when it was the last block,
/// with what alignment took before it, otherwise when its scope closes, or, for blocks of the arena itself or of a handle, when none of these lives.
///
/// **Passes on to its parent.** One request for the first chunk, aligned to 16; with a `GrowthPolicy` other than
/// `fixed`, one more for each chunk, unless the parent can grow the last one in place by `resize`, which is asked first.
/// Requests larger than the next chunk get a chunk of their own, and what is left of the current chunk goes on being
/// used. When the parent refuses, the arena asks for half as much, and for half of
/// that, and returns the chunks that it keeps before it refuses itself. Chunks are kept for reuse when a scope closes
/// or the arena is reset: all chunks together have at most twice the bytes that were in use lately, where each closing
/// of a scope that had added chunks, and each reset, counts what was in use before a sixteenth less. With a limit, no
/// chunk is larger than what may still be allocated.
///
/// **Refuses** what does not fit: `nil` from the primitives, `AllocationError.outOfMemory` from what users call.
///
/// Properties are O(1); every other operation says what it costs.
///
/// As an `Allocator` it serves whatever frees its blocks: every build stops the program when the arena is reset or
/// destroyed while such blocks live. Raw memory that nobody frees is taken through a scope, or ended by
/// ``unsafelyReset(keepingCapacity:)``.
@safe
@frozen
public struct ScopedAllocator<Parent: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline let state: UnsafeMutablePointer<ArenaState>
  @usableFromInline let liveBlocks = LiveBlocks()
  @usableFromInline let anchor = DeinitAnchor()

  /// An arena with room for `byteCount` bytes to begin with.
  ///
  /// - Parameters:
  ///   - byteCount: The usable bytes of the first chunk, rounded up to a multiple of 16.
  ///   - growth: How much to ask the parent for when the memory is used up: `fixed` is nothing.
  ///   - byteLimit: The most bytes allocated at any time, exact to 8 bytes, whatever the chunks hold.
  ///   - parent: Where the chunks come from. The arena owns it.
  /// - Throws: `AllocationError` when the parent has no room for the first chunk.
  /// - Complexity: O(1).
  @_lifetime(copy parent)
  @inlinable
  public init(
    byteCount: Int, growth: GrowthPolicy = .fixed, byteLimit: Int = .max, parent: consuming Parent
  ) throws(AllocationError) {
    if byteCount < 0 || byteLimit < 0 { _stop("the size or the limit of an arena is negative") }
    let headerByteCount = Self.headerByteCount
    guard let capacity = SizeArithmetic.roundedUp(byteCount, toMultipleOf: ArenaState.chunkAlignment),
      let homeByteCount = SizeArithmetic.sum(capacity, headerByteCount)
    else { throw .outOfMemory }
    let home = try unsafe parent.allocate(byteCount: homeByteCount, alignment: Self.headerAlignment)
    unsafe self.init(
      home: home, headerByteCount: headerByteCount, growth: growth, byteLimit: byteLimit, ownsHome: true,
      parent: parent)
  }

  /// An arena that begins with the caller's own memory, such as a static buffer or a part of the stack.
  ///
  /// The arena's header of some 300 bytes is at the start of the memory; the rest is capacity. The memory must outlive
  /// the arena, and is not freed by it.
  ///
  /// - Parameters:
  ///   - memory: The memory of the header and the first chunk.
  ///   - growth: How much to ask the parent for when the memory is used up: `fixed` is nothing.
  ///   - byteLimit: The most bytes allocated at any time.
  ///   - parent: Where further chunks come from.
  /// - Throws: `AllocationError.outOfMemory` when the memory is too small for the header.
  /// - Complexity: O(1).
  @unsafe
  @_lifetime(copy parent)
  @inlinable
  public init(
    over memory: UnsafeMutableRawBufferPointer, growth: GrowthPolicy = .fixed, byteLimit: Int = .max,
    parent: consuming Parent
  ) throws(AllocationError) {
    if byteLimit < 0 { _stop("the limit of an arena is negative") }
    guard let base = memory.baseAddress else { throw .outOfMemory }
    let address = unsafe base.alignedUp(toMultipleOf: Self.headerAlignment)
    let byteCount = unsafe SizeArithmetic.roundedDown(
      memory.count - (address - base), toMultipleOf: ArenaState.chunkAlignment)
    let headerByteCount = Self.headerByteCount
    guard byteCount >= headerByteCount else { throw .outOfMemory }
    unsafe self.init(
      home: Block(address: address, byteCount: byteCount, alignment: Self.headerAlignment),
      headerByteCount: headerByteCount, growth: growth, byteLimit: byteLimit, ownsHome: false, parent: parent)
  }

  @_lifetime(copy parent)
  @inlinable
  init(
    home: Block, headerByteCount: Int, growth: GrowthPolicy, byteLimit: Int, ownsHome: Bool, parent: consuming Parent
  ) {
    unsafe state = home.address.bindMemory(to: ArenaState.self, capacity: 1)
    unsafe Self.parentAddress(of: state)._initializeNonescapable(to: parent)
    unsafe state.initialize(
      to: ArenaState(
        home: home,
        firstChunk: UnsafeMutableRawBufferPointer(
          start: home.address + headerByteCount, count: home.byteCount - headerByteCount),
        growth: growth, byteLimit: byteLimit, ownsHome: ownsHome, parent: Self.parentCalls))
  }

  @inlinable
  deinit {
    unsafe state.expectNoOpenScope(event: "destroyed")
    liveBlocks.expectNone(of: "ScopedAllocator", event: "was destroyed", unless: unsafe state.isUnused)
    unsafe state.removeAll()
    unsafe state.releaseSpareChunks()
    let home = unsafe state.pointee.home
    let ownsHome = unsafe state.pointee.ownsHome
    let parent: Parent = unsafe Self.parentAddress(of: state)._takeNonescapable()
    unsafe state.deinitialize(count: 1)
    if ownsHome { unsafe parent.deallocate(home) }
  }

  /// Opens a scope: until it closes, the arena can be used through it only.
  ///
  /// - Complexity: O(1), a load.
  @_lifetime(&self)
  @inline(always)
  @inlinable
  public mutating func scope() -> Scope {
    if unsafe _slowPath(state.pointee.status != Status.idle) { unsafe state.openCarefully() }
    return unsafe _overrideLifetime(
      Scope(state, cursor: state.pointee.cursor, outer: Status.idle, own: Status.open), mutating: &self)
  }

  /// Calls `body` with a scope that is open for as long as the call lasts.
  ///
  /// Use this form where the arena is a stored property of a class; everywhere else ``scope()`` is simpler, and the
  /// compiler sees more of it: inside `body` it does not notice when a box is assigned to a variable from outside.
  /// Debug builds do, when the scope closes.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the scope is closed then, too.
  /// - Complexity: O(1), and what `body` and the closing take.
  @inlinable
  public mutating func withScope<Result: ~Copyable, Failure: Error>(
    _ body: (inout Scope) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var scope = scope()
    let opened = scope.identity
    let result: Result
    do throws(Failure) {
      result = try body(&scope)
    } catch {
      scope.expectToBe(opened)
      throw error
    }
    scope.expectToBe(opened)
    return result
  }

  /// Ends everything that was allocated, at once, and runs the destructors of what scopes left behind.
  ///
  /// Nothing of a scope can be in use: the call needs exclusive access. While a scope is open that nothing uses any
  /// more, which the compiler does not see, the call stops the program, in every build. So it does when a block is live
  /// that the arena itself or a handle on it allocated, since a box or a container may own it: deallocate such blocks
  /// first, or use ``unsafelyReset(keepingCapacity:)``.
  ///
  /// - Parameter keepingCapacity: Whether to keep the chunks for reuse, at most twice as many bytes as were in use
  ///   lately, or to return all but the first one to the parent.
  /// - Complexity: O(chunks and values to destroy).
  @inlinable
  public mutating func reset(keepingCapacity: Bool = true) {
    expectNoLiveBlock()
    unsafe unsafelyReset(keepingCapacity: keepingCapacity)
  }

  /// Ends everything that was allocated, at once, and returns chunks to the parent until no more than `byteCount`
  /// usable bytes are left, or the first chunk alone. It stops as ``reset(keepingCapacity:)`` does.
  ///
  /// - Parameter byteCount: The bytes to keep, zero or more.
  /// - Complexity: O(chunks and values to destroy).
  @inlinable
  public mutating func reset(keepingUpTo byteCount: Int) {
    if byteCount < 0 { _stop("the bytes for an arena to keep are negative") }
    expectNoLiveBlock()
    endEverything()
    unsafe state.releaseUnused(downTo: byteCount)
  }

  @inlinable
  func expectNoLiveBlock() {
    unsafe state.expectNoOpenScope(event: "reset")
    liveBlocks.expectNone(of: "ScopedAllocator", event: "was reset", unless: unsafe state.isUnused)
  }

  @inlinable
  mutating func endEverything() {
    unsafe state.expectNoOpenScope(event: "reset")
    liveBlocks.removeAll()
    unsafe state.removeAll()
  }

  /// The usable bytes of all chunks.
  public var capacity: Int { unsafe state.capacity }
  /// The bytes allocated now, with the room that alignment took.
  public var allocatedByteCount: Int { unsafe state.allocatedByteCount(before: state.pointee.cursor) }
  /// The most bytes that were ever allocated at once.
  public var peakByteCount: Int { unsafe state.peakByteCount }
}

extension ScopedAllocator: Escapable where Parent: Escapable & ~Copyable {}
extension ScopedAllocator: SelfContainedAllocator where Parent: SelfContainedAllocator & ~Copyable & ~Escapable {}

extension ScopedAllocator where Parent == SystemAllocator {
  /// An arena with memory from the system.
  ///
  /// - Parameters:
  ///   - byteCount: The usable bytes of the first chunk, rounded up to a multiple of 16.
  ///   - growth: How much to ask the system for when the memory is used up: `fixed` is nothing.
  ///   - byteLimit: The most bytes allocated at any time, exact to 8 bytes, whatever the chunks hold.
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(1), and one allocation of the system.
  @inlinable
  public init(byteCount: Int, growth: GrowthPolicy = .fixed, byteLimit: Int = .max) throws(AllocationError) {
    try self.init(byteCount: byteCount, growth: growth, byteLimit: byteLimit, parent: SystemAllocator())
  }

  /// An arena that begins with the caller's own memory, and grows by the system's if it is to grow.
  ///
  /// - Parameters:
  ///   - memory: The memory of the header, some 300 bytes, and of the first chunk. It must outlive the arena.
  ///   - growth: How much to ask the system for when the memory is used up: `fixed` is nothing.
  ///   - byteLimit: The most bytes allocated at any time.
  /// - Throws: `AllocationError.outOfMemory` when the memory is too small for the header.
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public init(
    over memory: UnsafeMutableRawBufferPointer, growth: GrowthPolicy = .fixed, byteLimit: Int = .max
  ) throws(AllocationError) {
    try unsafe self.init(over: memory, growth: growth, byteLimit: byteLimit, parent: SystemAllocator())
  }
}

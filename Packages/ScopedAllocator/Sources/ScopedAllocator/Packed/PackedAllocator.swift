/// An arena without scopes whose blocks are rounded up to 1, 2, 4, 8 or 16 bytes, as one chooses.
///
/// Choose it where many blocks are small and of odd sizes, such as texts and keys: a ``ScopedAllocator`` rounds each up to
/// 8 bytes, this to 1 if that is wanted. Rounded up to 16, blocks of any size begin where vectors may. For scopes, boxes
/// and destructors choose the arena; over a scope's handle, this packs texts into the scope's memory.
///
/// A block has no header. Freed memory is used again when it was the last block, or when no block lives any more. What
/// alignment took comes back with the block: two words of what is free note it, as long as they are not needed. It has one
/// block of its parent, which it returns when it is destroyed, with a header of some 80 bytes. To grow, `AllocatorList` makes another one when the last one is full.
///
/// It refuses what does not fit. Every alignment is served. Every build stops the program when it is reset or
/// destroyed before its blocks, debug builds at a double free, a foreign block and a wrong size. It is not thread-safe.
///
/// ```swift
/// var words = try PackedAllocator(byteCount: 1 << 20)
/// words.withBorrowed { memory in
///   var counts = try? memory.makeStringDictionary(to: Int.self)   // no byte between the keys
/// }
/// ```
@safe
@frozen
public struct PackedAllocator<Parent: Allocator & ~Copyable & ~Escapable>: BlockOwner, ~Copyable, ~Escapable {
  // The parent lies behind the state, not in here. Swift 6.3 at `-O` loses the `deinit` of a generic struct whose
  // layout depends on its parameter, for example where a generic class stores it.
  @usableFromInline let state: UnsafeMutablePointer<PackedState>
  @usableFromInline let anchor = DeinitAnchor()

  /// Room for `byteCount` bytes in one block of `parent`.
  ///
  /// - Parameters:
  ///   - byteCount: The room, in bytes; zero or more.
  ///   - quantum: What sizes are rounded up to a multiple of: 1, 2, 4, 8 or 16 bytes.
  ///   - parent: Where the memory comes from.
  /// - Throws: `AllocationError.outOfMemory` when the parent has no room.
  /// - Complexity: O(1) and one allocation.
  @_lifetime(copy parent)
  @inlinable
  public init(byteCount: Int, roundingTo quantum: Int = 1, parent: consuming Parent) throws(AllocationError) {
    if byteCount < 0 { _stop("the size of a PackedAllocator is negative") }
    if quantum < 1 || quantum > 16 || quantum & (quantum - 1) != 0 {
      _stop("a PackedAllocator rounds up to 1, 2, 4, 8 or 16 bytes")
    }
    guard let total = SizeArithmetic.sum(byteCount, Self.headerByteCount) else { throw .outOfMemory }
    let home = try unsafe parent.allocate(byteCount: total, alignment: Self.homeAlignment)
    unsafe state = home.address.bindMemory(to: PackedState.self, capacity: 1)
    unsafe state.initialize(
      to: PackedState(start: home.address + Self.headerByteCount, end: home.endAddress, quantum: quantum))
    unsafe parentAddress._initializeNonescapable(to: parent)
  }

  @inlinable
  deinit {
    unsafe state.pointee.live.expectNone(
      of: "PackedAllocator", event: "was destroyed", unless: state.pointee.liveCount == 0)
    let home = unsafe Block(address: state, byteCount: heldByteCount, alignment: Self.homeAlignment)
    let parent: Parent = unsafe parentAddress._takeNonescapable()
    unsafe state.deinitialize(count: 1)
    unsafe parent.deallocate(home)
  }

  @inlinable static var homeAlignment: Int { max(16, MemoryLayout<Parent>.alignment) }
  @inlinable static var parentOffset: Int {
    (MemoryLayout<PackedState>.size + MemoryLayout<Parent>.alignment - 1) & ~(MemoryLayout<Parent>.alignment - 1)
  }
  @inlinable static var headerByteCount: Int { (parentOffset + MemoryLayout<Parent>.size + 15) & ~15 }
  @inlinable var parentAddress: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(state) + Self.parentOffset }

  /// Allocates the next bytes, or returns `nil` when they do not fit.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let address = unsafe state.pointee.take(byteCount, alignment: alignment) else { return nil }
    let block = unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    unsafe state.pointee.live.insert(block)
    return unsafe block
  }

  /// Takes the memory back when it was the last block, or no block lives any more; otherwise when either comes to be.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe state.pointee.live.remove(block, of: "PackedAllocator", isOwned: owns(block))
    unsafe state.pointee.put(block)
  }

  /// Grows or shrinks the last block; any other one only shrinks, which always succeeds.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    unsafe state.pointee.live.check(block, of: "PackedAllocator", isOwned: owns(block))
    guard unsafe state.pointee.resize(block, byteCount: byteCount) else { return false }
    unsafe block.byteCount = byteCount
    unsafe state.pointee.live.update(block)
    return true
  }

  /// `byteCount` rounded up to a multiple of the quantum.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    SizeArithmetic.roundedUp(byteCount, toMultipleOf: quantum) ?? byteCount
  }

  /// Whether `block` lies in what is allocated.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe block.lies(in: state.pointee.start, byteCount: state.pointee.cursor - state.pointee.start)
  }
}

extension PackedAllocator where Parent: ~Copyable & ~Escapable {
  /// What sizes are rounded up to a multiple of, in bytes.
  ///
  /// - Complexity: O(1), as are all of these figures.
  @inlinable
  public var quantum: Int { unsafe state.pointee.mask + 1 }

  /// The bytes that there is room for.
  @inlinable
  public var capacity: Int { unsafe state.pointee.end - state.pointee.start }

  /// The bytes that are allocated, with what rounding and alignment took, and what was freed and cannot be used yet.
  @inlinable
  public var allocatedByteCount: Int { unsafe state.pointee.cursor - state.pointee.start }

  /// The memory that the allocator has from its parent, in bytes.
  @inlinable
  public var heldByteCount: Int { Self.headerByteCount + capacity }

  /// Starts over: the next block is the first one again.
  ///
  /// It stops the program, in every build, when a block is live: an allocator does not know whether a box or a container
  /// owns it. Deallocate all blocks first, or use ``unsafelyReset()``.
  ///
  /// - Complexity: O(1).
  @inlinable
  public mutating func reset() {
    unsafe state.pointee.live.expectNone(
      of: "PackedAllocator", event: "was reset", unless: state.pointee.liveCount == 0)
    unsafe unsafelyReset()
  }

  #if !hasFeature(Embedded)
    /// What sizes are rounded up to, how much is allocated, and the parent.
    ///
    /// - Complexity: O(1), and what the parent's explanation costs.
    public borrowing func explain() -> Explanation {
      Explanation(
        "PackedAllocator", parameters: [("quantum", "\(quantum) byte\(quantum == 1 ? "" : "s")")],
        capabilities: [.owns, .resizesInPlace, .resets],
        figures: [("capacity", capacity), ("allocated", allocatedByteCount)],
        parts: [("parent", unsafe parentAddress._withNonescapable(Parent.self) { $0.explain() })])
    }
  #endif
}

extension PackedAllocator: Escapable where Parent: Escapable & ~Copyable {}
extension PackedAllocator: SelfContainedAllocator where Parent: SelfContainedAllocator & ~Copyable & ~Escapable {}

extension PackedAllocator: ResettableAllocator where Parent: ~Copyable & ~Escapable {
  /// Makes everything free again, blocks that are in use, too: nothing that was allocated can be used afterwards.
  ///
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    let state = unsafe state  // ThreadSanitizer's build refuses the same written through `self`
    unsafe state.pointee.clear()
    unsafe state.pointee.live.removeAll()
  }
}

extension PackedAllocator where Parent == SystemAllocator {
  /// Room for `byteCount` bytes in one block of the system.
  ///
  /// - Parameters:
  ///   - byteCount: The room, in bytes; zero or more.
  ///   - quantum: What sizes are rounded up to a multiple of: 1, 2, 4, 8 or 16 bytes.
  /// - Throws: `AllocationError.outOfMemory` when the system has no room.
  /// - Complexity: O(1) and one allocation.
  @inlinable
  public init(byteCount: Int, roundingTo quantum: Int = 1) throws(AllocationError) {
    try self.init(byteCount: byteCount, roundingTo: quantum, parent: SystemAllocator())
  }
}

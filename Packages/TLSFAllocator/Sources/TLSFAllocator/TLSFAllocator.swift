/// A general allocator whose every operation takes a bounded number of steps: two-level segregated fit.
///
/// Choose it where a program must know how long an allocation takes at worst, audio, control and games, and as the heap
/// of a device: it works in any memory, also in a static array, and in several separate regions. Blocks of any size
/// and alignment come and go in any order; free neighbors join at once.
///
/// Allocating, deallocating and resizing each take O(1): no list is ever searched. On x86-64, 367 instructions are the
/// most that one of ten million steps took that were made to be bad for it (`Benchmarks/tlsf-worst-case`); the longest way
/// through the machine code is 331 for allocating, 173 for deallocating and 166 for resizing (`Benchmarks/longest-path`;
/// the caller's part and the loop's second round come on top). A block takes a word for its size, and is rounded up to a
/// multiple of two words, four at least. The lists of free chunks take 8.3 KB, with words of 32 bits 1.6 KB, and each
/// region four words.
///
/// Memory comes from a parent, from buffers that its user adds, or both. With a `GrowthPolicy` other than `.fixed` it
/// asks its parent for another region when a request cannot be met, and for a smaller one where the parent refuses; that
/// costs what the parent costs. A doubled region is no larger than the first one and all that is held together. Regions
/// return to the parent by ``releaseUnused()``, before a request is refused that they have no room for, and when the
/// allocator is destroyed. They are found by address in O(log regions).
///
/// It refuses a request when no free chunk is surely large enough: within a class of sizes, which are a thirty-second
/// apart, only the first chunk is tried. So a request may be refused although a chunk that is less than 4 % larger is
/// free. Every build stops the program when it is reset or destroyed before its blocks; debug builds at a double free,
/// a foreign block, a wrong size; release builds at most double frees (a `precondition`, without a text). It is not
/// thread-safe.
///
/// ```swift
/// let heap = try TLSFAllocator(byteCount: 1 << 20)
/// let block = try heap.allocate(byteCount: 100, alignment: 16)
/// heap.deallocate(block)
/// ```
@safe
@frozen
public struct TLSFAllocator<Parent: Allocator & ~Copyable & ~Escapable>: BlockOwner, ~Copyable, ~Escapable {
  // The parent lies behind the state, not in here. Swift 6.3 at `-O` loses the `deinit` of a generic struct whose
  // layout depends on its parameter, for example where a generic class stores it.
  @usableFromInline let state: UnsafeMutablePointer<TLSFState>
  /// The size of the parent's block that the state lies in; zero when it lies in a buffer of the user's.
  @usableFromInline let homeByteCount: Int
  @usableFromInline let anchor = DeinitAnchor()

  /// An allocator with a first region from `parent`.
  ///
  /// - Parameters:
  ///   - byteCount: The size of the first region, in bytes; zero or more. What does not serve is rounded up.
  ///   - growth: How large further regions are.
  ///   - parent: Where the memory comes from.
  /// - Throws: `AllocationError.outOfMemory` when the parent has no room, also when the size is more than memory can
  ///   hold.
  /// - Complexity: O(1) and one allocation.
  @_lifetime(copy parent)
  @inlinable
  public init(byteCount: Int, growth: GrowthPolicy = .fixed, parent: consuming Parent) throws(AllocationError) {
    if byteCount < 0 { _stop("the size of a TLSFAllocator is negative") }
    let offset = TLSFLayout.regionOffset(Parent.self)
    guard
      let region = SizeArithmetic.roundedUp(
        max(byteCount, TLSFLayout.leastRegionByteCount), toMultipleOf: TLSFLayout.alignment),
      let total = SizeArithmetic.sum(region, offset)
    else { throw .outOfMemory }
    let home = try unsafe parent.allocate(byteCount: total, alignment: Self.homeAlignment)
    unsafe state = home.address.bindMemory(to: TLSFState.self, capacity: 1)
    homeByteCount = total
    unsafe Self.initialize(state, growth: growth, regionByteCount: region)
    unsafe parentAddress._initializeNonescapable(to: parent)
  }

  /// An allocator in memory of its user's, which may get more from `parent`.
  ///
  /// - Parameters:
  ///   - memory: Where the state, the lists and the first region go. It must outlive the allocator, and be used by
  ///     nobody else.
  ///   - growth: How large further regions are.
  ///   - parent: Where further regions come from.
  /// - Throws: `AllocationError.outOfMemory` when `memory` is too small for the lists and one block.
  /// - Complexity: O(1).
  @unsafe
  @_lifetime(copy parent)
  @inlinable
  public init(
    in memory: UnsafeMutableRawBufferPointer, growth: GrowthPolicy, parent: consuming Parent
  ) throws(AllocationError) {
    let offset = TLSFLayout.regionOffset(Parent.self)
    guard let whole = unsafe Self.aligned(memory, to: Self.homeAlignment),
      whole.count >= offset + TLSFLayout.leastRegionByteCount
    else { throw .outOfMemory }
    unsafe state = (whole.baseAddress.unsafelyUnwrapped).bindMemory(to: TLSFState.self, capacity: 1)
    homeByteCount = 0
    unsafe Self.initialize(state, growth: growth, regionByteCount: whole.count - offset)
    unsafe parentAddress._initializeNonescapable(to: parent)
  }

  @inlinable
  static func initialize(_ state: UnsafeMutablePointer<TLSFState>, growth: GrowthPolicy, regionByteCount: Int) {
    let start = UnsafeMutableRawPointer(state)
    unsafe state.initialize(to: TLSFState(index: start + TLSFLayout.listsOffset(Parent.self), growth: growth))
    _ = unsafe state.pointee.add(
      start + TLSFLayout.regionOffset(Parent.self), byteCount: regionByteCount & ~(TLSFLayout.alignment - 1),
      isFromParent: false)
  }

  @inlinable
  deinit {
    unsafe state.pointee.live.expectNone(
      of: "TLSFAllocator", event: "was destroyed", unless: state.pointee.isUnusedThroughout())
    var start: UnsafeMutableRawPointer?
    while let region = unsafe state.pointee.removeRegion(from: &start, unusedOnly: false) {
      unsafe returnRegion(region)
    }
    let parent: Parent = unsafe parentAddress._takeNonescapable()
    unsafe state.deinitialize(count: 1)
    if homeByteCount > 0 {
      unsafe parent.deallocate(
        Block(address: UnsafeMutableRawPointer(state), byteCount: homeByteCount, alignment: Self.homeAlignment))
    }
  }

  @inlinable
  static var homeAlignment: Int { max(TLSFLayout.alignment, MemoryLayout<Parent>.alignment) }

  /// Where the parent lies.
  @inlinable
  var parentAddress: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(state) + TLSFLayout.parentOffset(Parent.self)
  }

  /// Allocates from a chunk that is surely large enough.
  ///
  /// - Returns: A block, or `nil` when there is no such chunk, and the parent has no region for one, also after regions
  ///   without blocks have returned to it.
  /// - Complexity: O(1), and the parent's cost and O(log regions) when the allocator grows; before it refuses, the cost of
  ///   ``releaseUnused()`` when there is something to release.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    var address = unsafe state.pointee.take(byteCount: byteCount, alignment: alignment)
    if unsafe address == nil {
      guard grow(byteCount: byteCount, alignment: alignment) else { return nil }
      unsafe address = state.pointee.take(byteCount: byteCount, alignment: alignment)
    }
    guard let address = unsafe address else { return nil }
    let block = unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    unsafe state.pointee.live.insert(block)
    return unsafe block
  }

  /// Frees a block, and joins it with its free neighbors.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe state.pointee.live.remove(block, of: "TLSFAllocator", isOwned: owns(block))
    unsafe state.pointee.put(block.address)
  }

  /// Grows a block into the free chunk behind it, or frees what it no longer needs.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    unsafe state.pointee.live.check(block, of: "TLSFAllocator", isOwned: owns(block))
    guard unsafe state.pointee.resize(block.address, byteCount: byteCount) else { return false }
    unsafe block.byteCount = byteCount
    unsafe state.pointee.live.update(block)
    return true
  }

  /// What a chunk's rounding leaves: multiples of two words, less one.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return TLSFState.goodByteCount(for: byteCount)
  }

  /// Whether `block` lies in a region.
  ///
  /// - Complexity: O(log regions), expected.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe state.pointee.owns(block) }
}

extension TLSFAllocator: Escapable where Parent: Escapable & ~Copyable {}
extension TLSFAllocator: SelfContainedAllocator where Parent: SelfContainedAllocator & ~Copyable & ~Escapable {}

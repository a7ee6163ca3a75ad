extension TLSFAllocator where Parent: ~Copyable & ~Escapable {
  /// Adds memory of the user's: blocks may lie in it from now on.
  ///
  /// - Parameter memory: Any memory, such as another bank of a device's. It must outlive the allocator, and be used by
  ///   nobody else.
  /// - Throws: `AllocationError.outOfMemory` when it is too small for one block.
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public borrowing func addRegion(_ memory: UnsafeMutableRawBufferPointer) throws(AllocationError) {
    guard let whole = unsafe Self.aligned(memory, to: TLSFLayout.alignment), let start = whole.baseAddress,
      unsafe state.pointee.add(start, byteCount: whole.count, isFromParent: false)
    else { throw .outOfMemory }
  }

  /// The part of a buffer that begins and ends at multiples of an alignment.
  @inlinable
  static func aligned(
    _ memory: UnsafeMutableRawBufferPointer, to alignment: Int
  ) -> UnsafeMutableRawBufferPointer? {
    guard let start = memory.baseAddress else { return nil }
    let padding = -Int(bitPattern: start) & (alignment - 1)
    guard padding < memory.count else { return nil }
    return unsafe UnsafeMutableRawBufferPointer(
      start: start + padding, count: (memory.count - padding) & ~(TLSFLayout.alignment - 1))
  }

  /// How large further regions are. It may be changed at any time: with `.fixed` the allocator asks its parent for nothing
  /// from here on, and returns nothing to it before it is told to or destroyed.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var growth: GrowthPolicy {
    get { unsafe state.pointee.growth }
    nonmutating set { unsafe state.pointee.growth = newValue }
  }

  /// Asks the parent for a region in which a request can be met; when that refuses, again with what unused regions held.
  @inlinable
  @inline(never)
  borrowing func grow(byteCount: Int, alignment: Int) -> Bool {
    guard unsafe state.pointee.growth != .fixed,
      let least = TLSFState.regionByteCount(for: byteCount, alignment: alignment)
    else {
      return false
    }
    let planned = unsafe max(least, state.pointee.plannedByteCount)
    if addRegion(of: planned, orAtLeast: least) { return true }
    return releaseUnused() > 0 && addRegion(of: planned, orAtLeast: least)
  }

  /// Asks the parent for a region: as large as planned, or else smaller.
  @inlinable
  borrowing func addRegion(of planned: Int, orAtLeast least: Int) -> Bool {
    var size = planned
    while true {
      size = (size + TLSFLayout.alignment - 1) & ~(TLSFLayout.alignment - 1)
      let region = unsafe parentAddress._withNonescapable(Parent.self) {
        unsafe $0.allocateIfPossible(byteCount: size, alignment: TLSFLayout.alignment)
      }
      if let region = unsafe region {
        return unsafe state.pointee.add(region.address, byteCount: size, isFromParent: true)
      }
      if size <= least { return false }
      size = max(least, size / 2)
    }
  }

  @inlinable
  borrowing func returnRegion(_ region: (address: UnsafeMutableRawPointer, byteCount: Int)) {
    let block = unsafe Block(
      address: region.address, byteCount: region.byteCount, alignment: TLSFLayout.alignment)
    unsafe parentAddress._withNonescapable(Parent.self) { unsafe $0.deallocate(block) }
  }

  /// Returns all regions to the parent that came from it later and hold no block.
  ///
  /// - Returns: The number of bytes returned.
  /// - Complexity: O(1) when every region holds a block, otherwise O(regions log regions).
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    var byteCount = 0
    var start: UnsafeMutableRawPointer?
    while unsafe state.pointee.hasUnused, let region = unsafe state.pointee.removeRegion(from: &start, unusedOnly: true)
    {
      unsafe byteCount += region.byteCount
      unsafe returnRegion(region)
    }
    return byteCount
  }

  /// Starts over: every region is one free block again. The regions stay.
  ///
  /// It stops the program, in every build, when a block is live: an allocator does not know whether a box or a container
  /// owns it. Deallocate all blocks first, or use ``unsafelyReset()``.
  ///
  /// - Complexity: O(regions log regions).
  @inlinable
  public mutating func reset() {
    unsafe state.pointee.live.expectNone(
      of: "TLSFAllocator", event: "was reset", unless: state.pointee.isUnusedThroughout())
    unsafe unsafelyReset()
  }
}

extension TLSFAllocator: ResettableAllocator where Parent: ~Copyable & ~Escapable {
  /// Makes everything free again, blocks that are in use, too: nothing that was allocated can be used afterwards.
  ///
  /// - Complexity: O(regions log regions).
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    let state = unsafe state
    unsafe state.pointee.clear()
    unsafe state.pointee.live.removeAll()
  }
}

extension TLSFAllocator where Parent == SystemAllocator {
  /// An allocator with a first region from the system.
  ///
  /// - Parameters:
  ///   - byteCount: The size of the first region, in bytes; zero or more.
  ///   - growth: How large further regions are.
  /// - Throws: `AllocationError.outOfMemory` when the system has no room.
  /// - Complexity: O(1) and one allocation.
  @inlinable
  public init(byteCount: Int, growth: GrowthPolicy = .fixed) throws(AllocationError) {
    try self.init(byteCount: byteCount, growth: growth, parent: SystemAllocator())
  }
}

/// A parent that has no memory: for a ``TLSFAllocator`` in buffers of its user's alone.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct NoParent: Allocator, SelfContainedAllocator, Sendable {
  @inlinable
  public init() {}

  /// Refuses the request.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { nil }

  /// Stops the program: no block can have come from here.
  @inlinable
  public borrowing func deallocate(_ block: Block) { _stop("NoParent was asked to deallocate a block") }
}

extension TLSFAllocator where Parent == NoParent {
  /// An allocator in memory of its user's, such as a static array, and nowhere else but what is added to it.
  ///
  /// - Parameter memory: Where the state, the lists and the first region go. It must outlive the allocator, and be used
  ///   by nobody else.
  /// - Throws: `AllocationError.outOfMemory` when it is too small for the lists and one block.
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public init(in memory: UnsafeMutableRawBufferPointer) throws(AllocationError) {
    try unsafe self.init(in: memory, growth: .fixed, parent: NoParent())
  }
}

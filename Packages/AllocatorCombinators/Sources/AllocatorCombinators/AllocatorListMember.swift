/// A member of an ``AllocatorList``, and what the list knows of it.
@safe
@usableFromInline
final class AllocatorListMember<Member: BlockOwner & ~Copyable> {
  @safe @exclusivity(unchecked) @usableFromInline var allocator: Member
  @safe @exclusivity(unchecked) @usableFromInline var liveCount = 0
  /// The size that it refused last, and has not been returned a block since.
  @safe @exclusivity(unchecked) @usableFromInline var refusedByteCount = Int.max
  /// The size that it was made for.
  @usableFromInline let byteCount: Int
  /// The size that it refused last while it had no live block.
  @safe @exclusivity(unchecked) @usableFromInline var refusedByteCountWhenEmpty = Int.max
  /// Where it is among the members.
  @safe @exclusivity(unchecked) @usableFromInline var position: Int
  @usableFromInline let place: UnsafeMutablePointer<AllocatorListPlace<Member>>

  @inlinable
  init(_ allocator: consuming Member, for byteCount: Int, at position: Int) {
    self.allocator = allocator
    self.byteCount = byteCount
    self.position = position
    unsafe place = .allocate(capacity: 1)
    unsafe place.initialize(to: AllocatorListPlace(Unmanaged.passUnretained(self)))
  }

  @inlinable
  deinit { unsafe place.deallocate() }
}

/// Where the blocks of a member lie, as far as is known.
@safe
@frozen
@usableFromInline
struct AllocatorListPlace<Member: BlockOwner & ~Copyable>: _AddressTreeNode {
  @usableFromInline let member: Unmanaged<AllocatorListMember<Member>>
  /// The lowest address of a block that it ever allocated.
  @usableFromInline var lowest = UInt.max
  /// No block of it ended behind this. It moves by leaps, so that it seldom has to.
  @usableFromInline var reach: UInt = 0
  /// The farthest reach of this and the parts below.
  @usableFromInline var farthestReach: UInt = 0
  @usableFromInline var _lower: UnsafeMutablePointer<Self>?
  @usableFromInline var _upper: UnsafeMutablePointer<Self>?

  @inlinable
  init(_ member: Unmanaged<AllocatorListMember<Member>>) {
    unsafe self.member = unsafe member
    unsafe _lower = nil
    unsafe _upper = nil
  }

  @inlinable
  mutating func extend(to end: UInt) {
    if end > reach { reach = end + min(end - lowest, .max - end) }
  }

  @inlinable
  mutating func clear() { (lowest, reach) = (.max, 0) }

  @inlinable
  static func _address(of node: UnsafeMutablePointer<Self>) -> UInt { unsafe node.pointee.lowest }

  @inlinable
  static func _partsDidChange(of node: UnsafeMutablePointer<Self>) {
    var reach = unsafe node.pointee.reach
    if let lower = unsafe node.pointee._lower { unsafe reach = max(reach, lower.pointee.farthestReach) }
    if let upper = unsafe node.pointee._upper { unsafe reach = max(reach, upper.pointee.farthestReach) }
    unsafe node.pointee.farthestReach = reach
  }
}

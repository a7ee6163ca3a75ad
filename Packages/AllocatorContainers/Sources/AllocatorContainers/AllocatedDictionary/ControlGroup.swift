/// What is known about eight neighbouring slots of a hash table, a byte for each: whether it is empty, was emptied, or
/// holds an entry, and then seven bits of the entry's hash.
///
/// All eight are looked at together by arithmetic on one integer, as the groups of Google's SwissTable are by vector
/// instructions. A mask has the highest bit of a slot's byte set where the slot has what was asked for.
@frozen
@usableFromInline
struct ControlGroup {
  @usableFromInline var bytes: UInt64

  /// How many slots a group has.
  @inlinable
  @inline(__always)
  static var slotCount: Int { 8 }
  /// How many entries a group holds on average before the table grows: one slot in eight stays empty.
  @inlinable
  @inline(__always)
  static var capacity: Int { 7 }

  // An empty slot is 0x00, an emptied one 0x01, a full one 0x80 and seven bits of the hash.
  @inlinable
  @inline(__always)
  static var empty: ControlGroup { ControlGroup(bytes: 0) }
  @inlinable
  @inline(__always)
  static var lowBits: UInt64 { 0x0101_0101_0101_0101 }
  @inlinable
  @inline(__always)
  static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  @inlinable
  @inline(__always)
  init(bytes: UInt64) { self.bytes = bytes }

  /// The slots that may hold an entry of this tag: all that do, and a few others that hold one of another tag.
  @inlinable
  @inline(__always)
  func candidates(for tag: UInt8) -> UInt64 {
    let difference = bytes ^ (Self.lowBits &* UInt64(truncatingIfNeeded: tag))
    return (difference &- Self.lowBits) & ~difference & Self.highBits
  }

  /// The slots that hold an entry.
  @inlinable
  @inline(__always)
  var full: UInt64 { bytes & Self.highBits }
  /// The slots that hold none.
  @inlinable
  @inline(__always)
  var vacant: UInt64 { ~bytes & Self.highBits }
  /// The slots that hold none and never did, since the table was made.
  @inlinable
  @inline(__always)
  var empty: UInt64 { ~(bytes | bytes &<< 7) & Self.highBits }

  /// The first slot of a mask that is not zero.
  @inlinable
  @inline(__always)
  static func first(of mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }

  /// The first slot of a mask that is not zero, when one begins at `start` and goes on at the front.
  @inlinable
  @inline(__always)
  static func first(of mask: UInt64, from start: Int) -> Int {
    let shift = UInt64(truncatingIfNeeded: start &<< 3)
    let rotated = mask &>> shift | mask &<< (64 &- shift)
    return (first(of: rotated) &+ start) & 7
  }

  /// What is known about a slot.
  @inlinable
  @inline(__always)
  func byte(_ slot: Int) -> UInt8 { UInt8(truncatingIfNeeded: bytes &>> UInt64(truncatingIfNeeded: slot &<< 3)) }

  /// Notes that an empty slot holds an entry.
  @inlinable
  @inline(__always)
  mutating func fill(_ slot: Int, with tag: UInt8) {
    bytes |= UInt64(truncatingIfNeeded: tag) &<< UInt64(truncatingIfNeeded: slot &<< 3)
  }

  /// Notes what is in a slot.
  @inlinable
  @inline(__always)
  mutating func set(_ slot: Int, to byte: UInt8) {
    let shift = UInt64(truncatingIfNeeded: slot &<< 3)
    bytes = bytes & ~(0xFF &<< shift) | UInt64(truncatingIfNeeded: byte) &<< shift
  }

  @inlinable
  @inline(__always)
  static var emptied: UInt8 { 0x01 }
}

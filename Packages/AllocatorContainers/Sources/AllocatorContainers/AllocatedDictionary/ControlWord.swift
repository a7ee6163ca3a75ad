import Builtin

/// What is known about eight neighboring slots of a hash table, a byte for each: whether it is empty, was emptied, or
/// holds an entry, and then seven bits of the entry's hash.
///
/// All eight are looked at together by arithmetic on one integer, as the groups of Google's SwissTable are by vector
/// instructions. A word may begin at any slot. A mask has the highest bit of a slot's byte set where the slot has what
/// was asked for.
@frozen
@usableFromInline
struct ControlWord {
  /// The first slot's byte is the lowest one.
  @usableFromInline var bytes: UInt64

  // An empty slot is 0x00, an emptied one 0x01, a full one 0x80 and seven bits of the hash.
  @inlinable
  @inline(always)
  static var emptied: UInt8 { 0x01 }
  @inlinable
  @inline(always)
  static var lowBits: UInt64 { 0x0101_0101_0101_0101 }
  @inlinable
  @inline(always)
  static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  @inlinable
  @inline(always)
  init(at address: UnsafeMutablePointer<UInt8>) {
    bytes = UInt64(littleEndian: unsafe UnsafeRawPointer(address).loadUnaligned(as: UInt64.self))
  }

  /// The first `count` slots of this word, as the last ones of a word that begins with empty slots.
  @inlinable
  @inline(always)
  func beginning(_ count: Int) -> ControlWord { ControlWord(bytes: bytes << (UInt64.bitWidth &- 8 &* count)) }

  @inlinable
  @inline(always)
  init(bytes: UInt64) { self.bytes = bytes }

  /// The first slot's byte.
  @inlinable
  @inline(always)
  var firstByte: UInt8 { UInt8(truncatingIfNeeded: bytes) }

  /// How many slots a word speaks of.
  @inlinable
  @inline(always)
  static var slotCount: Int { 8 }

  /// The slots that may hold an entry of this tag: all that do, and a few others that hold one of another tag.
  @inlinable
  @inline(always)
  func candidates(for tag: UInt8) -> UInt64 {
    let difference = bytes ^ (Self.lowBits &* UInt64(truncatingIfNeeded: tag))
    return (difference &- Self.lowBits) & ~difference & Self.highBits
  }

  /// The slots that hold no entry.
  @inlinable
  @inline(always)
  var vacant: UInt64 { ~bytes & Self.highBits }
  /// The slots that hold none and never did, since the table was made.
  @inlinable
  @inline(always)
  var empty: UInt64 { ~(bytes | bytes &<< 7) & Self.highBits }
  /// Whether each slot holds an entry: a bit for each, the first one's is the lowest.
  @inlinable
  @inline(always)
  var full: UInt64 {
    #if arch(x86_64)
      // One instruction takes the highest bit of each byte.
      let isNegative = Builtin.cmp_slt_Vec8xInt8(
        unsafe unsafeBitCast(bytes, to: SIMD8<Int8>.self)._storage._value, Builtin.zeroInitializer())
      return UInt64(truncatingIfNeeded: UInt8(Builtin.bitcast_Vec8xInt1_Int8(isNegative)))
    #else
      // The factor moves the highest bit of byte k to bit 56 + k.
      return ((bytes & Self.highBits) &* 0x0002_0408_1020_4081) &>> 56
    #endif
  }

  /// Whether each of 64 slots holds an entry: a bit for each, the first one's is the lowest.
  @inlinable
  @inline(always)
  static func full64(at address: UnsafeMutablePointer<UInt8>) -> UInt64 {
    #if arch(x86_64)
      unsafe full16(at: address) | full16(at: address + 16) &<< 16
        | full16(at: address + 32) &<< 32 | full16(at: address + 48) &<< 48
    #else
      var full: UInt64 = 0
      var offset = 0
      while offset < UInt64.bitWidth {
        full |= unsafe ControlWord(at: address + offset).full &<< UInt64(truncatingIfNeeded: offset)
        offset &+= slotCount
      }
      return full
    #endif
  }

  #if arch(x86_64)
    @inlinable
    @inline(always)
    static func full16(at address: UnsafeMutablePointer<UInt8>) -> UInt64 {
      let bytes = unsafe UnsafeRawPointer(address).loadUnaligned(as: SIMD16<Int8>.self)
      let isNegative = Builtin.cmp_slt_Vec16xInt8(bytes._storage._value, Builtin.zeroInitializer())
      return UInt64(truncatingIfNeeded: UInt16(Builtin.bitcast_Vec16xInt1_Int16(isNegative)))
    }
  #endif

  /// How many slots are in front of the first one of a mask: eight when the mask is zero.
  @inlinable
  @inline(always)
  static func first(of mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }
  /// How many slots are behind the last one of a mask: eight when the mask is zero.
  @inlinable
  @inline(always)
  static func last(of mask: UInt64) -> Int { mask.leadingZeroBitCount &>> 3 }
}

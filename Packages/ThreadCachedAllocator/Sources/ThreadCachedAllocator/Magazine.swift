/// Freed blocks of one class, ready to be used again: a list that is taken from and put to, a full one in reserve, and
/// full ones that came from other threads.
@frozen
@safe
public struct Magazine {
  @usableFromInline var head: UnsafeMutableRawPointer?
  /// How many blocks the list has room for still, and how many it holds when it is full.
  @usableFromInline var room: Int32
  @usableFromInline var capacity: Int16
  /// Whether the reserve was not used since it was last looked at.
  @usableFromInline var isIdle: Bool
  /// The size of its blocks in words of 8 bytes; 0 where none are held.
  @usableFromInline let blockWordCount: UInt8
  @usableFromInline var spare: UnsafeMutableRawPointer?
  /// Full lists, linked through the second word of their first blocks.
  @usableFromInline var chain: UnsafeMutableRawPointer?

  @inlinable init(capacity: Int, blockByteCount: Int) {
    unsafe head = nil
    unsafe spare = nil
    unsafe chain = nil
    room = Int32(truncatingIfNeeded: capacity)
    self.capacity = Int16(truncatingIfNeeded: capacity)
    isIdle = false
    blockWordCount = UInt8(truncatingIfNeeded: blockByteCount / 8)
  }
}

/// Where blocks of magazines come from, as far as their addresses tell: pages, and the class of each page's blocks.
///
/// An owner whose pages have numbers for what they are used for hands them over, so that a block is put into its magazine
/// by its address alone. A number without a magazine that holds blocks must be less than ``Magazines/placeCount``.
///
/// Each operation is O(1) unless it says otherwise.
@unsafe
@frozen
public struct MagazinePages {
  @usableFromInline let base: UInt
  @usableFromInline let byteLimit: UInt
  @usableFromInline let kinds: UnsafePointer<UInt8>?

  /// No pages.
  @inlinable public init() {
    unsafe base = 0
    unsafe byteLimit = 0
    unsafe kinds = nil
  }

  /// Pages of 4096 bytes.
  ///
  /// - Parameters:
  ///   - base: Where page 0 begins.
  ///   - byteLimit: The size of all pages, in bytes.
  ///   - kinds: The number of each page.
  @inlinable public init(base: UInt, byteLimit: UInt, kinds: UnsafePointer<UInt8>) {
    unsafe self.base = base
    unsafe self.byteLimit = byteLimit
    unsafe self.kinds = unsafe kinds
  }
}

/// An allocator of address space in whole pages, whose memory can be committed and decommitted in parts.
///
/// Blocks of it are multiples of ``pageByteCount`` in address and size. Allocators above it that manage pages, such as
/// arenas in reserved memory or slabs, return the pages that are empty without returning the addresses.
public protocol PageSource: Allocator, ~Copyable, ~Escapable {
  /// The size of a page, in bytes; a power of two.
  var pageByteCount: Int { get }

  /// Makes pages usable; what they held before is undefined, and fresh pages are zero.
  ///
  /// - Parameter pages: Whole pages within one block of this allocator.
  /// - Returns: Whether the system had memory for them; if not, nothing has changed.
  @unsafe
  borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool

  /// Returns the memory behind pages to the system and keeps their addresses. They must be committed again before use.
  ///
  /// - Parameter pages: Whole, committed pages within one block of this allocator.
  @unsafe
  borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer)
}

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
  /// - Complexity: At most O(pages).
  @unsafe
  borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool

  /// Returns the memory behind pages to the system and keeps their addresses. They must be committed again before use.
  ///
  /// - Parameter pages: Whole, committed pages within one block of this allocator.
  /// - Complexity: At most O(pages).
  @unsafe
  borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer)

  /// Moves the memory behind pages to other addresses without copying it, where the system can.
  ///
  /// The pages that were left are then as if they had been decommitted. The default does nothing and returns `false`.
  ///
  /// - Parameters:
  ///   - pages: Whole, committed pages within one block of this allocator.
  ///   - address: The first of as many committed pages, which do not overlap `pages` and whose contents are lost.
  /// - Returns: Whether they were moved; if not, nothing has changed.
  /// - Complexity: At most O(pages).
  @unsafe
  borrowing func movePages(_ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer) -> Bool
}

extension PageSource where Self: ~Copyable & ~Escapable {
  /// Does nothing, and returns `false`.
  ///
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public borrowing func movePages(
    _ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer
  ) -> Bool { false }
}

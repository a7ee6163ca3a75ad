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
  /// The pages that were left are then as if they had been decommitted. The default does nothing and returns `.refused`.
  ///
  /// - Parameters:
  ///   - pages: Whole, committed pages within one block of this allocator.
  ///   - address: The first of as many committed pages, which do not overlap `pages` and whose contents are lost.
  /// - Returns: What came of it. Unless they were moved, `pages` hold what they held.
  /// - Complexity: At most O(pages).
  @unsafe
  borrowing func movePages(_ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer) -> PageMove

  /// Gives pages a mapping like that of their neighbors again, where memory was moved from or to them.
  ///
  /// A system that moves memory keeps its pages apart from those beside them from then on, and bounds how many such parts
  /// a process has. The default does nothing and returns `true`.
  ///
  /// - Parameter pages: Whole, decommitted pages within one block of this allocator.
  /// - Returns: Whether the pages may be committed again; if not, they must not be used any more.
  /// - Complexity: At most O(pages).
  @unsafe
  borrowing func renewPages(_ pages: UnsafeMutableRawBufferPointer) -> Bool
}

/// What came of moving the memory behind pages to others.
@frozen
public enum PageMove: Sendable {
  /// The memory was moved.
  case moved
  /// Nothing has changed.
  case refused
  /// Nothing was moved, and the pages that it was to be moved to must not be used any more: the system may have given
  /// their addresses to others.
  case lost
}

extension PageSource where Self: ~Copyable & ~Escapable {
  /// Does nothing, and returns `.refused`.
  ///
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public borrowing func movePages(
    _ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer
  ) -> PageMove { .refused }

  /// Does nothing, and returns `true`.
  ///
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public borrowing func renewPages(_ pages: UnsafeMutableRawBufferPointer) -> Bool { true }
}

public import AllocatorCore

/// Any allocator as a source of pages: its blocks are committed always.
///
/// Choose it to put an allocator of pages, such as slabs, over memory that is there anyway: an arena, a static buffer,
/// a budget. It passes everything on and refuses what its base refuses; decommitting does nothing.
///
/// Each operation is O(1), and costs what the base costs where it is passed on, unless it says otherwise.
@frozen
public struct CommittedPages<Base: Allocator & ~Copyable>: TransparentAllocator, PageSource, ~Copyable {
  public let _base: Base

  /// The memory of `base`.
  @inlinable
  public init(_ base: consuming Base) { _base = base }

  /// 4096: what allocators of pages count in.
  @inlinable
  public var pageByteCount: Int { 4096 }

  /// Does nothing: memory is committed always.
  @unsafe
  @inlinable
  public borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool { true }

  /// Does nothing.
  @unsafe
  @inlinable
  public borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer) {}
}

extension CommittedPages: Copyable where Base: Copyable {}
extension CommittedPages: Sendable where Base: Sendable & ~Copyable {}

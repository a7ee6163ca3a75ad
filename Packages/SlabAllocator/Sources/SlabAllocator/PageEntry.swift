/// What is recorded of a page, out of line: one entry a page, 16 bytes.
///
/// The first page of a span describes the span; the first and the last page of a free run describe the run.
@frozen
@usableFromInline
struct PageEntry {
  /// Links of the list that the span or the free run is in, as page numbers; 0 ends a list.
  @usableFromInline var next: UInt32
  @usableFromInline var previous: UInt32
  /// Span: blocks that are out, and blocks that were carved so far. Run: the two halves of ``pageCount``.
  @usableFromInline var liveCount: UInt16
  @usableFromInline var carvedCount: UInt16
  /// Span: where the first of the blocks lies that came back, in words from the span's first; `none` when there is none.
  @usableFromInline var free: UInt16
  /// Span: pages back to its first page.
  @usableFromInline var offset: UInt8
  /// Span: whether all its blocks are out, so that it is in no list. Free run: whether its memory is with the system.
  /// Fitted: whether a segment begins here. That can change while a block lives in the page, so that no ``PageKind`` may
  /// say it: those are read without a lock.
  @usableFromInline var flag: Bool

  @inlinable static var none: UInt16 { .max }

  /// The pages of the run that begins, or of the free run that ends, at this page.
  @inlinable var pageCount: UInt32 {
    get { UInt32(carvedCount) &<< 16 | UInt32(liveCount) }
    set {
      liveCount = UInt16(truncatingIfNeeded: newValue)
      carvedCount = UInt16(truncatingIfNeeded: newValue &>> 16)
    }
  }
  @inlinable var isClean: Bool {
    get { flag }
    set { flag = newValue }
  }
  @inlinable var beginsSegment: Bool {
    get { flag }
    set { flag = newValue }
  }
  @inlinable var isFull: Bool {
    get { flag }
    set { flag = newValue }
  }
}

/// What a page is used for: one byte a page. 1 to 40 is the size class of a span of small blocks; the others
/// follow, so that a table by kind is short.
@usableFromInline
enum PageKind {
  @inlinable static var unused: UInt8 { 0 }
  @inlinable static var largestClass: UInt8 { 40 }
  /// Part of memory that is divided by best fit.
  @inlinable static var fitted: UInt8 { 41 }
  /// The first page of a run that is one block, and its other pages.
  @inlinable static var run: UInt8 { 42 }
  @inlinable static var runRest: UInt8 { 43 }
  /// The first or last page of a free run, or any page that was freed.
  @inlinable static var free: UInt8 { 44 }
}

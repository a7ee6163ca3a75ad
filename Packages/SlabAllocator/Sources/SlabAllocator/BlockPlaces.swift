public import AllocatorCore

// From an address to the block that it lies in.
extension Slabs where Source: ~Copyable {
  /// The place of the small block that `address` lies in, where the page's kind is a size class.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func place(containing address: UnsafeRawPointer) -> Block? {
    var page = unsafe runs.state.pointee.table.page(of: address)
    let index = unsafe Int(runs.state.pointee.table.kinds[page])
    unsafe page &-= Int(entries[page].offset)
    let start = unsafe runs.state.pointee.table.address(of: page)
    let byteCount = unsafe Int(classPointer(index).pointee.byteCount)
    let number = unsafe (address - UnsafeRawPointer(start)) / byteCount
    guard unsafe number < Int(entries[page].carvedCount) else { return nil }
    return unsafe Block(
      address: start + number &* byteCount, byteCount: byteCount, alignment: byteCount & (0 &- byteCount))
  }
}

extension FittedRuns where Source: ~Copyable {
  /// The place of the live fitted block that `address` lies in, where the page is one of a segment.
  ///
  /// - Complexity: O(blocks before it in its segment).
  @inlinable
  public func place(containing address: UnsafeRawPointer) -> Block? {
    var page = unsafe runs.state.pointee.table.page(of: address)
    while unsafe !runs.state.pointee.table.entries[page].beginsSegment { page &-= 1 }
    var block = unsafe runs.state.pointee.table.address(of: page) + 16
    while unsafe whole(block) != 0 {
      let next = unsafe block + whole(block)
      if unsafe address < UnsafeRawPointer(next - 8) {
        guard unsafe address >= UnsafeRawPointer(block), unsafe header(block) & Self.inUse != 0 else { return nil }
        return unsafe Block(address: block, byteCount: capacity(block), alignment: 16)
      }
      unsafe block = unsafe next
    }
    return nil
  }
}

extension PageRuns where Source: ~Copyable {
  /// The place of the run that `address` lies in, where the page is one of a run that is a block.
  ///
  /// - Complexity: O(pages before it in the run).
  @inlinable
  public func place(containing address: UnsafeRawPointer) -> Block {
    let page = unsafe firstPage(of: state.pointee.table.page(of: address))
    return unsafe Block(
      address: state.pointee.table.address(of: page), byteCount: runByteCount(page), alignment: PageTable.pageByteCount)
  }
}

/// Which part of an allocator on a region's pages a block lies in.
public enum PageUse: Sendable {
  /// None.
  case none
  /// A span of small blocks.
  case small
  /// A segment that is divided by best fit.
  case fitted
  /// A run that is one block.
  case run
}

extension PageRuns where Source: ~Copyable {
  /// What the page that `address` lies in is used for.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func use(of address: UnsafeRawPointer) -> PageUse {
    let kind = unsafe kind(of: address)
    if kind == PageKind.unused { return .none }
    if kind <= PageKind.largestClass { return .small }
    if kind == PageKind.fitted { return .fitted }
    return kind == PageKind.run || kind == PageKind.runRest ? .run : .none
  }

  /// Whether the page at `address` is one of a segment of fitted blocks.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public func isFitted(_ address: UnsafeRawPointer) -> Bool {
    unsafe kind(of: address) == PageKind.fitted
  }

  /// The size class of the small block at `address`; 0 when it lies in no span.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public func sizeClass(of address: UnsafeRawPointer) -> Int {
    let kind = unsafe kind(of: address)
    // One comparison: no span's kind is zero.
    return kind &- 1 < PageKind.largestClass ? Int(kind) : 0
  }

  /// Where page 0 begins, the size of all pages in bytes, and what each is used for: the class where it is one of a span,
  /// 0 where it is unused, and other numbers of less than 48. It is valid as long as the region is.
  @inlinable
  public var kindTable: (base: UInt, byteLimit: UInt, kinds: UnsafePointer<UInt8>) {
    unsafe (state.pointee.map.base, state.pointee.map.byteLimit, state.pointee.map.kinds)
  }

  /// The number of the page that `address` lies in, which must be one of the region.
  @inlinable
  public func page(of address: UnsafeRawPointer) -> Int { unsafe state.pointee.table.page(of: address) }
}

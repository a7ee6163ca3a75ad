extension TLSFState {
  /// Makes all chunks of all regions free.
  ///
  /// - Complexity: O(regions log regions).
  @usableFromInline
  mutating func clear() {
    index.clear()
    unusedCount = 0
    var region = unsafe regions.first(notBelow: 0)
    while let current = unsafe region {
      unsafe fill(current)
      unsafe region = regions.first(notBelow: UInt(bitPattern: current) + 1)
    }
  }

  /// Whether no chunk of any region is in use.
  ///
  /// - Complexity: O(regions log regions).
  @usableFromInline
  borrowing func isUnusedThroughout() -> Bool {
    var region = unsafe regions.first(notBelow: 0)
    while let current = unsafe region {
      guard unsafe TLSFRegion.isUnused(current) else { return false }
      unsafe region = regions.first(notBelow: UInt(bitPattern: current) + 1)
    }
    return true
  }

  /// Whether a block lies in the chunks of a region.
  ///
  /// - Complexity: O(log regions), expected.
  @usableFromInline
  borrowing func owns(_ block: Block) -> Bool {
    guard let region = unsafe regions.last(notAbove: UInt(bitPattern: block.address)) else { return false }
    let usable = unsafe region.pointee.byteCount - Chunk.headerByteCount - TLSFRegion.overhead
    return unsafe block.lies(in: UnsafeRawPointer(region) + TLSFRegion.overhead, byteCount: usable)
  }

  /// Takes out the next region from the parent at or above an address: any, or one that no chunk is used of.
  ///
  /// - Parameter address: Where to look from; behind the beginning of the region that was found, in the end. The end of
  ///   a region at the top of the address space is zero.
  /// - Returns: Its address and size, or `nil` when there is none.
  /// - Complexity: O(log regions) for each region that is passed by.
  @usableFromInline
  mutating func removeRegion(
    from address: inout UnsafeMutableRawPointer?, unusedOnly: Bool
  ) -> (address: UnsafeMutableRawPointer, byteCount: Int)? {
    while let region = unsafe regions.first(notBelow: UInt(bitPattern: address)) {
      let byteCount = unsafe region.pointee.byteCount
      unsafe address = UnsafeMutableRawPointer(region) + 1
      guard unsafe region.pointee.isFromParent else { continue }
      if unusedOnly {
        guard unsafe TLSFRegion.isUnused(region) else { continue }
        unsafe index.remove(TLSFRegion.firstChunk(of: region))
        unusedCount -= 1
      }
      unsafe regions.remove(region)
      heldByteCount -= byteCount
      return (UnsafeMutableRawPointer(region), byteCount)
    }
    return nil
  }

  /// What the chunks of all regions come to.
  ///
  /// - Complexity: O(chunks).
  @usableFromInline
  borrowing func figures() -> TLSFFigures {
    var figures = TLSFFigures()
    var region = unsafe regions.first(notBelow: 0)
    while let current = unsafe region {
      figures.regionCount += 1
      unsafe figures.heldByteCount += current.pointee.byteCount
      var chunk = unsafe TLSFRegion.firstChunk(of: current)
      while !chunk.isEnd {
        if chunk.isFree {
          figures.freeByteCount += chunk.byteCount
          figures.largestFreeByteCount = max(figures.largestFreeByteCount, chunk.byteCount - Chunk.headerByteCount)
        } else {
          figures.liveCount += 1
        }
        chunk = chunk.next
      }
      unsafe region = regions.first(notBelow: UInt(bitPattern: current) + 1)
    }
    return figures
  }
}

/// What a look at every chunk finds.
@usableFromInline
struct TLSFFigures {
  @usableFromInline var regionCount = 0
  @usableFromInline var heldByteCount = 0
  @usableFromInline var liveCount = 0
  @usableFromInline var freeByteCount = 0
  @usableFromInline var largestFreeByteCount = 0
}

/// Where the parts of a TLSF allocator lie before its first region.
///
///     | state, parent | lists | first region … |
@usableFromInline
enum TLSFLayout {
  /// Everything begins at multiples of this.
  @usableFromInline
  static var alignment: Int { TLSFClasses.unit }

  @usableFromInline
  static var stateByteCount: Int { MemoryLayout<TLSFState>.size }

  @usableFromInline
  static var listsByteCount: Int { (TLSFIndex.byteCount + alignment - 1) & ~(alignment - 1) }

  /// The size of the smallest region that is of use.
  @usableFromInline
  static var leastRegionByteCount: Int { TLSFRegion.overhead + Chunk.leastByteCount }

  /// The distance from the state to the parent.
  @inlinable
  static func parentOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    (stateByteCount + MemoryLayout<Parent>.alignment - 1) & ~(MemoryLayout<Parent>.alignment - 1)
  }

  /// The distance from the state to the lists.
  @inlinable
  static func listsOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    (parentOffset(type) + MemoryLayout<Parent>.size + alignment - 1) & ~(alignment - 1)
  }

  /// The distance from the state to the first region.
  @inlinable
  static func regionOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    listsOffset(type) + listsByteCount
  }
}

extension TLSFState {
  @usableFromInline
  static func goodByteCount(for byteCount: Int) -> Int {
    chunkByteCount(for: byteCount).map { $0 - Chunk.headerByteCount } ?? byteCount
  }
}

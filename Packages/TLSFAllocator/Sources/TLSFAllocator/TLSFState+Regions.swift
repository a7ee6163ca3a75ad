extension TLSFState {
  /// Makes all chunks of all regions free.
  ///
  /// - Complexity: O(regions).
  @usableFromInline
  mutating func clear() {
    index.clear()
    var region = unsafe regions
    while let current = unsafe region {
      unsafe fill(current)
      unsafe region = current.pointee.next
    }
  }

  /// Whether an address lies in the chunks of a region.
  ///
  /// - Complexity: O(regions).
  @usableFromInline
  borrowing func owns(_ address: UnsafeRawPointer) -> Bool {
    var region = unsafe regions
    while let current = unsafe region {
      let offset = unsafe address - UnsafeRawPointer(current)
      if unsafe offset >= TLSFRegion.overhead && offset < current.pointee.byteCount - Chunk.headerByteCount {
        return true
      }
      unsafe region = current.pointee.next
    }
    return false
  }

  /// Takes out the next region from the parent: any, or one that no chunk is used of.
  ///
  /// - Returns: Its address and size, or `nil` when there is none.
  @usableFromInline
  mutating func removeRegion(unusedOnly: Bool) -> (address: UnsafeMutableRawPointer, byteCount: Int)? {
    var previous: UnsafeMutablePointer<TLSFRegion>?
    var region = unsafe regions
    while let current = unsafe region {
      let next = unsafe current.pointee.next
      if unsafe current.pointee.isFromParent, unsafe !unusedOnly || TLSFRegion.isUnused(current) {
        if unusedOnly { unsafe index.remove(TLSFRegion.firstChunk(of: current)) }
        if let previous = unsafe previous { unsafe previous.pointee.next = next } else { unsafe regions = next }
        return unsafe (UnsafeMutableRawPointer(current), current.pointee.byteCount)
      }
      unsafe previous = current
      unsafe region = next
    }
    return nil
  }

  /// What the chunks of all regions come to.
  ///
  /// - Complexity: O(chunks).
  @usableFromInline
  borrowing func figures() -> TLSFFigures {
    var figures = TLSFFigures()
    var region = unsafe regions
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
      unsafe region = current.pointee.next
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

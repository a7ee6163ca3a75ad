extension BitmapAllocator where Parent: ~Copyable & ~Escapable {
  /// Takes the cells behind a block where they are free, or frees those that it no longer needs.
  ///
  /// - Complexity: O(1 + cells that come or go / 64).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    unsafe state.pointee.live.check(block, of: "BitmapAllocator", isOwned: owns(block))
    let (old, new) = unsafe (cellCount(for: block.byteCount), cellCount(for: byteCount))
    if old != new {
      let first = unsafe cell(at: block.address)
      guard unsafe state.pointee.resize(first..<first + old, count: new) else { return false }
    }
    unsafe block.byteCount = byteCount
    unsafe state.pointee.live.update(block)
    return true
  }

  /// Whole cells, up to the number of cells.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let count = cellCount(for: byteCount)
    return unsafe count > state.pointee.cellCount ? byteCount : count * cellByteCount
  }

  /// Whether blocks can be aligned so; true of sizes that are larger than all cells.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    unsafe alignment <= maximumAlignment || cellCount(for: byteCount) > state.pointee.cellCount
  }

  /// Whether `block` lies in the cells.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe block.lies(in: base, byteCount: state.pointee.cellCount &* cellByteCount)
  }

  @inlinable
  borrowing func contains(_ address: UnsafeRawPointer) -> Bool {
    unsafe UInt(bitPattern: address) &- UInt(bitPattern: base) < UInt(state.pointee.cellCount &* cellByteCount)
  }

  /// The cells of the live block that contains `address`, as a block of all their bytes; `nil` when none does.
  ///
  /// - Complexity: O(1 + cells of the block / 64).
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    guard unsafe contains(address), let cells = unsafe state.pointee.block(containing: cell(at: address)) else {
      return nil
    }
    return unsafe Block(
      address: self.address(of: cells.lowerBound), byteCount: cells.count * cellByteCount, alignment: cellAlignment)
  }

  /// Frees the cells of the live block that contains `address`; stops the program when none does.
  ///
  /// - Complexity: O(1 + cells of the block / 64).
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let block = unsafe block(containing: address) else {
      _stop("BitmapAllocator was asked to deallocate an address that lies in no live block of it")
    }
    unsafe deallocate(state.pointee.live.recorded(block))
  }

  /// Starts over: all cells are free, as they were at first.
  ///
  /// It stops the program, in every build, when a block is live: an allocator does not know whether a box or a container
  /// owns it. Deallocate all blocks first, or use ``unsafelyReset()``.
  ///
  /// - Complexity: O(cells / 64).
  @inlinable
  public mutating func reset() {
    unsafe state.pointee.live.expectNone(of: "BitmapAllocator", event: "was reset", unless: freeCellCount == cellCount)
    unsafe unsafelyReset()
  }
}

extension BitmapAllocator: ResettableAllocator where Parent: ~Copyable & ~Escapable {
  /// Makes everything free again, blocks that are in use, too: nothing that was allocated can be used afterwards.
  ///
  /// - Complexity: O(cells / 64).
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    let state = unsafe state
    unsafe state.pointee.clear()
    unsafe state.pointee.live.removeAll()
  }
}

extension BitmapAllocator where Parent: ~Copyable & ~Escapable {
  /// How many cells there are, in use and free.
  @inlinable
  public var cellCount: Int { unsafe state.pointee.cellCount }

  /// How many cells are free.
  ///
  /// - Complexity: O(cells / 64): they are counted when asked for, so that allocating costs nothing more.
  public var freeCellCount: Int { unsafe state.pointee.freeCount() }

  /// The memory that the allocator has from its parent, in bytes.
  public var heldByteCount: Int {
    BitmapLayout.byteCount(cellByteCount: cellByteCount, cellCount: cellCount, parent: Parent.self) ?? 0
  }

  #if !hasFeature(Embedded)
    /// The cells' size and number, how many are free, and the parent.
    ///
    /// - Complexity: O(cells / 64).
    public borrowing func explain() -> Explanation {
      Explanation(
        "BitmapAllocator", parameters: [("cell", "\(cellByteCount) bytes")],
        capabilities: [.owns, .resizesInPlace, .locatesBlocks, .resets], maximumAlignment: maximumAlignment,
        figures: [("free", freeCellCount), ("cells", cellCount), ("held bytes", heldByteCount)],
        parts: [("parent", unsafe parentAddress._withNonescapable(Parent.self) { $0.explain() })])
    }
  #endif
}

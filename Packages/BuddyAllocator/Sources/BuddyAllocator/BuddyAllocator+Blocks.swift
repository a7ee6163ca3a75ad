extension BuddyAllocator where Parent: ~Copyable & ~Escapable {
  /// The next power of two, as long as there is a block so large.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard byteCount <= largestByteCount else { return byteCount }
    return max(byteCount, min(unitByteCount &<< order(for: byteCount, alignment: 1), largestByteCount))
  }

  /// The size of the largest block that there can be, in bytes.
  @inlinable
  public var largestByteCount: Int {
    unsafe unitByteCount << (BuddyLayout.orderCount(unitCount: state.pointee.unitCount) - 1)
  }

  /// Whether blocks can be aligned so; true of sizes that are larger than every block.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    alignment <= min(maximumAlignment, largestByteCount) || byteCount > largestByteCount
  }

  /// Whether `block` lies in the units.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    unsafe block.lies(in: base, byteCount: state.pointee.unitCount &* unitByteCount)
  }

  @inlinable
  borrowing func contains(_ address: UnsafeRawPointer) -> Bool {
    unsafe UInt(bitPattern: address) &- UInt(bitPattern: base) < UInt(state.pointee.unitCount &* unitByteCount)
  }

  /// The live block that contains `address`, with all its bytes; `nil` when none does.
  ///
  /// - Complexity: O(log units).
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    guard unsafe contains(address), let found = unsafe state.pointee.block(containing: unit(at: address)) else {
      return nil
    }
    return unsafe Block(
      address: base + found.unit * unitByteCount, byteCount: unitByteCount << found.order,
      alignment: min(maximumAlignment, unitByteCount << found.order))
  }

  /// Frees the live block that contains `address`; stops the program when none does.
  ///
  /// - Complexity: O(log units).
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let block = unsafe block(containing: address) else {
      _stop("BuddyAllocator was asked to deallocate an address that lies in no live block of it")
    }
    unsafe deallocate(state.pointee.live.recorded(block))
  }

  /// Starts over: everything is free, in blocks as large as they were at first.
  ///
  /// It stops the program, in every build, when a block is live: an allocator does not know whether a box or a container
  /// owns it. Deallocate all blocks first, or use ``unsafelyReset()``.
  ///
  /// - Complexity: O(units).
  @inlinable
  public mutating func reset() {
    unsafe state.pointee.live.expectNone(of: "BuddyAllocator", event: "was reset", unless: freeUnitCount == unitCount)
    unsafe unsafelyReset()
  }
}

extension BuddyAllocator: ResettableAllocator where Parent: ~Copyable & ~Escapable {
  /// Makes everything free again, blocks that are in use, too: nothing that was allocated can be used afterwards.
  ///
  /// - Complexity: O(units).
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    let state = unsafe state
    unsafe state.pointee.clear()
    unsafe state.pointee.live.removeAll()
  }
}

extension BuddyAllocator where Parent: ~Copyable & ~Escapable {
  /// How many units there are, in use and free.
  @inlinable
  public var unitCount: Int { unsafe state.pointee.unitCount }

  /// How many units are free.
  ///
  /// - Complexity: O(units / 64): they are counted when asked for.
  public var freeUnitCount: Int { unsafe state.pointee.freeCounts().units }

  /// The size of the largest block that could be had now, in bytes.
  ///
  /// - Complexity: O(units / 64).
  public var largestFreeByteCount: Int { unsafe state.pointee.freeCounts().largest * unitByteCount }

  /// The memory that the allocator has from its parent, in bytes.
  @inlinable
  public var heldByteCount: Int {
    unsafe BuddyLayout.byteCount(
      unitByteCount: unitByteCount, unitCount: state.pointee.unitCount, parent: Parent.self
    ).unsafelyUnwrapped
  }

  #if !hasFeature(Embedded)
    /// The units' size and number, how many are free, the largest free block, and the parent.
    ///
    /// - Complexity: O(units / 64).
    public borrowing func explain() -> Explanation {
      Explanation(
        "BuddyAllocator", parameters: [("unit", "\(unitByteCount) bytes")],
        capabilities: [.owns, .resizesInPlace, .locatesBlocks, .resets],
        maximumAlignment: min(maximumAlignment, largestByteCount),
        figures: [
          ("free", freeUnitCount), ("units", unitCount), ("largest free bytes", largestFreeByteCount),
          ("held bytes", heldByteCount),
        ],
        parts: [("parent", unsafe parentAddress._withNonescapable(Parent.self) { $0.explain() })])
    }
  #endif
}

#if _hasAtomicBitWidth(_64)
  public import AllocatorCore
  public import Synchronization

  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  extension SharedFreeListAllocator: BlockOwner where Parent: ~Copyable {
    /// Stands in the link of a block that is in use, in builds that check.
    @inlinable static var inUse: UInt32 { .max }

    /// Allocates the block that was freed last, or one that was never used; `nil` when there is none.
    ///
    /// - Complexity: O(1); repeated for each thread that comes first.
    @inlinable
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      guard byteCount <= blockByteCount, alignment <= blockAlignment, let index = pop() ?? carve() else { return nil }
      #if DEBUG || HARDENED
        unsafe links[index].store(Self.inUse, ordering: .relaxed)
      #endif
      return unsafe Block(address: base + index &* stride, byteCount: byteCount, alignment: alignment)
    }

    @inlinable
    borrowing func pop() -> Int? {
      var old = unsafe state.pointee.head.load(ordering: .acquiring)
      while true {
        let number = UInt32(truncatingIfNeeded: old)
        if number == 0 { return nil }
        // Another thread may have taken the block meanwhile; the link is then old, and the tag another one.
        let next = unsafe links[Int(number) &- 1].load(ordering: .relaxed)
        let new = (old &>> 32 &+ 1) &<< 32 | UInt64(next)
        let result = unsafe state.pointee.head.weakCompareExchange(
          expected: old, desired: new, successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
        if result.exchanged { return Int(number) &- 1 }
        old = result.original
      }
    }

    @inlinable
    borrowing func carve() -> Int? {
      var old = unsafe state.pointee.carvedCount.load(ordering: .relaxed)
      while old < blockCount {
        let result = unsafe state.pointee.carvedCount.weakCompareExchange(
          expected: old, desired: old &+ 1, ordering: .relaxed)
        if result.exchanged { return old }
        old = result.original
      }
      // A block may have been freed since the list was empty.
      return pop()
    }

    /// Deallocates a block, from any thread; it is the next one to be allocated.
    ///
    /// - Complexity: O(1); repeated for each thread that comes first.
    @inlinable
    public borrowing func deallocate(_ block: Block) {
      let index = unsafe (block.address - base) / stride
      #if DEBUG || HARDENED
        unsafe expectLive(block, index)
      #endif
      var old = unsafe state.pointee.head.load(ordering: .relaxed)
      while true {
        unsafe links[index].store(UInt32(truncatingIfNeeded: old), ordering: .relaxed)
        let new = (old &>> 32 &+ 1) &<< 32 | UInt64(truncatingIfNeeded: index &+ 1)
        let result = unsafe state.pointee.head.weakCompareExchange(
          expected: old, desired: new, successOrdering: .acquiringAndReleasing, failureOrdering: .relaxed)
        if result.exchanged { return }
        old = result.original
      }
    }

    @usableFromInline
    borrowing func expectLive(_ block: Block, _ index: Int) {
      guard unsafe owns(block), unsafe block.address == base + index * stride else {
        unsafe _stop(
          "SharedFreeListAllocator was asked to deallocate \(block), which is foreign, or the inside of a block")
      }
      guard unsafe links[index].exchange(0, ordering: .relaxed) == Self.inUse else {
        unsafe _stop("SharedFreeListAllocator was asked to deallocate \(block), which was freed before")
      }
    }

    /// Succeeds within the size of a block, and never beyond.
    ///
    /// - Complexity: O(1).
    @inlinable
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      _checkRequest(byteCount: byteCount, alignment: 1)
      guard byteCount <= blockByteCount else { return false }
      unsafe block.byteCount = byteCount
      return true
    }

    /// Resizes in place; moving would not help, since all blocks are of one size.
    ///
    /// - Complexity: O(1).
    @inlinable
    public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe resize(&block, byteCount: byteCount)
    }

    /// The size of a block, for everything that fits into one.
    ///
    /// - Complexity: O(1).
    @inlinable
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      return max(byteCount, blockByteCount)
    }

    /// Whether the blocks are aligned so strictly, or the size is refused anyway.
    ///
    /// - Complexity: O(1).
    @inlinable
    public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
      byteCount > blockByteCount || alignment <= blockAlignment
    }

    /// Whether `block` lies in the blocks of this pool.
    ///
    /// - Complexity: O(1).
    @inlinable
    public borrowing func owns(_ block: Block) -> Bool {
      unsafe block.lies(in: base, byteCount: blockCount &* stride)
    }

    /// How many blocks are in use, while no thread allocates or deallocates.
    ///
    /// - Complexity: O(free blocks).
    public var liveBlockCount: Int {
      var count = unsafe state.pointee.carvedCount.load(ordering: .acquiring)
      var number = UInt32(truncatingIfNeeded: unsafe state.pointee.head.load(ordering: .acquiring))
      while number != 0 && count > 0 {
        count -= 1
        number = unsafe links[Int(number) - 1].load(ordering: .relaxed)
      }
      return count
    }

    #if !hasFeature(Embedded)
      /// The pool's sizes and its parent.
      ///
      /// - Complexity: O(1), and that of the parent.
      public borrowing func explain() -> Explanation {
        Explanation(
          "SharedFreeListAllocator",
          parameters: [("block", "\(blockByteCount) bytes"), ("stride", "\(stride) bytes")],
          capabilities: [.owns, .resizesInPlace, .isThreadSafe], maximumAlignment: blockAlignment,
          figures: [("blocks", blockCount)], parts: [("parent", unsafe state.pointee.parent.explain())])
      }
    #endif
  }
#endif

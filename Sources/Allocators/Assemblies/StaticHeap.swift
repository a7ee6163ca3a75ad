public import AllocatorCombinators
public import AllocatorCore
public import TLSFAllocator

/// A heap in memory that is set aside for it: a static array, or a region of a device.
///
/// Choose it for Embedded Swift and wherever no other heap is to be used. Allocating, deallocating and resizing are O(1),
/// and its memory is bounded when the program is linked.
///
/// It is a `TLSFAllocator` over the memory and nothing else, so a block costs a word and is rounded up to two words. Its
/// lists take 8.3 KB of the memory, with words of 32 bits 1.6 KB. Any alignment is served. It refuses a request when no
/// free chunk is surely large enough, and never asks anybody for more. It is not thread-safe.
///
/// Each operation is O(1) and at most one call of a `TLSFAllocator` unless it says otherwise.
@frozen
public struct StaticHeap: BlockOwner, ~Copyable {
  @usableFromInline let heap: TLSFAllocator<NullAllocator>

  /// A heap in `memory`.
  ///
  /// - Parameter memory: Where everything goes. It must outlive the heap, and be used by nobody else.
  /// - Throws: `AllocationError.outOfMemory` when `memory` is too small for the lists and one block.
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public init(in memory: UnsafeMutableRawBufferPointer) throws(AllocationError) {
    heap = try unsafe TLSFAllocator(in: memory, growth: .fixed, parent: NullAllocator())
  }

  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe heap.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe heap.deallocate(block) }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe heap.resize(&block, byteCount: byteCount)
  }

  /// Resizes in place, or else moves the block.
  ///
  /// - Complexity: O(1) in place, otherwise that of an allocation and O(min(old, new)).
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe heap.reallocateIfPossible(&block, byteCount: byteCount)
  }

  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    heap.goodByteCount(for: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    heap.supports(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe heap.owns(block) }

  #if !hasFeature(Embedded)
    /// What is in use and free.
    ///
    /// - Complexity: O(chunks): every block and every free piece is looked at.
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("StaticHeap", wrapping: heap.explain(), role: "heap")
      explanation.capabilities.subtract([.resets, .releasesUnused])
      return explanation
    }
  #endif
}

extension StaticHeap: SelfContainedAllocator {}

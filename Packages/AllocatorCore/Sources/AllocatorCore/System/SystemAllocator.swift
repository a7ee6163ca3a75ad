/// The platform's general allocator: `malloc` and its relatives.
///
/// Choose it at the end of a chain, and wherever nothing is known about sizes and lifetimes. It takes no room itself,
/// is a copyable handle, and is thread-safe. It calls the platform directly instead of Swift's own
/// `UnsafeMutableRawPointer.allocate`, so that it can fail: out of memory is a `nil`, not the end of the program.
///
/// It supports every power-of-two alignment, zeroes by `calloc`, and grows in place into the room that it asked
/// `malloc` for: the size rounded up as `malloc` would, where that is known without a call (Glibc). Shrinking by
/// ``reallocateIfPossible(_:byteCount:)`` returns memory; see there. Written for Glibc, Musl, Darwin, Android, WASI and
/// Windows; under Embedded Swift it asks for what Swift's own runtime asks for there, `posix_memalign` and `free`. Run
/// so far on Linux (Glibc) and on wasm32 (Embedded) only.
///
/// Optimized code may leave out an allocation whose memory is never touched, also one that the platform would refuse: a
/// raw block of `Int.max` bytes that is only compared with `nil` is not `nil` there.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct SystemAllocator: Allocator, Equatable, Sendable {
  @inlinable
  public init() {}

  /// Allocates a block of the platform's heap, or returns `nil` when it has no room.
  ///
  /// - Complexity: That of the platform's `malloc`.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard
      let address = unsafe SystemHeap.allocate(
        byteCount: SystemHeap.requestByteCount(for: byteCount), alignment: alignment)
    else {
      return nil
    }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Allocates a zeroed block; large ones come as fresh pages that need no writing.
  ///
  /// - Complexity: That of `calloc`.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard
      let address = unsafe SystemHeap.allocateZeroed(
        byteCount: SystemHeap.requestByteCount(for: byteCount), alignment: alignment)
    else {
      return nil
    }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Returns the block to the platform.
  ///
  /// - Complexity: That of `free`.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe SystemHeap.deallocate(block.address, alignment: block.alignment)
  }

  /// Succeeds when the block shrinks, or grows within what was asked of the platform for it.
  ///
  /// The memory behind a block that shrinks like this stays with it until it is reallocated or deallocated.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    guard unsafe byteCount <= block.byteCount || byteCount <= SystemHeap.requestByteCount(for: block.byteCount) else {
      return false
    }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Calls `realloc` where the alignment allows, which can move whole pages without copying, and returns to the
  /// platform what a block no longer needs.
  ///
  /// A block aligned to more than `malloc` ensures (16 bytes on 64-bit platforms) is moved when it shrinks by at least
  /// half of its size and a page of 4,096 bytes, and stays where it is otherwise, as it was. Shrinking never fails:
  /// when there is no memory to move to, the block stays.
  ///
  /// - Complexity: That of `realloc`.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    if unsafe block.alignment > SystemHeap.naturalAlignment {
      if unsafe SizeArithmetic.isWorthMoving(from: block.byteCount, to: byteCount),
        unsafe reallocateByMoving(&block, byteCount: byteCount)
      {
        return true
      }
      if unsafe resize(&block, byteCount: byteCount) { return true }
      return unsafe reallocateByMoving(&block, byteCount: byteCount)
    }
    guard let address = unsafe SystemHeap.reallocate(block, byteCount: SystemHeap.requestByteCount(for: byteCount))
    else {
      return unsafe resize(&block, byteCount: byteCount)
    }
    unsafe block = Block(address: address, byteCount: byteCount, alignment: block.alignment)
    return true
  }

  /// What the platform's heap would round `byteCount` up to, where that is known.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return SystemHeap.goodByteCount(for: byteCount, alignment: alignment)
  }
}

extension Allocator where Self == SystemAllocator {
  /// The platform's allocator, for use as an argument: `AllocatedBox(value, allocator: .system)`.
  @inlinable
  public static var system: SystemAllocator { SystemAllocator() }
}

#if !hasFeature(Embedded)
  extension SystemAllocator {
    public borrowing func explain() -> Explanation {
      Explanation("SystemAllocator", capabilities: [.resizesInPlace, .isThreadSafe])
    }
  }
#endif

/// The platform's general allocator: `malloc` and its relatives.
///
/// Choose it at the end of a chain, and wherever nothing is known about sizes and lifetimes. It takes no room itself,
/// is a copyable handle, and is thread-safe. It calls the platform directly instead of Swift's own
/// `UnsafeMutableRawPointer.allocate`, so that it can fail: out of memory is a `nil`, not the end of the program.
///
/// It supports every power-of-two alignment, zeroes by `calloc`, and grows in place into the room that `malloc` rounded
/// up to. Written for Glibc, Musl, Darwin, Android, WASI and Windows; under Embedded Swift it asks for what Swift's own
/// runtime asks for there, `posix_memalign` and `free`. Run so far on Linux (Glibc) and on wasm32 (Embedded) only.
@frozen
public struct SystemAllocator: Allocator, Equatable, Sendable {
  @inlinable
  public init() {}

  /// Gives a block from the platform's heap, or `nil` when it has none.
  ///
  /// - Complexity: That of the platform's `malloc`.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let address = unsafe SystemHeap.allocate(byteCount: max(byteCount, 1), alignment: alignment) else {
      return nil
    }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Gives a zeroed block; large ones come as fresh pages that need no writing.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let address = unsafe SystemHeap.allocateZeroed(byteCount: max(byteCount, 1), alignment: alignment) else {
      return nil
    }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Gives the block back to the platform.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe SystemHeap.deallocate(block.address, alignment: block.alignment)
  }

  /// Succeeds when the block shrinks, or grows within what the platform rounded its size up to.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    guard unsafe byteCount <= block.byteCount || byteCount <= SystemHeap.usableByteCount(of: block) else {
      return false
    }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Calls `realloc` where the alignment allows, which can move whole pages without copying.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    if unsafe block.alignment > SystemHeap.naturalAlignment {
      if unsafe resize(&block, byteCount: byteCount) { return true }
      return unsafe reallocateByMoving(&block, byteCount: byteCount)
    }
    guard let address = unsafe SystemHeap.reallocate(block, byteCount: max(byteCount, 1)) else {
      return unsafe resize(&block, byteCount: byteCount)
    }
    unsafe block = Block(address: address, byteCount: byteCount, alignment: block.alignment)
    return true
  }

  /// What the platform's heap would round `byteCount` up to, where it tells.
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

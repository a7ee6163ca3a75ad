public import AllocatorCore

/// An allocator that serves lists of equal blocks, linked through their first words: what thread caches are filled from.
///
/// Write a conformance where blocks are kept as lists anyway: a list changes hands in one call. ``BlockLists`` makes one of
/// any other allocator. Classes are those of ``Magazines``.
///
/// Each operation is O(number of blocks) unless it says otherwise.
public protocol BlockListAllocator: Allocator, ~Copyable {
  /// Allocates up to `count` blocks of a class; fewer, or none, when there is no room for more.
  borrowing func allocateList(_ index: Int, count: Int) -> (head: UnsafeMutableRawPointer?, count: Int)
  /// Deallocates a list of `count` blocks of a class.
  borrowing func deallocateList(_ index: Int, _ head: UnsafeMutableRawPointer?, count: Int)

  /// The memory that the allocator has for itself in each thread's cache, in bytes, aligned to 8; none, if not defined.
  static var threadByteCount: Int { get }
  /// The most bytes of blocks that it keeps there.
  static var threadLimit: Int { get }
  /// Makes what a thread begins with in that memory.
  ///
  /// - Complexity: O(1).
  borrowing func beginThread(_ memory: UnsafeMutableRawPointer)
  /// Takes back what a thread has there: it ends, or keeps nothing that it does not use.
  borrowing func emptyThread(_ memory: UnsafeMutableRawPointer)
}

extension BlockListAllocator where Self: ~Copyable {
  @inlinable public static var threadByteCount: Int { 0 }
  @inlinable public static var threadLimit: Int { 0 }
  /// Does nothing.
  ///
  /// - Complexity: O(1).
  @inlinable public borrowing func beginThread(_ memory: UnsafeMutableRawPointer) {}
  /// Does nothing.
  ///
  /// - Complexity: O(1).
  @inlinable public borrowing func emptyThread(_ memory: UnsafeMutableRawPointer) {}
}

/// Any allocator as one of lists: it is asked for blocks by the *n*, of a class's size.
///
/// Each operation costs what the base costs, and for a list O(number of blocks) more, unless it says otherwise.
@frozen
public struct BlockLists<Base: Allocator & ~Copyable>: TransparentAllocator, BlockListAllocator, ~Copyable {
  public let _base: Base

  /// The blocks of `base`.
  ///
  /// - Complexity: O(1).
  @inlinable public init(_ base: consuming Base) { _base = base }

  /// The alignment of a class's blocks, in bytes.
  @inlinable static func alignment(of byteCount: Int) -> Int { byteCount % 16 == 0 ? 16 : 8 }

  @inlinable
  public borrowing func allocateList(_ index: Int, count: Int) -> (head: UnsafeMutableRawPointer?, count: Int) {
    let byteCount = unsafe Magazines.blockByteCount(of: index)
    var head: UnsafeMutableRawPointer?
    let allocated = unsafe _base.allocateBlocks(
      count: count, byteCount: byteCount, alignment: Self.alignment(of: byteCount)
    ) { block in
      unsafe block.address.storeBytes(of: head, as: UnsafeMutableRawPointer?.self)
      unsafe head = unsafe block.address
    }
    return unsafe (head, allocated)
  }

  @inlinable
  public borrowing func deallocateList(_ index: Int, _ head: UnsafeMutableRawPointer?, count: Int) {
    let byteCount = unsafe Magazines.blockByteCount(of: index)
    let alignment = Self.alignment(of: byteCount)
    var next = unsafe head
    unsafe _base.deallocateBlocks(count: count) {
      let address = unsafe next.unsafelyUnwrapped
      unsafe next = unsafe address.load(as: UnsafeMutableRawPointer?.self)
      return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    }
  }
}

extension BlockLists: Copyable where Base: Copyable {}
extension BlockLists: Sendable where Base: Sendable & ~Copyable {}

/// An allocator that refuses every request.
///
/// Use it to end a chain: `pool.fallback(to: NullAllocator())` fails instead of reaching the heap, and
/// `small.segregated(upTo: 256, otherwise: NullAllocator())` proves that nothing larger is asked for.
///
/// It holds no memory, owns no block, and costs nothing. Returning a block to it is a programming error.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct NullAllocator: BlockLocator, ResettableAllocator, Equatable, Sendable {
  @inlinable
  public init() {}

  /// Refuses the request.
  ///
  /// - Parameters:
  ///   - byteCount: The size asked for, in bytes.
  ///   - alignment: The alignment asked for, a power of two.
  /// - Returns: `nil`, always.
  /// - Complexity: O(1).
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return nil
  }

  /// Stops the program: no block can have come from here.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe _stop("NullAllocator was given \(block) to deallocate, but it never allocates")
  }

  /// Stops the program: no block can have come from here.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe _stop("NullAllocator was given \(block) to resize, but it never allocates")
  }

  /// Whether `block` came from this allocator: never.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { false }

  /// The block around an address: none.
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? { nil }

  /// Does nothing: no block lives.
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {}
}

#if !hasFeature(Embedded)
  extension NullAllocator {
    public borrowing func explain() -> Explanation {
      Explanation("NullAllocator", capabilities: [.owns, .isThreadSafe, .locatesBlocks, .resets])
    }
  }
#endif

/// An allocator that can recognize its own blocks.
///
/// A fallback needs one as its primary, to know where a block is returned to.
public protocol BlockOwner: Allocator, ~Copyable, ~Escapable {
  /// Whether `block` lies in memory that this allocator allocates from.
  ///
  /// True for every live block of this allocator; false for blocks of others, for neighboring memory, for the address
  /// one past the end, and, unless the allocator says otherwise, for what begins in its memory and ends behind it:
  /// ``Block/lies(in:byteCount:)`` compares both.
  ///
  /// - Complexity: The allocator states it.
  borrowing func owns(_ block: Block) -> Bool
}

/// A block owner that finds a block from an address in it, and so can deallocate by address alone, as `free` does.
///
/// Combinators route such a return by ownership, never by size, since the size asked for is not known then. A wrapper
/// that keeps books by size charges the same size both ways, or does not conform.
public protocol BlockLocator: BlockOwner, ~Copyable, ~Escapable {
  /// The place of a live block that contains `address`, or `nil` when no block of this allocator does.
  ///
  /// - Returns: A block whose `byteCount` is the *capacity* of the place, not the size that was asked for.
  /// - Complexity: The allocator states it.
  borrowing func block(containing address: UnsafeRawPointer) -> Block?

  /// Deallocates the live block that contains `address`.
  ///
  /// The default deallocates what ``block(containing:)`` returns, and stops the program when that is `nil`.
  ///
  /// - Parameter address: An address in a live block of this allocator.
  /// - Complexity: That of `block(containing:)` and `deallocate`.
  @unsafe
  borrowing func deallocate(containing address: UnsafeRawPointer)
}

extension BlockLocator where Self: ~Copyable & ~Escapable {
  /// Deallocates what ``block(containing:)`` returns, and stops the program when that is `nil`.
  ///
  /// - Complexity: That of `block(containing:)` and `deallocate`.
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let block = unsafe block(containing: address) else {
      _stop("an allocator was asked to deallocate an address that lies in no block of it")
    }
    unsafe deallocate(block)
  }
}

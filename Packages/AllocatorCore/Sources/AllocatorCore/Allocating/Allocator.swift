/// Something that allocates raw memory in blocks.
///
/// Only ``allocateIfPossible(byteCount:alignment:)`` and ``deallocate(_:)`` have no default, so an allocator of one's
/// own takes a few lines. Users call the throwing forms (``allocate(byteCount:alignment:)``) or the typed layer above
/// them. An allocator that wraps another one conforms to ``ForwardingAllocator`` or ``TransparentAllocator``.
///
/// All operations are `borrowing`: an allocator keeps its mutable state behind a pointer, so that any number of its
/// blocks can be alive at once. What ends many lives together, such as a reset, is `mutating` or `consuming`.
///
/// ## What every allocator promises
///
/// - A request is refused (`nil`, nothing changed) or returns a block of exactly the size and alignment asked for.
/// - Live blocks never overlap, and nobody but their user changes them.
/// - A request of zero bytes returns a block that can be deallocated and that aliases no live byte.
/// - Sizes near `Int.max` are refused; arithmetic on them never wraps.
///
/// A negative size, or an alignment that is not a power of two, is a programming error and stops the program.
public protocol Allocator: ~Copyable, ~Escapable {
  // The primitives.

  /// Allocates a block, or returns `nil` when there is no room; then nothing has changed.
  ///
  /// This is the primitive that allocators and combinators implement and call: a `nil` costs one branch, where a caught
  /// `throw` costs a call into the runtime.
  ///
  /// - Parameters:
  ///   - byteCount: The size asked for, in bytes; zero or more.
  ///   - alignment: The alignment asked for, in bytes; a power of two.
  /// - Complexity: The allocator states it; O(1) in most.
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block?

  /// Deallocates a block.
  ///
  /// - Parameter block: A live block of this allocator, with the size and alignment it was allocated or resized with.
  /// - Complexity: The allocator states it; O(1) in most.
  borrowing func deallocate(_ block: Block)

  /// Grows or shrinks a block where it stands, or does nothing and returns `false`.
  ///
  /// The address never changes. On success `block.byteCount` is `byteCount`. The default succeeds only when the size
  /// stays as it is.
  ///
  /// - Complexity: O(1) by default.
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool

  // Derived operations. Their defaults call the primitives.

  /// Grows or shrinks a block, moving it when it must; `false` means that nothing has changed.
  ///
  /// The first `min(old, new)` bytes and the alignment are kept. The default resizes in place or else allocates, copies
  /// and deallocates.
  ///
  /// - Complexity: By default that of `resize`, or of an allocation and O(min(old, new)) where it moves.
  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool

  /// Allocates a block whose bytes are all zero, or returns `nil`. The default allocates and writes zeroes.
  ///
  /// - Complexity: By default that of an allocation, and O(`byteCount`).
  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block?

  /// Allocates up to `count` blocks of one size and alignment, and passes each to `body`.
  ///
  /// An allocator that has a cost per call, such as a lock, overrides this to pay it once. The default is a loop.
  ///
  /// - Parameters:
  ///   - count: The number of blocks asked for; zero or more.
  ///   - byteCount: The size of each block, in bytes; zero or more.
  ///   - alignment: The alignment of each block, in bytes; a power of two.
  ///   - body: Receives each block. It must not call this allocator.
  /// - Returns: The number of blocks allocated: `count`, or fewer when there is no more room.
  /// - Complexity: O(`count`) by default.
  borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int

  /// Deallocates `count` blocks, each a result of `next`.
  ///
  /// - Parameters:
  ///   - count: The number of blocks; zero or more.
  ///   - next: Returns the next block to deallocate: a live block of this allocator. It must not call this allocator.
  /// - Complexity: O(`count`) by default.
  borrowing func deallocateBlocks(count: Int, _ next: () -> Block)

  // Questions.

  /// The size to ask for so that no byte is wasted: at least `byteCount`, and as cheap as it.
  ///
  /// The default is `byteCount`. Who uses the result in a size must not trust a foreign allocator to keep this promise:
  /// take the larger of it and what is needed.
  ///
  /// - Complexity: O(1) by default.
  borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int

  /// Whether the alignment is no obstacle to a request of this size: `false` means that the same size could be had with
  /// an alignment of 1, but never with this one.
  ///
  /// A request that is refused for its size, or because memory is used up, is a matter of room, and the result is
  /// `true`. The default is `true`.
  ///
  /// - Complexity: O(1) by default.
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool

  // Housekeeping.

  /// Returns memory that is kept for later use, and that no block lies in, to the parent or the system.
  ///
  /// - Returns: The number of bytes returned. The default does nothing and returns 0.
  /// - Complexity: O(1) by default.
  @discardableResult
  borrowing func releaseUnused() -> Int

  #if !hasFeature(Embedded)
    /// What this allocator is made of: its name, parameters, capabilities, live figures, and its parts.
    ///
    /// The default names the type and nothing else.
    ///
    /// - Complexity: The allocator states it; by default 88 calls of `supports` at most.
    borrowing func explain() -> Explanation
  #endif
}

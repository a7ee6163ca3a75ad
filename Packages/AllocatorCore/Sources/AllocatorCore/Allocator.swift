/// Something that gives out raw memory in blocks and takes them back.
///
/// Only ``allocateIfPossible(byteCount:alignment:)`` and ``deallocate(_:)`` have no default, so an allocator of one's
/// own takes a few lines. Users call the throwing forms (``allocate(byteCount:alignment:)``) or the typed layer above
/// them.
///
/// All operations are `borrowing`: an allocator keeps its mutable state behind a pointer, so that any number of its
/// blocks can be alive at once. What ends many lives together, such as a reset, is `mutating` or `consuming`.
///
/// ## What every allocator promises
///
/// - A request is refused (`nil`, nothing changed) or answered by a block of exactly the size and alignment asked for.
/// - Live blocks never overlap, and nobody but their user changes them.
/// - A request of zero bytes gives a block that can be given back and that aliases no live byte.
/// - Sizes near `Int.max` are refused; arithmetic on them never wraps.
///
/// A negative size, or an alignment that is not a power of two, is a programming error and stops the program.
public protocol Allocator: ~Copyable, ~Escapable {
  /// Gives a block, or `nil` when there is none to give; then nothing has changed.
  ///
  /// This is the primitive that allocators and combinators implement and call: a `nil` costs one branch, where a caught
  /// `throw` costs a call into the runtime.
  ///
  /// - Parameters:
  ///   - byteCount: The size asked for, in bytes; zero or more.
  ///   - alignment: The alignment asked for, in bytes; a power of two.
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block?

  /// Takes a block back.
  ///
  /// - Parameter block: A live block of this allocator, with the size and alignment it was given or resized to.
  borrowing func deallocate(_ block: Block)

  /// Grows or shrinks a block where it stands, or does nothing and answers `false`.
  ///
  /// The address never changes. On success `block.byteCount` is `byteCount`. The default succeeds only when the size
  /// stays as it is.
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool

  /// Grows or shrinks a block, moving it when it must; `false` means that nothing has changed.
  ///
  /// The first `min(old, new)` bytes and the alignment are kept. The default resizes in place or else allocates, copies
  /// and deallocates.
  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool

  /// Gives a block whose bytes are all zero, or `nil`. The default allocates and writes zeroes.
  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block?

  /// The size to ask for so that no byte is wasted: at least `byteCount`, and as cheap as it.
  ///
  /// The default answers `byteCount`.
  borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int

  /// Whether a block of this alignment can be had at all, room permitting. The default answers `true`.
  borrowing func supports(alignment: Int) -> Bool

  #if !hasFeature(Embedded)
    /// What this allocator is made of: its name, parameters, capabilities, live figures, and its parts.
    ///
    /// The default names the type and nothing else.
    borrowing func explain() -> Explanation
  #endif
}

/// An allocator that can tell its own blocks from others'.
///
/// A fallback needs one as its primary, to know whom a block goes back to.
public protocol BlockOwner: Allocator, ~Copyable, ~Escapable {
  /// Whether `block` lies in memory that this allocator gives out.
  ///
  /// True for every live block of this allocator; false for blocks of others, for neighbouring memory and for the
  /// address one past the end.
  borrowing func owns(_ block: Block) -> Bool
}

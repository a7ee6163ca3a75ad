// Raw memory through a scope: it need not be returned, closing the scope frees it.
extension Scope: BlockOwner {
  /// Allocates the next `byteCount` bytes; `nil` when they do not fit and the arena cannot grow.
  ///
  /// - Complexity: O(1): an addition and a comparison. When a chunk is added, that of the arena's parent.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let address = unsafe place(byteCount: byteCount, alignment: alignment) else { return nil }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Deallocates a block: at once if it is the last one, otherwise when the scope closes.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe giveBack(block) }

  /// Grows or shrinks the last block; any other one only shrinks, which always succeeds.
  ///
  /// - Complexity: O(1), and the parent's cost when it grows the chunk.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe resizeInPlace(&block, byteCount: byteCount)
  }

  /// `byteCount` rounded up to a multiple of 8.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    ArenaState.goodByteCount(for: byteCount, alignment: alignment)
  }

  /// Whether `block` lies in what the scope's arena has allocated.
  ///
  /// - Complexity: O(1) for the current chunk, O(log chunks) otherwise.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe state.owns(block, before: cursor.get()) }

  #if !hasFeature(Embedded)
    /// What the scope is and has allocated.
    ///
    /// - Complexity: O(1).
    public borrowing func explain() -> Explanation {
      Explanation("Scope", capabilities: [.owns, .resizesInPlace], figures: [("allocated", allocatedByteCount)])
    }
  #endif

  /// A handle on this scope, for boxes, containers and allocators that store one.
  ///
  /// While the handle, or anything allocated through it, lives, this scope can be used in no other way.
  ///
  /// - Complexity: O(1).
  @_lifetime(&self)
  @inlinable
  public mutating func borrowed() -> BorrowedScope {
    unsafe state.lendScope(own, from: cursor.get())
    unsafe end.set(cursor.get())
    return unsafe _overrideLifetime(BorrowedScope(state), mutating: &self)
  }
}

/// A handle on a scope: an exclusive borrow of it, as wide as one pointer.
///
/// It is to a ``Scope`` what `BorrowedAllocator` is to an owner. Its blocks are to be returned before the scope
/// closes; debug builds stop the program otherwise.
@safe
@frozen
public struct BorrowedScope: BlockOwner, ~Escapable {
  @usableFromInline let state: UnsafeMutablePointer<ArenaState>

  @_lifetime(immortal)
  @inlinable
  init(_ state: UnsafeMutablePointer<ArenaState>) { unsafe self.state = unsafe state }

  /// Allocates the next `byteCount` bytes of the scope, or returns `nil` when they do not fit and the arena cannot grow.
  ///
  /// - Complexity: O(1): an addition and a comparison. When a chunk is added, that of the arena's parent.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe state.allocate(byteCount: byteCount, alignment: alignment, isArena: false) else {
      return nil
    }
    unsafe state.didMake(block.address, byteCount: byteCount)
    return unsafe block
  }
  /// Deallocates a block: its memory is free at once if it is the last one, otherwise when none of the handle's lives.
  ///
  /// - Complexity: O(1), and the parent's cost when chunks return to it.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe state.didEnd(block.address, byteCount: block.byteCount)
    unsafe state.deallocate(block, isArena: false)
  }
  /// Grows or shrinks the last block; any other one only shrinks, which always succeeds.
  ///
  /// - Complexity: O(1), and the parent's cost when it grows the chunk.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block
    guard unsafe state.resize(&block, byteCount: byteCount, isArena: false) else { return false }
    unsafe state.didEnd(old.address, byteCount: old.byteCount)
    unsafe state.didMake(block.address, byteCount: byteCount)
    return true
  }
  /// `byteCount` rounded up to a multiple of 8.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    ArenaState.goodByteCount(for: byteCount, alignment: alignment)
  }
  /// Whether `block` lies in what the scope's arena has allocated.
  ///
  /// - Complexity: O(1) for the current chunk, O(log chunks) otherwise.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe state.owns(block, before: state.pointee.cursor) }
  #if !hasFeature(Embedded)
    /// What the handle is, and what its arena has allocated.
    ///
    /// - Complexity: O(1).
    public borrowing func explain() -> Explanation {
      unsafe Explanation(
        "BorrowedScope", capabilities: [.owns, .resizesInPlace],
        figures: [("allocated", state.allocatedByteCount(before: state.pointee.cursor))])
    }
  #endif
}

/// A handle on an owner: an exclusive borrow of it, as wide as one pointer.
///
/// While a handle, or anything allocated through it, is alive, its owner can neither be consumed, replaced, reset nor
/// used in another way: the compiler sees to it. Handles can be copied, stored by boxes and containers, and serve as
/// the parent of other allocators.
///
/// An owner that cannot escape itself, such as an arena whose parent is a handle, cannot be borrowed like this, since
/// Swift has no pointers to nonescapable values; such an arena lends itself through its scopes.
///
/// Each operation is O(1) and at most one call of the owner unless it says otherwise.
@safe
@frozen
public struct BorrowedAllocator<Owner: Allocator & ~Copyable>: TransparentAllocator, ~Escapable {
  @usableFromInline let address: UnsafeMutablePointer<Owner>

  /// A handle on `owner`, which nobody else can use while the handle lives.
  ///
  /// - Complexity: O(1).
  @_lifetime(&owner)
  @inlinable
  public init(_ owner: inout Owner) {
    unsafe self.address = withUnsafeMutablePointer(to: &owner) { unsafe $0 }
  }

  /// The owner itself: its figures, and what else it has beside allocating.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var owner: Owner {
    @inline(always) unsafeAddress { unsafe UnsafePointer(address) }
  }

  @inlinable
  public var _base: Owner {
    @inline(always) unsafeAddress { unsafe UnsafePointer(address) }
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = unsafe Explanation("BorrowedAllocator", wrapping: address.pointee.explain(), role: "owner")
      explanation.capabilities.remove(.resets)  // its owner's to do
      return explanation
    }
  #endif
}

extension BorrowedAllocator: BlockOwner where Owner: BlockOwner & ~Copyable {}
extension BorrowedAllocator: BlockLocator where Owner: BlockLocator & ~Copyable {}

extension Allocator where Self: ~Copyable {
  /// A handle on this allocator, which nobody else can use while the handle lives.
  ///
  /// - Complexity: O(1).
  @_lifetime(&self)
  @inlinable
  public mutating func borrowed() -> BorrowedAllocator<Self> { BorrowedAllocator(&self) }

  /// Calls `body` with a handle on this allocator.
  ///
  /// Use this form where the owner is a stored property of a class; everywhere else ``borrowed()`` is simpler, and the
  /// compiler sees more of it: inside `body` it does not notice when something allocated through the handle is assigned
  /// to a variable from outside. Debug builds do, when the owner is destroyed.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and that of `body`.
  @inlinable
  public mutating func withBorrowed<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing BorrowedAllocator<Self>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(BorrowedAllocator(&self))
  }
}

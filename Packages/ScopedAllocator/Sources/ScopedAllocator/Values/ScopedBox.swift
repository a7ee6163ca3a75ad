import Builtin

/// One value in a scope's memory: an owning pointer, one word wide.
///
/// The value's destructor runs when the box dies, newest first; the memory is free again when the scope closes. A box
/// cannot leave its scope. It takes nonescapable values too, such as nodes that own boxes of the same scope, so that
/// whole trees live and die in an arena.
///
/// An enumeration's case with two boxes cannot be read in place: `case .sum(let a, let b)` of a borrowed value is refused
/// by Swift 6.3.1 as a *copy of noncopyable typed value*. Put both into a struct, and that into the case, as the article
/// *Mutable data in an arena* shows.
///
/// Trees may be of any depth: once nested destructors have used 128 to 256 KiB of the stack, or half of what a smaller
/// one has left, those of boxes and arrays further down run in a loop. There, a value's own destructor is followed by
/// those of the values in its boxes, in their order, and all of these by those one step further down. (Under Embedded
/// Swift, on systems without POSIX threads, and where each value holds a scope, they nest to the end.) What a
/// destructor itself moves out of its boxes ends where it says, within it.
///
/// A value with a destructor takes eight bytes more, or as many as its alignment: a scope counts the boxes and arrays that
/// have destructors to run, and stops the program, in every build, when it closes before one of them.
///
/// Properties are O(1); every other operation says what it costs.
@safe
@frozen
public struct ScopedBox<Value: ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var address: UnsafeMutableRawPointer
  @usableFromInline let anchor = DeinitAnchor()

  @_lifetime(immortal)
  @inline(always)
  @inlinable
  init(adopting address: UnsafeMutableRawPointer) { unsafe self.address = unsafe address }

  @inline(always)
  @inlinable
  deinit {
    // A box whose value was moved out points to its own sentinel.
    guard unsafe UInt(bitPattern: address) != Self.sentinelAddress else { return }
    unsafe didEndScopedValue(at: address)
    guard Self.needsDestruction else { return }
    if isDeeplyNested() {
      unsafe destroyDeeplyNested(address, Value.self)
    } else {
      unsafe OwnedPlace.didEnd(address)
      unsafe address._destroyNonescapable(Value.self)
    }
  }

  @inlinable
  static var needsDestruction: Bool { !Bool(Builtin.ispod(Value.self)) }

  @inlinable
  static var sentinelAddress: UInt { ~7 }

  /// Calls `body` with the value: the way to read one that is nonescapable.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withValue<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe address._withNonescapable(Value.self, body)
  }

  /// Moves the value out and ends the box. Its memory is free again when the scope closes.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func consume() -> Value {
    let address = unsafe release()
    return unsafe address._takeNonescapable()
  }

  /// Ends the box without ending the value.
  @inlinable
  consuming func release() -> UnsafeMutableRawPointer {
    let released = unsafe address
    unsafe didEndScopedValue(at: released)
    if Self.needsDestruction { unsafe OwnedPlace.didEnd(released) }
    unsafe address = Bumping.pointer(Self.sentinelAddress)
    return unsafe released
  }
}

extension ScopedBox where Value: ~Copyable {
  /// Calls `body` with the value, in place.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withValue<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(address.assumingMemoryBound(to: Value.self).pointee)
  }

  /// The value, read and modified in place.
  @inlinable
  public var value: Value {
    _read { yield unsafe address.assumingMemoryBound(to: Value.self).pointee }
    _modify { yield unsafe &address.assumingMemoryBound(to: Value.self).pointee }
  }

  /// The memory that holds the value.
  @unsafe
  @inlinable
  public var block: Block {
    unsafe Block(
      address: address, byteCount: MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment)
  }
}

import Builtin

/// A reference to a value in a scope's memory: read-only, copyable, one word wide.
///
/// Choose it wherever nothing is mutated: the compiler follows it into the variables that it is assigned to, where it
/// loses sight of boxes (but not into the next round of a loop), and values may refer to one another by it. The scope
/// owns the value, and runs its destructor when it closes, newest first.
///
/// Properties are O(1) unless they say otherwise; every other operation says what it costs.
@safe
@frozen
public struct ScopedRef<Value: ~Copyable & ~Escapable>: ~Escapable {
  @usableFromInline let address: UnsafeMutableRawPointer

  @_lifetime(immortal)
  @inline(always)
  @inlinable
  init(_ address: UnsafeMutableRawPointer) { unsafe self.address = unsafe address }

  /// Calls `body` with the value: the way to read one that is nonescapable.
  ///
  /// - Returns: What `body` returns.
  /// - Complexity: O(1), and what `body` takes.
  // A form of its own: where the other cannot throw, Swift 6.3 takes the way on which it would for a use of the
  // reference after the end of its scope.
  @inlinable
  public func withValue<Result: ~Copyable>(_ body: (borrowing Value) -> Result) -> Result {
    unsafe expectReferent(of: "ScopedRef", at: address)
    return unsafe address._withNonescapable(Value.self, body)
  }

  /// Calls `body` with the value: the way to read one that is nonescapable.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public func withValue<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe expectReferent(of: "ScopedRef", at: address)
    return try unsafe address._withNonescapable(Value.self, body)
  }
}

extension ScopedRef: BitwiseCopyable where Value: ~Copyable & ~Escapable {}

extension ScopedRef where Value: ~Copyable {
  /// Calls `body` with the value, in place.
  ///
  /// - Returns: What `body` returns.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public func withValue<Result: ~Copyable>(_ body: (borrowing Value) -> Result) -> Result {
    unsafe expectReferent(of: "ScopedRef", at: address)
    return unsafe body(address.assumingMemoryBound(to: Value.self).pointee)
  }

  /// Calls `body` with the value, in place.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public func withValue<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe expectReferent(of: "ScopedRef", at: address)
    return try unsafe body(address.assumingMemoryBound(to: Value.self).pointee)
  }

  /// The value.
  @inlinable
  public var value: Value {
    unsafeAddress {
      unsafe expectReferent(of: "ScopedRef", at: address)
      return unsafe UnsafePointer(address.assumingMemoryBound(to: Value.self))
    }
  }
}

extension ScopedRef where Value: BitwiseCopyable & ~Escapable {
  /// A copy of the value, such as a node that refers to others of its scope.
  @inlinable
  public var value: Value {
    @_lifetime(copy self)
    get {
      unsafe expectReferent(of: "ScopedRef", at: address)
      return unsafe _overrideLifetime(address._takeNonescapable(), copying: self)
    }
  }
}

extension ScopedRef where Value: BitwiseCopyable {
  /// The value.
  @inlinable
  public var value: Value {
    @inline(always)
    get {
      unsafe expectReferent(of: "ScopedRef", at: address)
      return unsafe address.assumingMemoryBound(to: Value.self).pointee
    }
  }
}

// A value that has a destructor must not be reached after its scope has closed, so its references borrow the scope. A
// value without one stays intact until the memory is used again, which the scope's own lifetime rules out, so its
// references may be held while inner scopes come and go.
//
// The scope runs destructors when it closes, when another scope's values may be gone. So a value that depends on others
// must be copyable: its destructor then only releases what it holds, and runs no code that could follow a reference.
extension Scope {
  /// Moves `value` into this scope's memory, to be read through references.
  ///
  /// The scope runs the value's destructor when it closes, newest first, at a cost of 32 bytes, and 24 once a scope. While references to a
  /// value with a destructor are in use, no inner scope can be opened; for bitwise-copyable values there is no such
  /// restriction.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the value is destroyed then.
  /// - Complexity: O(1).
  @_lifetime(borrow self)
  @inlinable
  public borrowing func ref<Value: ~Copyable>(
    _ value: consuming Value
  ) throws(AllocationError) -> ScopedRef<Value> {
    let address = try unsafe place(value)
    return unsafe _overrideLifetime(ScopedRef(address), borrowing: self)
  }

  /// Moves `value`, which depends on others such as the nodes it refers to, into this scope's memory.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the value is destroyed then.
  /// - Complexity: O(1).
  @_disfavoredOverload
  @_lifetime(borrow self, copy value)
  @inlinable
  public borrowing func ref<Value: ~Escapable>(
    _ value: consuming Value
  ) throws(AllocationError) -> ScopedRef<Value> {
    let address = try unsafe place(value)
    return unsafe _overrideLifetime(ScopedRef(address), borrowing: self)
  }

  @_documentation(visibility: internal)
  @available(
    *, unavailable, message: "the scope would destroy this value when what it depends on may be gone: make(_:) a box"
  )
  @_lifetime(borrow self, copy value)
  public borrowing func ref<Value: ~Copyable & ~Escapable>(
    _ value: consuming Value
  ) throws(AllocationError) -> ScopedRef<Value> {
    throw .outOfMemory
  }

  /// Moves `value` into this scope's memory, to be read through references.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(1).
  @_lifetime(copy self, copy value)
  @inline(always)
  @inlinable
  public borrowing func ref<Value: BitwiseCopyable & ~Escapable>(
    _ value: Value
  ) throws(AllocationError) -> ScopedRef<Value> {
    let address = try unsafe allocatePlace(for: Value.self)
    unsafe address._initializeNonescapable(to: value)
    unsafe state.didRefer(to: address)
    return unsafe _overrideLifetime(ScopedRef(address), copying: self)
  }

  /// Ends a box without ending its value, which can be read from now on through references, and no longer be changed.
  ///
  /// The scope runs the value's destructor when it closes. The box must be of this scope or one around it.
  ///
  /// - Throws: `AllocationError.outOfMemory` when there is no room to note the destructor (32 bytes); the box and its
  ///   value are destroyed then.
  /// - Complexity: O(1); O(log chunks) for a box that is not in the current chunk.
  @_lifetime(borrow self, copy box)
  @inlinable
  public borrowing func freeze<Value: ~Copyable>(
    _ box: consuming ScopedBox<Value>
  ) throws(AllocationError) -> ScopedRef<Value> {
    let address = try unsafe adoptValue(of: box)
    return unsafe _overrideLifetime(ScopedRef(address), borrowing: self)
  }

  /// Ends a box without ending its value, which depends on others and can be read from now on through references.
  ///
  /// - Throws: `AllocationError.outOfMemory` when there is no room to note the destructor (32 bytes); the box and its
  ///   value are destroyed then.
  /// - Complexity: O(1); O(log chunks) for a box that is not in the current chunk.
  @_disfavoredOverload
  @_lifetime(borrow self, copy box)
  @inlinable
  public borrowing func freeze<Value: ~Escapable>(
    _ box: consuming ScopedBox<Value>
  ) throws(AllocationError) -> ScopedRef<Value> {
    let address = try unsafe adoptValue(of: box)
    return unsafe _overrideLifetime(ScopedRef(address), borrowing: self)
  }

  @_documentation(visibility: internal)
  @available(
    *, unavailable, message: "the scope would destroy this value when what it depends on may be gone: keep the box"
  )
  @_lifetime(borrow self, copy box)
  public borrowing func freeze<Value: ~Copyable & ~Escapable>(
    _ box: consuming ScopedBox<Value>
  ) throws(AllocationError) -> ScopedRef<Value> {
    throw .outOfMemory
  }

  /// Ends a box without ending its value, which can be read from now on through references, and no longer be changed.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self, copy box)
  @inlinable
  public borrowing func freeze<Value: BitwiseCopyable & ~Escapable>(_ box: consuming ScopedBox<Value>) -> ScopedRef<
    Value
  > {
    let address = unsafe box.release()
    unsafe state.didRefer(to: address)
    return unsafe _overrideLifetime(ScopedRef(address), copying: self)
  }

  /// Moves `value` to where the scope will destroy it when it closes, with the note of it behind it.
  @inlinable
  borrowing func place<Value: ~Copyable & ~Escapable>(
    _ value: consuming Value
  ) throws(AllocationError) -> UnsafeMutableRawPointer {
    guard !Bool(Builtin.ispod(Value.self)) else {
      let address = try unsafe allocatePlace(for: Value.self)
      unsafe address._initializeNonescapable(to: value)
      unsafe state.didRefer(to: address)
      return unsafe address
    }
    let alignment = max(MemoryLayout<Value>.alignment, MemoryLayout<PendingDestructor>.alignment)
    let offset = Bumping.room(for: MemoryLayout<Value>.stride)
    guard let byteCount = unsafe SizeArithmetic.sum(offset, state.destructorByteCount),
      let address = unsafe place(byteCount: byteCount, alignment: alignment)
    else { throw .outOfMemory }
    unsafe address._initializeNonescapable(to: value)
    unsafe state.destroyOnClosing(address, Value.self, noteAt: address + offset)
    unsafe state.didRefer(to: address)
    return unsafe address
  }

  /// Takes over the duty to destroy the value of `box`, which must be in memory that lives at least as long as this
  /// scope.
  @inlinable
  borrowing func adoptValue<Value: ~Copyable & ~Escapable>(
    of box: consuming ScopedBox<Value>
  ) throws(AllocationError) -> UnsafeMutableRawPointer {
    let block = unsafe Block(
      address: box.address, byteCount: MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment)
    if unsafe !owns(block) { _stop("a ScopedBox was frozen by a scope of another arena") }
    if !Bool(Builtin.ispod(Value.self)) {
      let note = unsafe place(
        byteCount: state.destructorByteCount, alignment: MemoryLayout<PendingDestructor>.alignment)
      guard let note = unsafe note else { throw .outOfMemory }
      unsafe state.destroyOnClosing(box.address, Value.self, noteAt: note)
    }
    let address = unsafe box.release()
    unsafe state.didRefer(to: address)
    return unsafe address
  }
}

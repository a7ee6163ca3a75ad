extension Scope {
  /// Moves `value` into this scope's memory.
  ///
  /// - Returns: A box that owns the value and cannot leave the scope.
  /// - Throws: `AllocationError.outOfMemory`; the value is destroyed then. ``store(_:)`` returns it instead.
  /// - Complexity: O(1).
  @_lifetime(copy self, copy value)
  @inline(always)
  @inlinable
  public borrowing func make<Value: ~Copyable & ~Escapable>(
    _ value: consuming Value
  ) throws(AllocationError) -> ScopedBox<Value> {
    let address = try unsafe allocateOwnedPlace(for: Value.self)
    unsafe address._initializeNonescapable(to: value)
    return unsafe _overrideLifetime(adopt(address, Value.self), copying: self)
  }

  /// Moves `value` into this scope's memory, or returns it.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self, copy value)
  @inlinable
  public borrowing func store<Value: ~Copyable & ~Escapable>(
    _ value: consuming Value
  ) -> StoreResult<ScopedBox<Value>, Value> {
    let address: UnsafeMutableRawPointer
    do throws(AllocationError) {
      unsafe address = try allocateOwnedPlace(for: Value.self)
    } catch {
      return .rejected(value, error)
    }
    unsafe address._initializeNonescapable(to: value)
    return unsafe .stored(_overrideLifetime(adopt(address, Value.self), copying: self))
  }

  /// Makes a value in place: it is never on the stack, however large it is.
  ///
  /// - Parameters:
  ///   - type: The type of the value.
  ///   - initializer: Initializes the value through the place it is given, which must be done when it returns. When it
  ///     throws, what it had initialized is destroyed and the memory is returned.
  /// - Throws: `AllocationError`, from the allocation or from `initializer`.
  /// - Complexity: O(1), and what `initializer` takes.
  @_lifetime(copy self)
  @inlinable
  public borrowing func make<Value: ~Copyable>(
    of type: Value.Type, initializingWith initializer: (inout Place<Value>) throws(AllocationError) -> Void
  ) throws(AllocationError) -> ScopedBox<Value> {
    let address = try unsafe allocateOwnedPlace(for: Value.self)
    do throws(AllocationError) {
      try unsafe Place.initialize(address.bindMemory(to: Value.self, capacity: 1), with: initializer)
    } catch {
      unsafe deallocateOwnedPlace(address, of: Value.self)
      throw error
    }
    return unsafe _overrideLifetime(adopt(address, Value.self), copying: self)
  }

  #if !hasFeature(Embedded)
    /// Makes a value in place by a closure that may throw any error.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - initializer: Initializes the value through the place it is given, which must be done when it returns. When
    ///     it throws, what it had initialized is destroyed and the memory is returned.
    /// - Throws: `AllocationError` when there is no room, or what `initializer` throws.
    /// - Complexity: O(1), and what `initializer` takes.
    @_lifetime(copy self)
    @inlinable
    public borrowing func make<Value: ~Copyable>(
      of type: Value.Type, initializingWith initializer: (inout Place<Value>) throws -> Void
    ) throws -> ScopedBox<Value> {
      let address = try unsafe allocateOwnedPlace(for: Value.self)
      do {
        try unsafe Place.initialize(address.bindMemory(to: Value.self, capacity: 1), with: initializer)
      } catch {
        unsafe deallocateOwnedPlace(address, of: Value.self)
        throw error
      }
      return unsafe _overrideLifetime(adopt(address, Value.self), copying: self)
    }
  #endif

  @inline(always)
  @inlinable
  borrowing func allocatePlace<Value: ~Copyable & ~Escapable>(
    for type: Value.Type
  ) throws(AllocationError) -> UnsafeMutableRawPointer {
    let address = unsafe place(byteCount: MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment)
    guard let address = unsafe address else { throw .outOfMemory }
    return unsafe address
  }

  /// Takes the memory for a value that a box will own.
  @inline(always)
  @inlinable
  borrowing func allocateOwnedPlace<Value: ~Copyable & ~Escapable>(
    for type: Value.Type
  ) throws(AllocationError) -> UnsafeMutableRawPointer {
    guard ScopedBox<Value>.needsDestruction else { return try unsafe allocatePlace(for: Value.self) }
    let address = unsafe ownedPlace(byteCount: MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment)
    guard let address = unsafe address else { throw .outOfMemory }
    return unsafe address
  }

  @inlinable
  borrowing func deallocateOwnedPlace<Value: ~Copyable>(_ address: UnsafeMutableRawPointer, of type: Value.Type) {
    var start = unsafe address
    if ScopedBox<Value>.needsDestruction {
      unsafe OwnedPlace.didEnd(address)
      unsafe start -= OwnedPlace.headByteCount(alignment: MemoryLayout<Value>.alignment)
    }
    unsafe giveBack(
      Block(
        address: start, byteCount: address - start + MemoryLayout<Value>.stride,
        alignment: MemoryLayout<Value>.alignment))
  }

  /// A box for the value at `address`, noted in debug builds.
  @_lifetime(immortal)
  @inline(always)
  @inlinable
  borrowing func adopt<Value: ~Copyable & ~Escapable>(
    _ address: UnsafeMutableRawPointer, _ type: Value.Type
  ) -> ScopedBox<Value> {
    unsafe state.didMake(address, byteCount: MemoryLayout<Value>.stride)
    return unsafe ScopedBox(adopting: address)
  }
}

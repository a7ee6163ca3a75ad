/// What became of a value that was to be stored: it is in its new home, or it comes back with the reason.
@frozen
public enum StoreResult<Stored: ~Copyable & ~Escapable, Value: ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  /// The value is stored.
  case stored(Stored)
  /// There was no room; here is the value, as it was.
  case rejected(Value, AllocationError)
}

extension StoreResult: Escapable
where Stored: Escapable & ~Copyable, Value: Escapable & ~Copyable {}

extension Allocator where Self: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable, message: "a box stores a handle: use borrowed() or shared() of an owner, and make(_:) in a scope"
  )
  public borrowing func makeBox<Value: ~Copyable>(
    _ value: consuming Value
  ) throws(AllocationError) -> AllocatedBox<Value, SystemAllocator> {
    throw .outOfMemory
  }
}

extension Allocator where Self: ~Escapable {
  /// Moves `value` into a box in memory of this allocator.
  ///
  /// - Throws: ``AllocationError``; the value is destroyed then. ``storeInBox(_:)`` returns it instead.
  /// - Complexity: That of an allocation, and a move of the value.
  @_lifetime(copy self)
  @inline(always)
  @inlinable
  public func makeBox<Value: ~Copyable>(_ value: consuming Value) throws(AllocationError) -> AllocatedBox<Value, Self> {
    try AllocatedBox(value, allocator: self)
  }

  /// Moves `value` into a box in memory of this allocator, or returns the value.
  ///
  /// ```swift
  /// switch memory.storeInBox(connection) {
  /// case .stored(let box): serve(box)
  /// case .rejected(let connection, let error): refuse(connection, error)
  /// }
  /// ```
  ///
  /// - Complexity: That of an allocation, and a move of the value.
  @_lifetime(copy self)
  @inlinable
  public func storeInBox<Value: ~Copyable>(_ value: consuming Value) -> StoreResult<AllocatedBox<Value, Self>, Value> {
    let place: UnsafeMutablePointer<Value>
    do throws(AllocationError) {
      unsafe place = try allocatePlace(for: Value.self)
    } catch {
      return .rejected(value, error)
    }
    unsafe place.initialize(to: value)
    return unsafe .stored(AllocatedBox(unsafelyAdopting: place, allocator: self))
  }

  /// Makes a box whose value is initialized in place: it is never on the stack, however large it is.
  ///
  /// ```swift
  /// let frame = try memory.makeBox(of: Frame.self) { place in
  ///   place.initialize { pointer in … }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - type: The type of the value.
  ///   - initializer: Initializes the value through the place it is given, which must be done when it returns. When it
  ///     throws, what it had initialized is destroyed and the memory is returned.
  /// - Throws: ``AllocationError``, from the allocation or from `initializer`.
  /// - Complexity: That of an allocation, and of `initializer`.
  @_lifetime(copy self)
  @inlinable
  public func makeBox<Value: ~Copyable>(
    of type: Value.Type, initializingWith initializer: (inout Place<Value>) throws(AllocationError) -> Void
  ) throws(AllocationError) -> AllocatedBox<Value, Self> {
    let pointer = try unsafe allocatePlace(for: Value.self)
    do throws(AllocationError) {
      try unsafe Place.initialize(pointer, with: initializer)
    } catch {
      unsafe deallocatePlace(pointer)
      throw error
    }
    return unsafe AllocatedBox(unsafelyAdopting: pointer, allocator: self)
  }

  #if !hasFeature(Embedded)
    /// Makes a box whose value is initialized in place by a closure that may throw any error.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - initializer: Initializes the value through the place it is given, which must be done when it returns. When
    ///     it throws, what it had initialized is destroyed and the memory is returned.
    /// - Throws: ``AllocationError`` when there is no room, or what `initializer` throws.
    /// - Complexity: That of an allocation, and of `initializer`.
    @_lifetime(copy self)
    @inlinable
    public func makeBox<Value: ~Copyable>(
      of type: Value.Type, initializingWith initializer: (inout Place<Value>) throws -> Void
    ) throws -> AllocatedBox<Value, Self> {
      let pointer = try unsafe allocatePlace(for: Value.self)
      do {
        try unsafe Place.initialize(pointer, with: initializer)
      } catch {
        unsafe deallocatePlace(pointer)
        throw error
      }
      return unsafe AllocatedBox(unsafelyAdopting: pointer, allocator: self)
    }
  #endif
}

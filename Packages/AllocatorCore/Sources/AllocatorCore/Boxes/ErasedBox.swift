#if !hasFeature(Embedded)
  /// A box whose value's type is not known at compile time.
  ///
  /// Choose it for collections of boxes of different types. It remembers the type, runs the right destructor, returns
  /// the memory, and turns into an ``AllocatedBox`` again by ``downcast(to:)``. Not available under Embedded
  /// Swift, which has no run-time types.
  ///
  /// ```swift
  /// let erased = try memory.makeBox(42).erased()
  /// switch erased.downcast(to: Int.self) {
  /// case .box(let box): print(box.value)
  /// case .other(let erased): print("a \(erased.typeName)")
  /// }
  /// ```
  @safe
  public struct ErasedBox<A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
    private var address: UnsafeMutableRawPointer?
    private let type: ErasedType

    /// Forgets the type of the value in `box`.
    ///
    /// - Complexity: O(1).
    @_lifetime(copy box)
    public init<Value: ~Copyable>(_ box: consuming AllocatedBox<Value, A>) {
      type = .of(Value.self, A.self)
      unsafe address = unsafe UnsafeMutableRawPointer(box.disown())
    }

    deinit {
      if let address = unsafe address { unsafe type.destroyBox(address) }
    }

    /// The name of the value's type.
    public var typeName: String { type.name }

    /// Whether the value is exactly of type `candidate`.
    ///
    /// - Complexity: O(1).
    public func holds<Value: ~Copyable>(_ candidate: Value.Type) -> Bool {
      type.identifier == ObjectIdentifier(candidate)
    }

    /// Calls `body` with the value when it is of type `Value`, and returns `nil` otherwise.
    ///
    /// - Throws: What `body` throws.
    /// - Complexity: O(1), and that of `body`.
    public borrowing func withValue<Value: ~Copyable, Result: ~Copyable, Failure: Error>(
      as candidate: Value.Type, _ body: (borrowing Value) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
      guard holds(candidate), let address = unsafe address else { return nil }
      return try unsafe body(address.assumingMemoryBound(to: Value.self).pointee)
    }

    /// The box with its type again, or this box as it was when its value is of another type.
    ///
    /// - Complexity: O(1).
    @_lifetime(copy self)
    public consuming func downcast<Value: ~Copyable>(to candidate: Value.Type) -> DowncastResult<Value, A> {
      guard holds(candidate), let held = unsafe address else { return .other(self) }
      unsafe address = nil
      return unsafe .box(
        _overrideLifetime(AllocatedBox(owning: held.assumingMemoryBound(to: Value.self)), copying: self))
    }
  }

  extension ErasedBox: Escapable where A: Escapable {}

  /// What ``ErasedBox/downcast(to:)`` found.
  public enum DowncastResult<Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
    /// The value is of the type asked for.
    case box(AllocatedBox<Value, A>)
    /// It is of another type; here is its box, as it was.
    case other(ErasedBox<A>)
  }

  extension DowncastResult: Escapable where Value: ~Copyable, A: Escapable {}

  /// What is remembered of a box whose type was forgotten.
  @safe
  private struct ErasedType {
    let identifier: ObjectIdentifier
    let name: String
    let destroyBox: (UnsafeMutableRawPointer) -> Void

    static func of<Value: ~Copyable, A: Allocator & ~Escapable>(_ type: Value.Type, _ handle: A.Type) -> ErasedType {
      unsafe ErasedType(
        identifier: ObjectIdentifier(type), name: String(describing: type),
        destroyBox: { address in
          _ = unsafe AllocatedBox<Value, A>(owning: address.assumingMemoryBound(to: Value.self))
        })
    }
  }

  extension AllocatedBox where Value: ~Copyable, A: ~Escapable {
    /// This box without its type.
    ///
    /// - Complexity: O(1).
    @_lifetime(copy self)
    public consuming func erased() -> ErasedBox<A> { ErasedBox(self) }
  }
#endif

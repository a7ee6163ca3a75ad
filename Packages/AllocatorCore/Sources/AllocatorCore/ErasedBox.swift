#if !hasFeature(Embedded)
  /// A box whose value's type is not known at compile time.
  ///
  /// Choose it for collections of boxes of different types. It remembers the type, runs the right destructor, gives the
  /// memory back, and turns into an ``AllocatedBox`` again by ``downcast(to:)``. It costs two words more than the box it
  /// was made from. Not available under Embedded Swift, which has no run-time types.
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
    private var block: Block?
    private let type: ErasedType
    /// The handle that the memory came from.
    public let allocator: A
    private let anchor = DeinitAnchor()

    /// Forgets the type of the value in `box`.
    ///
    /// - Complexity: O(1).
    @_lifetime(copy box)
    public init<Value: ~Copyable>(_ box: consuming AllocatedBox<Value, A>) {
      allocator = box.allocator
      type = .of(Value.self)
      unsafe block = unsafe Block(of: box.unsafelyRelease())
    }

    deinit {
      guard let block = unsafe block else { return }
      unsafe type.destroy(block.address)
      unsafe allocator.deallocate(block)
    }

    /// The name of the value's type.
    public var typeName: String { type.name }

    /// Whether the value is exactly of type `candidate`.
    public func holds<Value: ~Copyable>(_ candidate: Value.Type) -> Bool {
      type.identifier == ObjectIdentifier(candidate)
    }

    /// Calls `body` with the value when it is of type `Value`, and answers `nil` otherwise.
    ///
    /// - Throws: What `body` throws.
    public borrowing func withValue<Value: ~Copyable, Result: ~Copyable, Failure: Error>(
      as candidate: Value.Type, _ body: (borrowing Value) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
      guard holds(candidate), let block = unsafe block else { return nil }
      return try unsafe body(block.address.assumingMemoryBound(to: Value.self).pointee)
    }

    /// The box with its type again, or this box as it was when its value is of another type.
    ///
    /// - Complexity: O(1).
    @_lifetime(copy self)
    public consuming func downcast<Value: ~Copyable>(to candidate: Value.Type) -> DowncastResult<Value, A> {
      guard holds(candidate), let held = unsafe block else { return .other(self) }
      let allocator = allocator
      unsafe block = nil
      return unsafe .box(
        AllocatedBox(
          unsafelyAdopting: held.address.assumingMemoryBound(to: Value.self), allocator: allocator))
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

  /// What is remembered of a type that was forgotten.
  @safe
  private struct ErasedType {
    let identifier: ObjectIdentifier
    let name: String
    let destroy: (UnsafeMutableRawPointer) -> Void

    static func of<Value: ~Copyable>(_ type: Value.Type) -> ErasedType {
      unsafe ErasedType(
        identifier: ObjectIdentifier(type), name: String(describing: type),
        destroy: { address in
          unsafe address.assumingMemoryBound(to: Value.self).deinitialize(count: 1)
        })
    }
  }

  extension AllocatedBox where Value: ~Copyable, A: ~Escapable {
    /// This box without its type.
    @_lifetime(copy self)
    public consuming func erased() -> ErasedBox<A> { ErasedBox(self) }
  }
#endif

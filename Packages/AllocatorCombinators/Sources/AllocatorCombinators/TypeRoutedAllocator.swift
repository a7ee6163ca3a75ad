/// Two allocators, of which the type of a value chooses: one for values that need no destruction, one for the rest.
///
/// Choose it to let plain data live where destruction is not thought of, such as an arena that is reset, and everything
/// that holds references where each value is deallocated by itself. A type may choose for itself, by conforming to
/// ``PlainRouted`` or ``ManagedRouted``. D's `TypedAllocator` is its model.
///
/// ```swift
/// let memory = TypeRoutedAllocator(plain: frame.borrowed(), managed: SystemAllocator())
/// let point = try memory.makeBox(Point(x: 1, y: 2))   // in the frame
/// let names = try memory.makeBox(["a", "b"])          // in the system's heap
/// ```
///
/// It costs nothing: the choice is made when compiling, and the box is that of the chosen allocator. In generic code,
/// where nothing is known of the type, that is the managed one, which is right for every value. It takes the handles'
/// size, can be copied, escape and be shared between threads where both can, and refuses what the chosen one refuses. It
/// is no allocator itself, since a request for bytes has no type.
///
/// Each operation is O(1) and at most one `makeBox` of the chosen allocator unless it says otherwise.
@frozen
public struct TypeRoutedAllocator<Plain: Allocator & ~Escapable, Managed: Allocator & ~Escapable>: ~Escapable {
  /// The allocator for values that need no destruction.
  public let plain: Plain
  /// The allocator for all other values.
  public let managed: Managed

  /// Sends values that need no destruction to `plain` and all others to `managed`.
  @_lifetime(copy plain, copy managed)
  @inlinable
  public init(plain: Plain, managed: Managed) {
    self.plain = plain
    self.managed = managed
  }
}

/// A type whose values go to the plain allocator of a ``TypeRoutedAllocator``, although they may need destruction.
public protocol PlainRouted: ~Copyable {}

/// A type whose values go to the managed allocator of a ``TypeRoutedAllocator``, although they need no destruction.
public protocol ManagedRouted {}

extension TypeRoutedAllocator: Escapable where Plain: Escapable, Managed: Escapable {}
extension TypeRoutedAllocator: Sendable where Plain: Sendable & ~Escapable, Managed: Sendable & ~Escapable {}

extension TypeRoutedAllocator where Plain: ~Escapable, Managed: ~Escapable {
  /// Moves `value` into a box of the managed allocator.
  ///
  /// - Throws: `AllocationError`; the value is destroyed then.
  @_lifetime(copy self)
  @inline(always)
  @inlinable
  public func makeBox<Value: ~Copyable>(
    _ value: consuming Value
  ) throws(AllocationError) -> AllocatedBox<Value, Managed> {
    try managed.makeBox(value)
  }

  /// Moves `value`, which needs no destruction, into a box of the plain allocator.
  ///
  /// - Throws: `AllocationError`.
  @_lifetime(copy self)
  @inline(always)
  @inlinable
  public func makeBox<Value: BitwiseCopyable>(_ value: Value) throws(AllocationError) -> AllocatedBox<Value, Plain> {
    try plain.makeBox(value)
  }

  /// Moves `value`, whose type chose the plain allocator, into a box of it.
  ///
  /// - Throws: `AllocationError`; the value is destroyed then.
  @_lifetime(copy self)
  @inline(always)
  @inlinable
  public func makeBox<Value: PlainRouted & ~Copyable>(
    _ value: consuming Value
  ) throws(AllocationError) -> AllocatedBox<Value, Plain> {
    try plain.makeBox(value)
  }

  /// Moves `value`, whose type chose the plain allocator, into a box of it.
  ///
  /// - Throws: `AllocationError`.
  @_lifetime(copy self)
  @inline(always)
  @inlinable
  public func makeBox<Value: PlainRouted & BitwiseCopyable>(
    _ value: Value
  ) throws(AllocationError) -> AllocatedBox<Value, Plain> {
    try plain.makeBox(value)
  }

  /// Moves `value`, whose type chose the managed allocator, into a box of it.
  ///
  /// - Throws: `AllocationError`.
  @_lifetime(copy self)
  @inline(always)
  @inlinable
  public func makeBox<Value: ManagedRouted & BitwiseCopyable>(
    _ value: Value
  ) throws(AllocationError) -> AllocatedBox<Value, Managed> {
    try managed.makeBox(value)
  }
}

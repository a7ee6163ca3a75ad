/// One value in memory of an allocator: a unique, owning pointer.
///
/// The box runs the value's destructor and gives the memory back when it dies. It stores its allocator's handle, and may
/// go exactly where that handle may: anywhere with `SystemAllocator` or ``SharedAllocator``, and no further than its
/// owner with ``BorrowedAllocator``. It is one word wide with `SystemAllocator`, also as an `Optional`.
///
/// ```swift
/// var box = try AllocatedBox(41, allocator: SystemAllocator())
/// box.value += 1
/// let number = box.consume()
/// ```
@safe
@frozen
public struct AllocatedBox<Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var pointer: UnsafeMutablePointer<Value>
  /// The handle that the memory came from.
  public let allocator: A
  @usableFromInline let anchor = DeinitAnchor()

  /// Takes over a pointer to an initialized value in a block of `allocator`.
  @unsafe
  @_lifetime(copy allocator)
  @inlinable
  public init(unsafelyAdopting pointer: UnsafeMutablePointer<Value>, allocator: A) {
    unsafe self.pointer = pointer
    self.allocator = allocator
  }

  /// Moves `value` into memory of `allocator`.
  ///
  /// - Throws: ``AllocationError``; the value is destroyed then. ``Allocator/storeInBox(_:)`` gives it back instead.
  @_lifetime(copy allocator)
  @inline(always)
  @inlinable
  public init(_ value: consuming Value, allocator: A) throws(AllocationError) {
    let place = try unsafe allocator.allocatePlace(for: Value.self)
    unsafe place.initialize(to: value)
    unsafe self.init(unsafelyAdopting: place, allocator: allocator)
  }

  @inline(always)
  @inlinable
  deinit {
    // A box whose value was moved out points to its sentinel.
    guard unsafe pointer != Self.sentinel else { return }
    unsafe pointer.deinitialize(count: 1)
    unsafe allocator.deallocatePlace(pointer)
  }

  /// The value, read and modified in place, and never copied for it.
  @inlinable
  public var value: Value {
    // Not addresses: with `unsafeAddress`, Swift 6.3 crashes on `optionalBox?.value` and refuses a mutable span of the
    // value. Optimized code is the same.
    _read { yield unsafe pointer.pointee }
    _modify { yield unsafe &pointer.pointee }
  }

  /// Moves the value out, gives the memory back and ends the box.
  @inlinable
  public consuming func consume() -> Value {
    let value = unsafe pointer.move()
    unsafe allocator.deallocatePlace(pointer)
    unsafe pointer = Self.sentinel
    return value
  }

  /// The memory that holds the value.
  @unsafe
  @inlinable
  public var block: Block { unsafe Block(of: pointer) }

  /// Ends the box without ending the value; whoever calls it owns the pointer and its memory from now on.
  ///
  /// ``init(unsafelyAdopting:allocator:)`` is the way back.
  @unsafe
  @inlinable
  public consuming func unsafelyRelease() -> UnsafeMutablePointer<Value> {
    let released = unsafe pointer
    unsafe pointer = Self.sentinel
    return unsafe released
  }

  /// What a box without a value points to; never an address that an allocator gives, and never nil, so that an
  /// optional box stays as wide as a box.
  @inlinable
  static var sentinel: UnsafeMutablePointer<Value> {
    unsafe UnsafeMutablePointer(bitPattern: UInt.max & ~UInt(bitPattern: MemoryLayout<Value>.alignment - 1))
      .unsafelyUnwrapped
  }
}

extension AllocatedBox: Escapable where Value: ~Copyable, A: Escapable {}
extension AllocatedBox: @unchecked Sendable where Value: Sendable & ~Copyable, A: Sendable & ~Escapable {}

extension Block {
  /// The memory that one value takes, as the typed layer asks for it.
  @inlinable
  init<Value: ~Copyable>(of pointer: UnsafeMutablePointer<Value>) {
    unsafe self.init(
      address: UnsafeMutableRawPointer(pointer), byteCount: MemoryLayout<Value>.stride,
      alignment: MemoryLayout<Value>.alignment)
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// Uninitialized memory for one value.
  @unsafe
  @inline(always)
  @inlinable
  borrowing func allocatePlace<Value: ~Copyable>(
    for type: Value.Type
  ) throws(AllocationError) -> UnsafeMutablePointer<Value> {
    let block = try unsafe allocate(
      byteCount: MemoryLayout<Value>.stride, alignment: MemoryLayout<Value>.alignment)
    return unsafe block.address.bindMemory(to: Value.self, capacity: 1)
  }

  /// Takes back the memory of one value, which is no longer initialized.
  @unsafe
  @inline(always)
  @inlinable
  borrowing func deallocatePlace<Value: ~Copyable>(_ pointer: UnsafeMutablePointer<Value>) {
    unsafe deallocate(Block(of: pointer))
  }
}

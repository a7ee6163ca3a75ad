import Builtin

/// One value in memory of an allocator: a unique, owning pointer, one word wide.
///
/// The box runs the value's destructor and returns the memory when it is destroyed. It keeps its allocator's handle
/// behind the value, and may go exactly where that handle may: anywhere with `SystemAllocator` or ``SharedAllocator``,
/// and no further than its owner with ``BorrowedAllocator``. An optional box is one word wide, too; the handle of
/// `SystemAllocator` takes no room.
///
/// Chains and trees of boxes may be of any depth: once nested destructors have used 128 to 256 KiB of the stack, or
/// half of what a smaller one has left, those of boxes further down run in a loop. There, a value's own destructor is
/// followed by those of the values in its boxes, in their order, and all of these by those one step further down.
/// (Under Embedded Swift, and on systems without POSIX threads, they nest to the end. So they do everywhere where each box
/// is held by an object or a closure that the one before it holds: the ends of those nest, as Swift's own always do.)
///
/// ```swift
/// var box = try AllocatedBox(41, allocator: SystemAllocator())
/// box.value += 1
/// let number = box.consume()
/// ```
@safe
@frozen
public struct AllocatedBox<Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  // The handle is not stored here: Swift 6.3 can lose the `deinit` of a generic struct that stores a value whose size
  // depends on its parameters, in debug and in release builds.
  @usableFromInline var pointer: UnsafeMutablePointer<Value>

  /// Takes over a pointer that ``unsafelyRelease()`` returned, or one to an initialized value in a block of `allocator`
  /// of ``blockByteCount`` bytes, aligned to ``blockAlignment``.
  ///
  /// - Complexity: O(1).
  @unsafe
  @_lifetime(copy allocator)
  @inline(always)
  @inlinable
  public init(unsafelyAdopting pointer: UnsafeMutablePointer<Value>, allocator: A) {
    unsafe self.pointer = pointer
    unsafe handleAddress._initializeNonescapable(to: allocator)
  }

  /// Moves `value` into memory of `allocator`.
  ///
  /// - Throws: ``AllocationError``; the value is destroyed then. ``Allocator/storeInBox(_:)`` returns it instead.
  /// - Complexity: That of an allocation, and a move of the value.
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
    if Self.needsDestruction, _isDeeplyNested() {
      unsafe Self.endDeeplyNested(pointer)
    } else {
      unsafe pointer.deinitialize(count: 1)
      unsafe Self.deallocate(pointer)
    }
  }

  /// The value, read and modified in place, and never copied for it.
  @inlinable
  public var value: Value {
    // Not addresses: with `unsafeAddress`, Swift 6.3 moves the box to the heap, crashes on `optionalBox?.value`, and
    // refuses a mutable span of the value. Optimized code is the same.
    _read { yield unsafe pointer.pointee }
    _modify { yield unsafe &pointer.pointee }
  }

  /// The handle that the memory came from.
  @inlinable
  public var allocator: A {
    @_lifetime(copy self)
    get {
      let handle: A = unsafe handleAddress._takeNonescapable()
      unsafe handleAddress._initializeNonescapable(to: handle)
      return unsafe _overrideLifetime(handle, copying: self)
    }
  }

  /// Moves the value out, returns the memory and ends the box.
  ///
  /// - Complexity: That of a deallocation, and a move of the value.
  @inlinable
  public consuming func consume() -> Value {
    let value = unsafe pointer._take()
    unsafe Self.deallocate(pointer)
    unsafe pointer = Self.sentinel
    return value
  }

  /// The memory that holds the value and the handle.
  @unsafe
  @inlinable
  public var block: Block { unsafe Self.block(at: pointer) }

  /// Ends the box without destroying the value; whoever calls it owns the pointer and its memory from now on.
  ///
  /// ``init(unsafelyAdopting:allocator:)`` is the way back. The handle is let go: keep a copy of ``allocator``.
  ///
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public consuming func unsafelyRelease() -> UnsafeMutablePointer<Value> {
    unsafe handleAddress._destroyNonescapable(A.self)
    return unsafe disown()
  }

  /// Takes over what ``disown()`` returned, handle and all.
  @_lifetime(immortal)
  @inlinable
  init(owning pointer: UnsafeMutablePointer<Value>) { unsafe self.pointer = pointer }

  /// Ends the box, but neither its value nor its handle.
  @inlinable
  consuming func disown() -> UnsafeMutablePointer<Value> {
    let disowned = unsafe pointer
    unsafe pointer = Self.sentinel
    return unsafe disowned
  }
}

extension AllocatedBox: Escapable where Value: ~Copyable, A: Escapable {}
extension AllocatedBox: @unchecked Sendable where Value: Sendable & ~Copyable, A: Sendable & ~Escapable {}

#if !hasFeature(Embedded)
  extension AllocatedBox where Value: Copyable, A: ~Escapable {
    /// The value in words.
    public var description: String { String(describing: value) }
  }
#endif

// Where things are in a box's block: the value first, the handle behind it.
extension AllocatedBox where Value: ~Copyable, A: ~Escapable {
  /// The size of the block that holds value and handle, in bytes.
  @inlinable
  public static var blockByteCount: Int {
    MemoryLayout<A>.size == 0 ? MemoryLayout<Value>.stride : handleOffset + MemoryLayout<A>.size
  }

  /// The alignment of the block that holds value and handle.
  @inlinable
  public static var blockAlignment: Int { max(MemoryLayout<Value>.alignment, MemoryLayout<A>.alignment) }

  @inlinable
  static var handleOffset: Int {
    SizeArithmetic.roundedUp(unchecked: MemoryLayout<Value>.size, toMultipleOf: MemoryLayout<A>.alignment)
  }

  @inlinable
  var handleAddress: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(pointer) + Self.handleOffset }

  @inlinable
  static func block(at pointer: UnsafeMutablePointer<Value>) -> Block {
    unsafe Block(
      address: UnsafeMutableRawPointer(pointer), byteCount: blockByteCount, alignment: blockAlignment)
  }

  @inlinable
  static var needsDestruction: Bool { !Bool(Builtin.ispod(Value.self)) }

  /// Destroys the value of a box that is deeply nested, and deallocates its memory, now or when its turn comes.
  @inline(never)
  @inlinable
  static func endDeeplyNested(_ pointer: UnsafeMutablePointer<Value>) {
    unsafe _destroyDeeplyNested(
      UnsafeMutableRawPointer(pointer), Self.self,
      handle: UnsafeMutableRawPointer(pointer) + handleOffset, A.self,
      by: { address in
        let pointer = unsafe address.assumingMemoryBound(to: Value.self)
        unsafe _willDestroyDeeplyNested(address, byteCount: MemoryLayout<Value>.size)
        unsafe pointer.deinitialize(count: 1)
        _didDestroyDeeplyNested()
        unsafe deallocate(pointer)
      })
  }

  /// Returns the memory of a box whose value is destroyed.
  @inlinable
  static func deallocate(_ pointer: UnsafeMutablePointer<Value>) {
    let handle: A = unsafe (UnsafeMutableRawPointer(pointer) + handleOffset)._takeNonescapable()
    unsafe handle.deallocate(block(at: pointer))
  }

  /// What a box without a value points to; never an address that an allocator returns, and never nil, so that an
  /// optional box stays as wide as a box.
  @inlinable
  static var sentinel: UnsafeMutablePointer<Value> {
    unsafe UnsafeMutablePointer(bitPattern: UInt.max & ~UInt(bitPattern: MemoryLayout<Value>.alignment - 1))
      .unsafelyUnwrapped
  }
}

extension Allocator where Self: ~Escapable {
  /// Uninitialized memory for the box of one value.
  @unsafe
  @inline(always)
  @inlinable
  func allocatePlace<Value: ~Copyable>(for type: Value.Type) throws(AllocationError) -> UnsafeMutablePointer<Value> {
    let block = try unsafe allocate(
      byteCount: AllocatedBox<Value, Self>.blockByteCount, alignment: AllocatedBox<Value, Self>.blockAlignment)
    return unsafe block.address.bindMemory(to: Value.self, capacity: 1)
  }

  /// Deallocates memory of ``allocatePlace(for:)`` that no box was made of.
  @unsafe
  @inlinable
  func deallocatePlace<Value: ~Copyable>(_ pointer: UnsafeMutablePointer<Value>) {
    unsafe deallocate(AllocatedBox<Value, Self>.block(at: pointer))
  }
}

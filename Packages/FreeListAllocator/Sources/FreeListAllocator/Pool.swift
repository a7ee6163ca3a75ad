/// A pool of values of one type, each in a box that returns its place when it is destroyed.
///
/// Choose it where many values of one type come and go in any order and must not be moved: nodes, connections, entities
/// of a game. It is ``FreeListAllocator`` with types: the places are exactly as large as the type needs, and so nothing
/// about sizes is checked when a value is made.
///
/// Any number of boxes may be alive at once, and none can outlive the pool: a box borrows it. While a box is used
/// afterwards, the pool can neither be consumed, replaced nor moved, which the compiler checks; every build stops when
/// a pool is reset, replaced or destroyed before a box. Values are made through a pool that is a local, a global, an
/// `inout` or borrowed parameter, a property of a noncopyable struct, or a `var` of an actor; for a property of a class
/// there is ``withBorrowed(_:)``.
///
/// A value may also be left in the pool without a box: ``insert(_:)`` or ``PoolBox/leaveInPool()``. The pool visits
/// such values by ``forEachValue(_:)``, ends some by ``removeAll(where:)`` and all by ``reset(keepingCapacity:)``.
///
/// It costs one allocation of its parent, made in constant time, and per value its stride, at least one pointer, padded
/// as ``FreeListAllocator`` says. A pool that cannot grow, or whose parent has no room, refuses: ``make(_:)`` throws,
/// and ``store(_:)`` returns the value.
///
/// ```swift
/// let pool = try Pool(of: Particle.self, capacity: 1000)
/// var spark = try pool.make(Particle())
/// spark.value.age += 1
/// ```
///
/// Properties are O(1) unless they say otherwise; every other operation says what it costs.
#if hasFeature(Embedded)
  // Otherwise Embedded Swift moves a pool in a `let` to the heap when a box borrows it, which it then refuses.
  @_addressableForDependencies
#endif
@safe
@frozen
public struct Pool<Value: ~Copyable, Parent: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline let core: FreeListCore<Parent>
  @usableFromInline let anchor = DeinitAnchor()

  /// A pool with room for `capacity` values in one allocation of `parent`.
  ///
  /// - Parameters:
  ///   - type: The type of the values.
  ///   - capacity: For how many values there is room at first; zero or more.
  ///   - growth: How many places are added when these are used up.
  ///   - parent: Where the memory comes from.
  /// - Throws: `AllocationError.outOfMemory` when the parent has no room, `AllocationError.unsupportedAlignment`
  ///   when it never allocates blocks of the type's alignment.
  /// - Complexity: O(1) and one allocation, whatever the capacity is.
  @_lifetime(copy parent)
  @inlinable
  public init(
    of type: Value.Type, capacity: Int, growth: GrowthPolicy = .fixed, parent: consuming Parent
  ) throws(AllocationError) {
    FreeListLayout.check(capacity: capacity)
    core = try FreeListCore(
      blockByteCount: MemoryLayout<Value>.stride, blockCount: capacity, blockAlignment: MemoryLayout<Value>.alignment,
      growth: growth, isTyped: true, parent: parent)
  }

  @inlinable
  deinit {
    if unsafe _slowPath(core.state.pointee.leftCount != 0) { endLeftValues() }
    core.destroy()
  }

  /// Moves `value` into the pool.
  ///
  /// - Throws: `AllocationError.outOfMemory` when the pool is full; the value is destroyed then. ``store(_:)`` returns
  ///   it instead.
  /// - Complexity: O(1), and the parent's cost when the pool grows.
  @_lifetime(borrow self)
  @inline(always)
  @inlinable
  public borrowing func make(_ value: consuming Value) throws(AllocationError) -> PoolBox<Value> {
    guard let place = unsafe takePlace() else { throw .outOfMemory }
    unsafe place.initialize(to: value)
    return unsafe PoolBox(place, state: core.state)
  }

  /// Moves `value` into the pool, or returns it when the pool is full.
  ///
  /// ```swift
  /// switch pool.store(connection) {
  /// case .stored(let box): serve(box)
  /// case .rejected(let connection, _): refuse(connection)
  /// }
  /// ```
  ///
  /// - Complexity: O(1), and the parent's cost when the pool grows.
  @_lifetime(borrow self)
  @inlinable
  public borrowing func store(_ value: consuming Value) -> StoreResult<PoolBox<Value>, Value> {
    guard let place = unsafe takePlace() else { return .rejected(value, .outOfMemory) }
    unsafe place.initialize(to: value)
    return unsafe .stored(PoolBox(place, state: core.state))
  }

  /// Makes a value that is initialized in place: it is never on the stack, however large it is.
  ///
  /// - Parameter initializer: Initializes the value through the place it is given, which must be done when it returns.
  ///   When it throws, what it had initialized is destroyed and the place is free again.
  /// - Throws: `AllocationError.outOfMemory` when the pool is full, or what `initializer` throws.
  /// - Complexity: O(1), and what `initializer` and the growth of the pool take.
  @_lifetime(borrow self)
  @inlinable
  public borrowing func make(
    initializingWith initializer: (inout Place<Value>) throws(AllocationError) -> Void
  ) throws(AllocationError) -> PoolBox<Value> {
    guard let place = unsafe takePlace() else { throw .outOfMemory }
    do throws(AllocationError) {
      try unsafe Place.initialize(place, with: initializer)
    } catch {
      unsafe PoolBox.giveBack(place, to: core.state)
      throw error
    }
    return unsafe PoolBox(place, state: core.state)
  }

  #if !hasFeature(Embedded)
    /// Makes a value that is initialized in place by a closure that may throw any error.
    ///
    /// - Parameter initializer: Initializes the value through the place it is given, which must be done when it
    ///   returns. When it throws, what it had initialized is destroyed and the place is free again.
    /// - Throws: `AllocationError.outOfMemory` when the pool is full, or what `initializer` throws.
    /// - Complexity: O(1), and what `initializer` and the growth of the pool take.
    @_lifetime(borrow self)
    @inlinable
    public borrowing func make(initializingWith initializer: (inout Place<Value>) throws -> Void) throws
      -> PoolBox<Value>
    {
      guard let place = unsafe takePlace() else { throw AllocationError.outOfMemory }
      do {
        try unsafe Place.initialize(place, with: initializer)
      } catch {
        unsafe PoolBox.giveBack(place, to: core.state)
        throw error
      }
      return unsafe PoolBox(place, state: core.state)
    }
  #endif

  /// Calls `body` with this pool.
  ///
  /// Use this form where the pool is a stored property of a class: the compiler refuses a box that is made through such a
  /// property directly, or does not see that the object may end before it. All boxes made in `body` are destroyed in it.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withBorrowed<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing Pool) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(self)
  }

  @unsafe
  @inline(always)
  @inlinable
  func takePlace() -> UnsafeMutablePointer<Value>? {
    guard let address = unsafe core.takeBlock() else { return nil }
    let place = unsafe address.bindMemory(to: Value.self, capacity: 1)
    unsafe core.state.pointee.live.insert(PoolBox.block(of: place))
    return unsafe place
  }
}

extension Pool: Escapable where Value: ~Copyable, Parent: Escapable & ~Copyable {}

extension Pool where Value: ~Copyable, Parent == SystemAllocator {
  /// A pool with room for `capacity` values in one allocation of the system.
  ///
  /// - Parameters:
  ///   - type: The type of the values.
  ///   - capacity: For how many values there is room at first; zero or more.
  ///   - growth: How many places are added when these are used up.
  /// - Throws: `AllocationError.outOfMemory` when the system has no room.
  /// - Complexity: O(1) and one allocation, whatever the capacity is.
  @inlinable
  public init(of type: Value.Type, capacity: Int, growth: GrowthPolicy = .fixed) throws(AllocationError) {
    try self.init(of: type, capacity: capacity, growth: growth, parent: SystemAllocator())
  }
}

// Values that were left in a pool: no box owns them, so the pool may visit and end them. What a box owns it must not
// touch, since whoever has the box may be changing it.
extension Pool where Value: ~Copyable, Parent: ~Copyable & ~Escapable {
  /// Moves `value` into the pool and leaves it there, without a box.
  ///
  /// - Throws: `AllocationError.outOfMemory` when the pool is full; the value is destroyed then.
  /// - Complexity: O(1), and the parent's cost when the pool grows.
  @inlinable
  public borrowing func insert(_ value: consuming Value) throws(AllocationError) {
    try make(value).leaveInPool()
  }

  /// How many values were left in the pool, without a box.
  @inlinable
  public var leftCount: Int { unsafe core.state.pointee.leftCount }

  /// Calls `body` with each value that was left in the pool, in the order of their addresses.
  ///
  /// It stops the program, in every build, when a box lives, which the compiler does not allow where the box is used
  /// afterwards.
  ///
  /// - Throws: What `body` throws; the values that were not visited yet are not visited.
  /// - Complexity: O(capacity), and O(free places × log(free places)) to sort these where values were ended since the
  ///   last visit; only O(capacity) where one ``removeAll(where:)`` ended them.
  @inlinable
  public mutating func forEachValue<Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Void
  ) throws(Failure) {
    unsafe core.state.pointee.expectNoLiveBlock("was to visit its values")
    try unsafe forEachLivePlace { (place) throws(Failure) in try unsafe body(&place.pointee) }
  }

  /// Ends those of the values left in the pool that `shouldRemove` returns `true` for; it may change the others.
  ///
  /// It stops the program, in every build, when a box lives, which the compiler does not allow where the box is used
  /// afterwards.
  ///
  /// - Throws: What `shouldRemove` throws; the values that were not visited yet stay.
  /// - Complexity: As ``forEachValue(_:)``.
  @inlinable
  public mutating func removeAll<Failure: Error>(
    where shouldRemove: (inout Value) throws(Failure) -> Bool
  ) throws(Failure) {
    let state = unsafe core.state
    unsafe state.pointee.expectNoLiveBlock("was to visit its values")
    try unsafe forEachLivePlace { (place) throws(Failure) in
      if try unsafe shouldRemove(&place.pointee) { unsafe Self.end(place, in: state) }
    }
  }

  /// Ends all values that were left in the pool, and starts over: places are used in the order of their addresses
  /// again.
  ///
  /// It stops the program, in every build, when a box lives, which the compiler does not allow where the box is used
  /// afterwards.
  ///
  /// - Parameter keepingCapacity: Whether the chunks that the pool grew by are kept, which is the default; otherwise
  ///   they return to the parent.
  /// - Complexity: O(1) when no value was left in the pool, otherwise as ``forEachValue(_:)``; and O(chunks) when the
  ///   capacity is not kept.
  public mutating func reset(keepingCapacity: Bool = true) {
    let state = unsafe core.state
    unsafe state.pointee.expectNoLiveBlock("was reset")
    if unsafe state.pointee.leftCount != 0 { endLeftValues() }
    core.freeAll(keepingCapacity: keepingCapacity)
  }

  /// Calls `body` with a pointer to each live value, in boxes or not, in the order of their addresses.
  ///
  /// Unsafe: whoever has a box may be changing its value, and `body` must neither make nor end a value of this pool.
  ///
  /// - Throws: What `body` throws; the values that were not visited yet are not visited.
  /// - Complexity: As ``forEachValue(_:)``.
  @unsafe
  @inlinable
  public borrowing func forEachUnsafePointer<Failure: Error>(
    _ body: (UnsafeMutablePointer<Value>) throws(Failure) -> Void
  ) throws(Failure) {
    try unsafe forEachLivePlace(body)
  }

  /// Returns the chunks that the pool grew by and in which no value lives to the parent.
  ///
  /// - Returns: The bytes that were returned.
  /// - Complexity: O(free places × log(free places) + chunks × log(chunks)).
  @inlinable
  public borrowing func releaseUnused() -> Int { core.releaseUnused() }

  /// Ends all values that were left in the pool; there may be boxes still, which keep theirs.
  @usableFromInline
  func endLeftValues() {
    let state = unsafe core.state
    // The pool is about to stop the program, whose message says more while nothing has been destroyed.
    unsafe state.pointee.expectNoLiveBlock("was destroyed")
    unsafe forEachLivePlace { unsafe Self.end($0, in: state) }
  }

  /// Ends a value that was left in the pool, and returns its place.
  @unsafe
  @inlinable
  static func end(_ place: UnsafeMutablePointer<Value>, in state: UnsafeMutablePointer<FreeListState>) {
    unsafe place.deinitialize(count: 1)
    unsafe state.pointee.leftCount -= 1
    unsafe PoolBox.giveBack(place, to: state)
  }

  @unsafe
  @inlinable
  func forEachLivePlace<Failure: Error>(
    _ body: (UnsafeMutablePointer<Value>) throws(Failure) -> Void
  ) throws(Failure) {
    let state = unsafe core.state
    guard unsafe state.pointee.liveCount > 0 else { return }
    unsafe state.pointee.sortFreeBlocks()
    let stride = unsafe state.pointee.stride
    var free = unsafe state.pointee.head
    var chunk = unsafe state.pointee.chunk(above: nil)
    while let current = unsafe chunk {
      var address = unsafe state.pointee.blocks(of: current)
      let end = unsafe state.pointee.carvedEnd(of: current)
      while unsafe address < end {
        if let block = unsafe free, unsafe block == address {
          unsafe free = FreeListState.next(block)
        } else {
          try unsafe body(address.assumingMemoryBound(to: Value.self))
        }
        unsafe address += stride
      }
      unsafe chunk = state.pointee.chunk(above: current)
    }
  }
}

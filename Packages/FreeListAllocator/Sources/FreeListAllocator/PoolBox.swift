/// One value in a ``Pool``: a unique, owning pointer that cannot outlive the pool.
///
/// The box runs the value's destructor when it dies and returns its place to the pool, which uses it next. It
/// is two words wide, also as an `Optional`, and knows neither the pool's parent nor its size: one type for all pools
/// of `Value`.
///
/// Properties are O(1); every other operation says what it costs.
@safe
@frozen
public struct PoolBox<Value: ~Copyable>: ~Copyable, ~Escapable {
  @usableFromInline let pointer: UnsafeMutablePointer<Value>
  @usableFromInline let state: UnsafeMutablePointer<FreeListState>

  // The callers' results depend on the pool they borrow.
  @_lifetime(immortal)
  @inlinable
  init(_ pointer: UnsafeMutablePointer<Value>, state: UnsafeMutablePointer<FreeListState>) {
    unsafe self.pointer = pointer
    unsafe self.state = state
  }

  @inline(always)
  @inlinable
  deinit {
    unsafe pointer.deinitialize(count: 1)
    unsafe Self.giveBack(pointer, to: state)
  }

  /// The value, read and modified in place.
  @inlinable
  public var value: Value {
    _read { yield unsafe pointer.pointee }
    _modify {
      let pointer = unsafe pointer  // yielding through `self` does not compile under the thread sanitizer
      yield unsafe &pointer.pointee
    }
  }

  /// Moves the value out, returns its place to the pool and ends the box.
  ///
  /// - Complexity: O(1).
  @inlinable
  public consuming func consume() -> Value {
    let value = unsafe pointer._take()
    unsafe Self.giveBack(pointer, to: state)
    discard self
    return value
  }

  /// Ends the box without ending its value, which stays in the pool: see ``Pool/forEachValue(_:)``.
  ///
  /// - Complexity: O(1).
  @inlinable
  public consuming func leaveInPool() {
    let state = unsafe state  // ThreadSanitizer's build refuses the same written through `self`
    unsafe state.pointee.leftCount &+= 1
    discard self
  }

  /// The memory that holds the value.
  @unsafe
  @inlinable
  public var block: Block { unsafe Self.block(of: pointer) }

  /// A place as the pool's record of live blocks knows it.
  @inlinable
  static func block(of pointer: UnsafeMutablePointer<Value>) -> Block {
    unsafe Block(
      address: UnsafeMutableRawPointer(pointer), byteCount: MemoryLayout<Value>.stride,
      alignment: MemoryLayout<Value>.alignment)
  }

  /// Puts the place of a value that is no longer initialized back into the pool's list.
  @inline(always)
  @inlinable
  static func giveBack(_ pointer: UnsafeMutablePointer<Value>, to state: UnsafeMutablePointer<FreeListState>) {
    unsafe state.pointee.live.remove(block(of: pointer), of: "Pool", isOwned: true)
    unsafe FreeListState.put(UnsafeMutableRawPointer(pointer), into: state)
  }
}

#if !hasFeature(Embedded)
  extension PoolBox where Value: Copyable {
    /// The value in words.
    public var description: String { String(describing: value) }
  }
#endif

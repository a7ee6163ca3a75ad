extension UnsafeMutablePointer where Pointee: ~Copyable {
  /// Moves a value out that is returned, as `move()` does.
  ///
  /// Swift 6.3.1 stops with "Found ownership error?!" where it optimizes `move()` of a value without bytes that has a
  /// `deinit` and becomes an optional. It does not where that value is moved out by a call. Other values need none.
  @unsafe
  @inlinable
  @inline(always)
  public func _take() -> Pointee { unsafe MemoryLayout<Pointee>.size == 0 ? _takeNothing() : move() }

  /// Moves a new value in and the old one out, which is returned.
  @unsafe
  @inlinable
  @inline(always)
  public func _exchange(with value: consuming Pointee) -> Pointee {
    let old = unsafe _take()
    unsafe initialize(to: value)
    return old
  }

  @inlinable
  @inline(never)
  func _takeNothing() -> Pointee { unsafe move() }
}

extension UnsafeMutableRawPointer {
  /// Moves a value of any kind out that is returned, without its lifetime: the caller must attach one.
  @unsafe
  @_lifetime(immortal)
  @inlinable
  @inline(always)
  public func _takeNonescapableElement<Value: ~Copyable & ~Escapable>() -> Value {
    unsafe MemoryLayout<Value>.size == 0 ? _takeNothing() : _takeNonescapable()
  }

  @_lifetime(immortal)
  @inlinable
  @inline(never)
  func _takeNothing<Value: ~Copyable & ~Escapable>() -> Value { unsafe _takeNonescapable() }
}

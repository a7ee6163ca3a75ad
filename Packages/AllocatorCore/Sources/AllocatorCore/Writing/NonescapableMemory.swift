import Builtin

// `UnsafeMutablePointer` refuses nonescapable pointees; the builtins underneath it do not.
extension UnsafeMutableRawPointer {
  /// Moves a value of any kind to this address; whoever reads it must see to its lifetime.
  @unsafe
  @inlinable
  public func _initializeNonescapable<Value: ~Copyable & ~Escapable>(to value: consuming Value) {
    unsafe Builtin.initialize(_overrideLifetime(value, copying: ()), _rawValue)
  }

  /// Moves a value of any kind out, without its lifetime: the caller must attach one.
  @unsafe
  @_lifetime(immortal)
  @inlinable
  public func _takeNonescapable<Value: ~Copyable & ~Escapable>() -> Value {
    unsafe _overrideLifetime(Builtin.take(_rawValue), copying: ())
  }

  /// Moves `count` values of any kind from `source` to this address; the two may overlap.
  @unsafe
  @inlinable
  public func _moveNonescapable<Value: ~Copyable & ~Escapable>(
    _ type: Value.Type, from source: UnsafeMutableRawPointer, count: Int
  ) {
    if unsafe self < source {
      Builtin.takeArrayFrontToBack(Value.self, _rawValue, source._rawValue, count._builtinWordValue)
    } else if unsafe self > source {
      Builtin.takeArrayBackToFront(Value.self, _rawValue, source._rawValue, count._builtinWordValue)
    }
  }

  /// Destroys a value of any kind in place, however large it is.
  @unsafe
  @inlinable
  public func _destroyNonescapable<Value: ~Copyable & ~Escapable>(_ type: Value.Type) {
    Builtin.destroyArray(Value.self, _rawValue, 1._builtinWordValue)
  }

  /// Calls `body` with the value at this address, borrowed: a bitwise copy that is not destroyed afterwards, or the
  /// value itself where its type can change while it is borrowed, as a scope's cursor does, or an `Atomic`.
  @unsafe
  @inlinable
  public func _withNonescapable<Value: ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    _ type: Value.Type, _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    #if !hasFeature(Embedded)
      if unsafe Self.staysInPlace(type) { return try unsafe borrowInPlace(type, body) }
    #endif
    let copy: Value = unsafe _takeNonescapable()
    do throws(Failure) {
      let result = try body(copy)
      unsafe _initializeNonescapable(to: copy)
      return result
    } catch {
      unsafe _initializeNonescapable(to: copy)
      throw error
    }
  }
}

#if !hasFeature(Embedded)
  /// A value that is passed by its address, whatever is there.
  @_rawLayout(size: 1, alignment: 1)
  private struct ValueInPlace: ~Copyable {
    deinit {}
  }

  extension UnsafeMutableRawPointer {
    /// Whether copying the bits of a borrowed value is wrong, as the flags of its type say.
    @inline(always)
    @inlinable
    static func staysInPlace<Value: ~Copyable & ~Escapable>(_ type: Value.Type) -> Bool {
      if Bool(Builtin.ispod(Value.self)) { return false }
      // The table of what a type can do is in front of its metadata; the flags follow eight functions and two sizes.
      let metadata = unsafe unsafeBitCast(type, to: UnsafePointer<UnsafeRawPointer>.self)
      let flags = unsafe metadata[-1].load(fromByteOffset: 10 * MemoryLayout<Int>.size, as: UInt32.self)
      return flags & 0x0100_0000 != 0
    }

    /// Calls `body` with the value at this address, where it is.
    ///
    /// Swift 6.3 has no pointers to nonescapable values. But generic code gets such a value by its address, as code for
    /// values that are never in registers does.
    @inline(never)
    @usableFromInline
    func borrowInPlace<Value: ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
      _ type: Value.Type, _ body: (borrowing Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      typealias Body = (borrowing ValueInPlace) throws(Failure) -> Result
      return try withoutActuallyEscaping(body) { (body) throws(Failure) -> Result in
        try unsafe unsafeBitCast(body, to: Body.self)(assumingMemoryBound(to: ValueInPlace.self).pointee)
      }
    }
  }
#endif

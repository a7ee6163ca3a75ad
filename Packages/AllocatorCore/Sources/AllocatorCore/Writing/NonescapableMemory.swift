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

  /// Destroys a value of any kind in place, however large it is.
  @unsafe
  @inlinable
  public func _destroyNonescapable<Value: ~Copyable & ~Escapable>(_ type: Value.Type) {
    Builtin.destroyArray(Value.self, _rawValue, 1._builtinWordValue)
  }

  /// Calls `body` with the value at this address, borrowed: a bitwise copy that is not destroyed afterwards.
  @unsafe
  @inlinable
  public func _withNonescapable<Value: ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    _ type: Value.Type, _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
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

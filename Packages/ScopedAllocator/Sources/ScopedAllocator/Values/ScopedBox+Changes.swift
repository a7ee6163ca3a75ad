// Values that cannot escape, changed where they are. What is moved in is an argument, so that the box depends on it from
// then on, which the compiler checks; what a closure captures cannot be moved in, which it refuses.
extension ScopedBox where Value: ~Copyable & ~Escapable {
  /// Moves a new value in and the old one out.
  ///
  /// The box depends from now on also on what the new value depends on, such as the scope of boxes in it. So a value of
  /// an inner scope cannot be moved in where the outer scope is used afterwards.
  ///
  /// ```swift
  /// var node = tree.replace(with: Node.leaf)   // the node, to be changed by methods of its own
  /// try node.insert(7, in: scope)
  /// _ = tree.replace(with: node)
  /// ```
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @_lifetime(self: copy self, copy value)
  @inlinable
  public mutating func replace(with value: consuming Value) -> Value {
    let old: Value = unsafe address._takeNonescapable()
    unsafe address._initializeNonescapable(to: value)
    return unsafe _overrideLifetime(old, copying: self)
  }

  /// Calls `body` with the value, to change it in place.
  ///
  /// `body` can change the value by what is in it, and by values that can escape. What depends on a scope is an argument
  /// of ``withMutableValue(moving:_:)``.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), besides `body`.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func withMutableValue<Result: ~Copyable, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe address.withMutableNonescapable(Value.self, body)
  }

  /// Calls `body` with the value, to change it in place, and with something to move into it.
  ///
  /// ```swift
  /// node.withMutableValue(moving: try scope.make(Node())) { node, child in node.child = consume child }
  /// ```
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), besides `body`.
  @_lifetime(self: copy self, copy argument)
  @inlinable
  public mutating func withMutableValue<Argument: ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    moving argument: consuming Argument, _ body: (inout Value, consuming Argument) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe address.withMutableNonescapable(Value.self, moving: argument, body)
  }
}

extension UnsafeMutableRawPointer {
  /// Calls `body` with the value at this address, moved out for as long as the call lasts.
  @unsafe
  @inlinable
  func withMutableNonescapable<Value: ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    _ type: Value.Type, _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var value: Value = unsafe _takeNonescapable()
    do throws(Failure) {
      let result = try body(&value)
      unsafe _initializeNonescapable(to: value)
      return result
    } catch {
      unsafe _initializeNonescapable(to: value)
      throw error
    }
  }

  /// Calls `body` with the value at this address, moved out for as long as the call lasts, and with `argument`.
  @unsafe
  @inlinable
  func withMutableNonescapable<
    Value: ~Copyable & ~Escapable, Argument: ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error
  >(
    _ type: Value.Type, moving argument: consuming Argument,
    _ body: (inout Value, consuming Argument) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var value: Value = unsafe _takeNonescapable()
    do throws(Failure) {
      let result = try body(&value, argument)
      unsafe _initializeNonescapable(to: value)
      return result
    } catch {
      unsafe _initializeNonescapable(to: value)
      throw error
    }
  }
}

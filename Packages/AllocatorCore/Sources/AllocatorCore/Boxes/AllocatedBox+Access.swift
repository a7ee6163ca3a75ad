extension AllocatedBox where Value: ~Copyable, A: ~Escapable {
  /// Calls `body` with the value, where it is.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1).
  @inlinable
  public borrowing func withValue<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(value)
  }
}

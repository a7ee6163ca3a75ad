extension Scope {
  /// Runs `body`, and keeps what it allocated when it returns; when it throws, rewinds the memory and runs the
  /// destructors of what it had made, newest first.
  ///
  /// Attempts nest. Nothing older than the attempt is touched, and chunks that it added are kept for reuse.
  ///
  /// The result must be able to go anywhere: in Swift 6.3 a function type cannot say what its result depends on, so
  /// that neither a box nor a reference comes out of a closure. What was made is used inside, or outlives the attempt
  /// by its effects and its destructor.
  ///
  /// - Parameter body: Is given a scope of its own, whose contents become part of this one.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes; when it throws, O(values to destroy) of what it made, and O(log chunks) for
  ///   each chunk that it added.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func attempt<Result: ~Copyable, Failure: Error>(
    _ body: (inout Scope) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var attempt = scope()
    let opened = attempt.identity
    let result: Result
    do throws(Failure) {
      result = try body(&attempt)
    } catch {
      attempt.expectToBe(opened)
      throw error
    }
    attempt.expectToBe(opened)
    keep(attempt)
    return result
  }

  /// Closes `inner`, a scope inside this one, without undoing anything: what was made in it belongs to this one.
  @_lifetime(self: copy self)
  @inlinable
  mutating func keep(_ inner: consuming Scope) {
    unsafe state.willKeepScope(depth: inner.depth)
    let kept = unsafe state.willKeep(inner.own, outer: inner.outer, cursor: inner.cursor.get())
    _ = consume inner
    unsafe state.pointee.status |= kept.flags
    unsafe cursor.set(kept.cursor)
    unsafe end.set(state.pointee.chunkEnd)
  }
}

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
  @_lifetime(self: copy self)
  @inlinable
  public mutating func attempt<Result: ~Copyable, Failure: Error>(
    _ body: (inout Scope) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var attempt = scope()
    let result: Result
    do throws(Failure) {
      result = try body(&attempt)
    } catch {
      unsafe attempt.expectToBe(of: state)
      throw error
    }
    unsafe attempt.expectToBe(of: state)
    attempt.keep()
    return result
  }

  /// Stops the program when a closure put the scope of another arena, which may be gone, in the place of the one that
  /// it was given.
  @inlinable
  borrowing func expectToBe(of state: UnsafeMutablePointer<ArenaState>) {
    precondition(unsafe self.state == state, "a closure replaced the scope that it was given")
  }

  /// Closes this scope without undoing anything: what was made in it belongs to the scope around it.
  @inlinable
  consuming func keep() {
    unsafe state.willKeepScope()
    unsafe state.didCloseScope()
    discard self
  }
}

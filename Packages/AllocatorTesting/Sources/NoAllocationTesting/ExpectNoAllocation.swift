internal import AllocatorTesting

#if canImport(Testing)
  /// Expects that `body` calls neither `malloc` nor its kin on this thread, not even to free, and records each call that
  /// it makes as an issue of the running test, with the calls that led to it.
  ///
  /// ```swift
  /// @Test func `rendering a frame is quiet`() throws {
  ///   var mixer = try Mixer(voiceCount: 32)
  ///   expectNoAllocation { mixer.render() }
  /// }
  /// ```
  ///
  /// Whoever makes the call counts: the body, the standard library or the runtime. Other threads do not. Under a
  /// sanitizer, which has a `malloc` of its own, and where there is no GNU C library, the body runs and nothing is
  /// checked: see ``canObserveAllocations``. An optimized build may drop an allocation that a debug build makes.
  ///
  /// - Parameters:
  ///   - warmUpCount: How often the body runs before it is observed, so that what the runtime makes once and keeps is
  ///     there.
  ///   - fileID: The file that issues are reported in.
  ///   - filePath: That file's path.
  ///   - line: The line that issues are reported at.
  ///   - column: The column there.
  ///   - body: What must not allocate; it runs several times and must do the same each time.
  /// - Throws: What `body` throws.
  /// - Complexity: `warmUpCount` + 1 runs of `body`; each of the first eight calls that are seen costs a walk up the
  ///   stack.
  public func expectNoAllocation<Failure: Error>(
    warmUpCount: Int = 1, fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column, _ body: () throws(Failure) -> Void
  ) throws(Failure) {
    let (count, first) = try observeAllocations(warmUpCount: warmUpCount, body)
    guard count > 0 else { return }
    var text = count == 1 ? "one call of malloc or its kin" : "\(count) calls of malloc and its kin"
    for observed in first { text += "\n\(observed)" }
    recordIssue(text, fileID: fileID, filePath: filePath, line: line, column: column)
  }
#endif

#if canImport(Testing) && !hasFeature(Embedded)
  /// Runs all laws that apply on an allocator, and records what breaks one as an issue of the running test. Where none of
  /// Swift Testing's runs, such as under XCTest, what breaks one stops the program.
  ///
  /// ```swift
  /// @Test func `my pool keeps the laws`() {
  ///   checkAllocator(.fixedBlock(64), .maximumAlignment(16)) { MyPool() }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - traits: What is declared of the allocator.
  ///   - options: How much is tried.
  ///   - reset: Frees everything at once, for allocators that can: `{ unsafe $0.unsafelyReset() }`.
  ///   - fileID: The file that issues are reported in.
  ///   - filePath: That file's path.
  ///   - line: The line that issues are reported at.
  ///   - column: The column there.
  ///   - make: Makes a fresh allocator; called many times.
  /// - Complexity: Some ten thousand operations.
  @inlinable
  public func checkAllocator<Tested: Allocator & ~Copyable, Failure: Error>(
    _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column,
    make: @escaping () throws(Failure) -> Tested
  ) {
    var inspection = Inspection(.plain(traits, reset) { (_) throws(Failure) in try make() }, options: options)
    record(inspection.run(), fileID, filePath, line, column)
  }

  /// Runs all laws that apply on an allocator that can recognize its own blocks.
  ///
  /// - Complexity: Some ten thousand operations.
  @inlinable
  public func checkAllocator<Tested: BlockOwner & ~Copyable, Failure: Error>(
    _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column,
    make: @escaping () throws(Failure) -> Tested
  ) {
    var inspection = Inspection(.owner(traits, reset) { (_) throws(Failure) in try make() }, options: options)
    record(inspection.run(), fileID, filePath, line, column)
  }

  /// Runs all laws that apply on an allocator that finds its blocks by their addresses.
  ///
  /// - Complexity: Some ten thousand operations.
  @inlinable
  public func checkAllocator<Tested: BlockLocator & ~Copyable, Failure: Error>(
    _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column,
    make: @escaping () throws(Failure) -> Tested
  ) {
    var inspection = Inspection(.locator(traits, reset) { (_) throws(Failure) in try make() }, options: options)
    record(inspection.run(), fileID, filePath, line, column)
  }

  /// Runs all laws that apply on an allocator that draws on a parent, also with hostile and failing parents.
  ///
  /// ```swift
  /// @Test func `my arena keeps the laws`() {
  ///   checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly)) { memory in
  ///     try MyArena(parent: memory)
  ///   }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - traits: What is declared of the allocator, on a parent that has no limits.
  ///   - options: How much is tried.
  ///   - reset: Frees everything at once, for allocators that can: `{ unsafe $0.unsafelyReset() }`.
  ///   - fileID: The file that issues are reported in.
  ///   - filePath: That file's path.
  ///   - line: The line that issues are reported at.
  ///   - column: The column there.
  ///   - make: Makes a fresh allocator on the parent that it is given; called many times. The error is the parent's
  ///     refusal.
  /// - Complexity: Some ten thousand operations.
  @inlinable
  public func checkAllocator<Tested: Allocator & ~Copyable, Failure: Error>(
    _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column,
    make: @escaping (TestMemory) throws(Failure) -> Tested
  ) {
    var inspection = Inspection(.plain(traits, reset, make), options: options)
    record(inspection.run(), fileID, filePath, line, column)
  }

  /// Runs all laws that apply on a block owner that draws on a parent, also with hostile and failing parents.
  ///
  /// - Complexity: Some ten thousand operations.
  @inlinable
  public func checkAllocator<Tested: BlockOwner & ~Copyable, Failure: Error>(
    _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column,
    make: @escaping (TestMemory) throws(Failure) -> Tested
  ) {
    var inspection = Inspection(.owner(traits, reset, make), options: options)
    record(inspection.run(), fileID, filePath, line, column)
  }

  /// Runs all laws that apply on a block locator that draws on a parent, also with hostile and failing parents.
  ///
  /// - Complexity: Some ten thousand operations.
  @inlinable
  public func checkAllocator<Tested: BlockLocator & ~Copyable, Failure: Error>(
    _ traits: AllocatorTrait..., options: LawOptions = LawOptions(), reset: ((inout Tested) -> Void)? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column,
    make: @escaping (TestMemory) throws(Failure) -> Tested
  ) {
    var inspection = Inspection(.locator(traits, reset, make), options: options)
    record(inspection.run(), fileID, filePath, line, column)
  }

  /// Records the violations of a report as issues of the running test.
  @usableFromInline
  func record(_ report: LawReport, _ fileID: String, _ filePath: String, _ line: Int, _ column: Int) {
    for violation in report.violations {
      recordIssue(violation.description, fileID: fileID, filePath: filePath, line: line, column: column)
    }
  }
#endif

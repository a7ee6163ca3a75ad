/// What a wrapper believes to be live; `nil` for what it does not count.
///
/// Each operation is O(1) unless it says otherwise.
public struct WrapperBooks: Sendable {
  /// How many blocks.
  public var liveBlockCount: Int?
  /// How many bytes, as they were asked for or as the wrapper charges them.
  public var liveByteCount: Int?

  public init(liveBlockCount: Int? = nil, liveByteCount: Int? = nil) {
    self.liveBlockCount = liveBlockCount
    self.liveByteCount = liveByteCount
  }
}

/// Law 22 for a wrapper that keeps books, such as a count or a limit: runs every operation, blocks by the *n* included,
/// and reports where the books differ from what is live.
///
/// A `ForwardingAllocator` passes on questions only; an operation that went to its base directly would not be in its
/// books. For a `TransparentAllocator`, which passes on everything, see `examineTransparentWrapper`.
///
/// - Parameters:
///   - traits: What is declared of the wrapper around memory that has no limits.
///   - options: How much is tried.
///   - books: Reads the wrapper's books.
///   - charge: What the wrapper charges for a block; by default its bytes.
///   - make: Puts the wrapper around the memory that it is given.
/// - Complexity: Some thousand operations.
@inlinable
public func examineForwardingWrapper<Wrapper: Allocator & ~Copyable, Failure: Error>(
  _ traits: AllocatorTrait..., options: LawOptions = LawOptions(),
  books: @escaping (borrowing Wrapper) -> WrapperBooks, charge: ((_ byteCount: Int, _ alignment: Int) -> Int)? = nil,
  make: @escaping (TestMemory) throws(Failure) -> Wrapper
) -> LawReport {
  var inspection = Inspection(.wrapper(traits, books, make), options: options)
  inspection.charge = charge
  return inspection.runWithBooks()
}

extension Specimen {
  @inlinable
  static func wrapper<Wrapper: Allocator & ~Copyable, Failure: Error>(
    _ traits: [AllocatorTrait], _ books: @escaping (borrowing Wrapper) -> WrapperBooks,
    _ make: @escaping (TestMemory) throws(Failure) -> Wrapper
  ) -> Specimen {
    Specimen(traits: traits, canReset: false, keepsBooks: true) { (memory) throws(MakingFailure) in
      do throws(Failure) {
        return BookSubject(try make(memory), reading: books)
      } catch {
        throw MakingFailure(error)
      }
    }
  }
}

extension Inspection {
  /// Runs the walks and the failing parents; whatever else is true of the allocator is checked elsewhere.
  @usableFromInline
  mutating func runWithBooks() -> LawReport {
    watched { inspection in
      inspection.noteParentByAsking()
      for part in [
        { (inspection: inout Inspection) in inspection.runDirectedScripts() }, { $0.runRandomWalks() },
        { $0.failEveryRequest() },
      ] where inspection.report.passed { part(&inspection) }
    }
    return report
  }
}

extension Walk {
  /// Law 22: a wrapper's books after a step.
  func flaw(ofBooksAfter step: Step, _ subject: Subject) -> Violation? {
    guard let books = subject.books() else { return nil }
    if let count = books.liveBlockCount, count != shadow.blocks.count {
      return Violation(
        law: 22, "after \(step) the wrapper's books say \(count) live blocks, but there are \(shadow.blocks.count)")
    }
    guard let byteCount = books.liveByteCount else { return nil }
    var expected = shadow.liveByteCount
    if let charge {
      expected = 0
      for entry in shadow.blocks { unsafe expected += charge(entry.block.byteCount, entry.block.alignment) }
    }
    return byteCount == expected
      ? nil
      : Violation(law: 22, "after \(step) the wrapper's books say \(byteCount) live bytes, but there are \(expected)")
  }
}

#if canImport(Testing) && !hasFeature(Embedded)
  /// Law 22 for a wrapper that keeps books, recorded as issues of the running test: see `examineForwardingWrapper`.
  ///
  /// - Complexity: Some thousand operations.
  @inlinable
  public func checkForwardingWrapper<Wrapper: Allocator & ~Copyable, Failure: Error>(
    _ traits: AllocatorTrait..., options: LawOptions = LawOptions(),
    books: @escaping (borrowing Wrapper) -> WrapperBooks,
    charge: ((_ byteCount: Int, _ alignment: Int) -> Int)? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column,
    make: @escaping (TestMemory) throws(Failure) -> Wrapper
  ) {
    var inspection = Inspection(.wrapper(traits, books, make), options: options)
    inspection.charge = charge
    record(inspection.runWithBooks(), fileID, filePath, line, column)
  }
#endif

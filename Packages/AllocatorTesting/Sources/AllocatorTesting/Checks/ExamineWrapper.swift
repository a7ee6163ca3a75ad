extension TestMemory {
  /// What was asked of it and what it returned, in order; kept from ``startRecording()`` on.
  ///
  /// Two runs that make the same requests have the same record, wherever their blocks lie.
  public var record: [String] { state.record ?? [] }

  /// Begins a new record.
  ///
  /// - Complexity: O(calls that were recorded before).
  public func startRecording() { state.record = [] }
}

/// Law 22: runs the same walks on memory and on a wrapper around it, and reports where results or requests differ.
///
/// The wrapper must pass every call on, as it is and once, and return the result as it is.
///
/// - Parameters:
///   - options: How much is tried.
///   - make: Puts the wrapper around the memory that it is given.
/// - Complexity: Some thousand operations on each side.
@inlinable
public func examineTransparentWrapper<Wrapper: BlockOwner & ~Copyable, Failure: Error>(
  options: LawOptions = LawOptions(), make: @escaping (TestMemory) throws(Failure) -> Wrapper
) -> LawReport {
  var bare = Inspection(.owner([.ownsBlocks, .growsInPlace], nil) { memory in memory }, options: options)
  var wrapped = Inspection(.owner([.ownsBlocks, .growsInPlace], nil, make), options: options)
  return bare.compare(with: &wrapped)
}

extension Inspection {
  /// Runs walks on both, and compares what their parents were asked.
  @usableFromInline
  mutating func compare(with other: inout Inspection) -> LawReport {
    noteParentByAsking()  // so that walks make the parent refuse, too
    let directed = DirectedScripts(traits: traits, canReset: false, hasParent: true).all
    for number in 0..<options.walkCount + directed.count where report.passed {
      let script = number < directed.count ? directed[number] : randomScript(number - directed.count)
      let ours = record(of: script)
      let theirs = other.record(of: script)
      // By their bytes: to compare strings takes Unicode's tables, which Embedded Swift links on demand only.
      var index = 0
      while index < min(ours.count, theirs.count), ours[index].utf8.elementsEqual(theirs[index].utf8) { index += 1 }
      if index < max(ours.count, theirs.count) {
        var violation = Violation(
          law: 22,
          "call \(index + 1) was to be '\(index < ours.count ? ours[index] : "nothing")', but was "
            + "'\(index < theirs.count ? theirs[index] : "nothing")'")
        violation.seed = number < directed.count ? nil : seed(of: number - directed.count)
        report.violations.append(violation)
      }
    }
    return report
  }

  /// What the subject says about itself: capabilities, and sizes.
  private func recordAnswers(of subject: Subject, in memory: TestMemory) {
    var alignment = 1
    while alignment <= Traits.greatestAlignment {
      let answer = subject.supports(byteCount: 1, alignment: alignment) ? "supported" : "not supported"
      memory.state.record?.append("answer: alignment \(alignment) is \(answer)")
      for byteCount in [0, 1, 24, 100, 4097] {
        let good = subject.goodByteCount(for: byteCount, alignment: alignment)
        memory.state.record?.append("answer: a good size for \(byteCount) bytes aligned to \(alignment) is \(good)")
      }
      alignment *= 16
    }
  }

  /// The calls that a walk makes of the memory, and the results that it gets.
  private mutating func record(of script: [Step]) -> [String] {
    let memory = TestMemory()
    do throws(MakingFailure) {
      let subject = try make(memory)
      memory.startRecording()
      recordAnswers(of: subject, in: memory)
      var walk = Walk(subject, traits: traits, memory: memory)
      for step in script {
        if let violation = walk.perform(step) {
          report.violations.append(violation)
          abandon(subject)
          return memory.record
        }
        memory.state.record?.append(walk.wasRefused ? "answer: refused" : "answer: granted")
      }
      let calls = memory.record
      memory.state.record = nil
      if let violation = walk.finish() { report.violations.append(violation) }
      return calls
    } catch {
      report.violations.append(couldNotBeMade(error))
      return []
    }
  }
}

#if canImport(Testing) && !hasFeature(Embedded)
  internal import Testing

  /// Law 22 for a wrapper that claims to change nothing, recorded as issues of the running test.
  ///
  /// - Parameters:
  ///   - options: How much is tried.
  ///   - fileID: The file that issues are reported in.
  ///   - filePath: That file's path.
  ///   - line: The line that issues are reported at.
  ///   - column: The column there.
  ///   - make: Puts the wrapper around the memory that it is given.
  /// - Complexity: Some thousand operations on each side.
  @inlinable
  public func checkTransparentWrapper<Wrapper: BlockOwner & ~Copyable, Failure: Error>(
    options: LawOptions = LawOptions(), fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column, make: @escaping (TestMemory) throws(Failure) -> Wrapper
  ) {
    AllocatorTesting.record(examineTransparentWrapper(options: options, make: make), fileID, filePath, line, column)
  }
#endif

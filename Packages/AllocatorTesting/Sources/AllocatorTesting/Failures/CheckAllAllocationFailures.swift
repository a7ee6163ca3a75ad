/// What came of running a body once for each of its allocations, with that one failing.
public struct FaultReport: Sendable {
  /// How often the body ran, the last time without a failure.
  public internal(set) var runCount = 0
  /// What went wrong, each with the number of the allocation that failed.
  public internal(set) var problems: [String] = []

  /// Whether every failure was handled.
  public var passed: Bool { problems.isEmpty }
}

extension FaultReport: CustomStringConvertible {
  /// The problems, one a line.
  public var description: String {
    if passed { return "\(runCount) runs, every failure handled" }
    var text = ""
    for problem in problems { text += (text.isEmpty ? "" : "\n") + problem }
    return text
  }
}

/// Runs `body` with an allocator whose first request fails, then with one whose second fails, and so on until no
/// request is left to fail, and reports what went wrong as a value.
///
/// After each run nothing may be left in the memory, every ``Witness`` made in it must be gone, no guard byte may have
/// changed, and a failure must have been thrown.
///
/// - Parameters:
///   - mayRecover: Whether `body` may return although a request failed, since it has another way to do its work.
///   - body: What is to be tried; it must do the same every time.
/// - Complexity: O(n) runs of a body that makes n requests; no more than 10,000.
public func examineAllAllocationFailures<Failure: Error>(
  mayRecover: Bool = false, _ body: (TestMemory) throws(Failure) -> Void
) -> FaultReport {
  var report = FaultReport()
  for number in 1...10_000 {
    let memory = TestMemory()
    memory.failRequest(number)
    var threw = false
    do throws(Failure) { try body(memory) } catch { threw = true }
    report.runCount += 1
    let failed = memory.requestCount >= number
    let occasion = failed ? "allocation \(number) failed: " : "no allocation failed: "
    if threw && !failed { report.problems.append(occasion + "and yet the body threw") }
    if failed && !threw && !mayRecover {
      report.problems.append(occasion + "the error was swallowed, the body returned as if nothing had happened")
    }
    if memory.liveBlockCount > 0 {
      report.problems.append(
        occasion + "\(memory.liveBlockCount) blocks of \(memory.liveByteCount) bytes leaked")
    }
    if memory.liveWitnessCount > 0 {
      report.problems.append(occasion + "\(memory.liveWitnessCount) values were lost: never destroyed")
    } else if memory.liveWitnessCount < 0 {
      report.problems.append(occasion + "\(-memory.liveWitnessCount) values were destroyed twice")
    }
    memory.state.checkAll()
    if let misuse = memory.misuse { report.problems.append(occasion + misuse) }
    // A memory that was misused may not survive its end.
    if !report.passed { abandon(memory.state) }
    if !failed || report.problems.count >= 8 { break }
  }
  return report
}

/// A value that its memory counts: made by ``TestMemory/witness(_:)``, it reports values that are lost or destroyed
/// twice.
public struct Witness: ~Copyable {
  /// What it was made with, to distinguish it from others.
  public let number: Int
  let state: TestMemoryState

  init(_ number: Int, _ state: TestMemoryState) {
    self.number = number
    self.state = state
    state.liveWitnessCount += 1
  }

  deinit { state.liveWitnessCount -= 1 }
}

extension TestMemory {
  /// A value that counts as lost while it lives.
  ///
  /// - Complexity: O(1).
  public func witness(_ number: Int = 0) -> Witness { Witness(number, state) }

  /// How many witnesses are alive.
  public var liveWitnessCount: Int { state.liveWitnessCount }
}

#if canImport(Testing) && !hasFeature(Embedded)
  /// Runs `body` once for each of its allocations, with that one failing, and records what goes wrong as issues of the
  /// running test.
  ///
  /// ```swift
  /// checkAllAllocationFailures { memory in
  ///   var list = try MyList(allocator: memory)
  ///   for number in 0..<20 { try list.append(memory.witness(number)) }
  /// }
  /// ```
  ///
  /// `memory` is a ``TestMemory``, a copyable handle that may go anywhere. Where a container within another one needs its
  /// type written, it is that: `AllocatedArray<AllocatedArray<Int, TestMemory>, TestMemory>(allocator: memory)`.
  ///
  /// - Parameters:
  ///   - mayRecover: Whether `body` may return although a request failed, since it has another way to do its work.
  ///   - fileID: The file that issues are reported in.
  ///   - filePath: That file's path.
  ///   - line: The line that issues are reported at.
  ///   - column: The column there.
  ///   - body: What is to be tried; it must do the same every time.
  /// - Complexity: O(n) runs of a body that makes n requests; no more than 10,000.
  public func checkAllAllocationFailures<Failure: Error>(
    mayRecover: Bool = false, fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column, _ body: (TestMemory) throws(Failure) -> Void
  ) {
    for problem in examineAllAllocationFailures(mayRecover: mayRecover, body).problems {
      recordIssue(problem, fileID: fileID, filePath: filePath, line: line, column: column)
    }
  }
#endif

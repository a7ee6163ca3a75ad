#if canImport(Testing) && !hasFeature(Embedded)
  internal import AllocatorCore
  internal import Testing

  /// Records what a check found as an issue of the running test. Where none of Swift Testing's runs, as in a program of
  /// one's own or under XCTest, nobody would hear of it: it stops the program.
  package func recordIssue(_ text: String, fileID: String, filePath: String, line: Int, column: Int) {
    guard Test.current != nil else {
      _stop("\(fileID):\(line): \(text)\nNo test is running that could record this: call the check within a @Test")
    }
    Issue.record(
      Comment(rawValue: text),
      sourceLocation: SourceLocation(fileID: fileID, filePath: filePath, line: line, column: column))
  }
#endif

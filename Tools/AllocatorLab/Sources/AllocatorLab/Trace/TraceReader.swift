/// Reads a trace in any of the formats that are known, distinguished by their first line that is no comment.
public enum TraceReader {
  /// Reads a trace.
  ///
  /// - Parameters:
  ///   - bytes: The text, not compressed.
  ///   - file: What the input is called in messages.
  ///   - name: The trace's name unless it names itself.
  /// - Throws: ``TraceError`` when no program can have made these calls, or the text is none of the formats.
  /// - Complexity: O(*n*) in the text's length.
  public static func read(_ bytes: [UInt8], file: String, name: String) throws(TraceError) -> Trace {
    if let format = CallLogReader.Format(of: bytes) {
      return try CallLogReader(bytes, format: format, file: file, name: name).read()
    }
    if HeaptrackReader.isHeaptrack(bytes) { return try HeaptrackReader(bytes, file: file, name: name).read() }
    var cursor = ByteCursor(bytes)
    while !cursor.isAtEnd {
      cursor.skipBlanks()
      switch cursor.next {
      case nil, UInt8(ascii: "#"):
        cursor.skipLine()
      case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "<"),
        UInt8(ascii: ">"), UInt8(ascii: "!"):
        return try MtraceReader(bytes, file: file, name: name).read()
      default:
        return try RepReader(bytes, file: file, name: name).read()
      }
    }
    throw TraceError(file: file, line: cursor.line, message: "there is no event in it")
  }
}

/// The same tree, of classes and standard collections: what the arena's tree is compared with.
public final class JSONObject {
  public enum Content {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONObject])
    case object([(name: String, value: JSONObject)])
  }
  public let content: Content

  init(_ content: Content) { self.content = content }

  /// Parses a text into a tree of objects.
  ///
  /// - Throws: ``JSONError``.
  public static func parse(_ text: Span<UInt8>, depthLimit: Int = 512) throws(JSONError) -> JSONObject {
    var scanner = try JSONScanner(text)
    let tree = try value(&scanner, depth: depthLimit)
    try scanner.finish()
    return tree
  }

  @_lifetime(scanner: copy scanner)
  private static func value(_ scanner: inout JSONScanner, depth: Int) throws(JSONError) -> JSONObject {
    switch scanner.next() {
    case UInt8(ascii: "{"): return try object(&scanner, depth: depth)
    case UInt8(ascii: "["): return try array(&scanner, depth: depth)
    case UInt8(ascii: "\""): return JSONObject(.string(try string(&scanner)))
    case UInt8(ascii: "t"):
      try scanner.pass("true")
      return JSONObject(.bool(true))
    case UInt8(ascii: "f"):
      try scanner.pass("false")
      return JSONObject(.bool(false))
    case UInt8(ascii: "n"):
      try scanner.pass("null")
      return JSONObject(.null)
    case UInt8(ascii: "-"), .some(0x30...0x39):
      switch try scanner.number() {
      case .integer(let value): return JSONObject(.integer(value))
      case .number(let value): return JSONObject(.number(value))
      }
    default: throw scanner.failure(.expectedValue)
    }
  }

  @_lifetime(scanner: copy scanner)
  private static func array(_ scanner: inout JSONScanner, depth: Int) throws(JSONError) -> JSONObject {
    if depth == 0 { throw scanner.failure(.tooDeep) }
    scanner.advance()
    var elements: [JSONObject] = []
    if scanner.next() == UInt8(ascii: "]") {
      scanner.advance()
      return JSONObject(.array(elements))
    }
    repeat {
      elements.append(try value(&scanner, depth: depth - 1))
    } while try scanner.continues(until: UInt8(ascii: "]"))
    return JSONObject(.array(elements))
  }

  @_lifetime(scanner: copy scanner)
  private static func object(_ scanner: inout JSONScanner, depth: Int) throws(JSONError) -> JSONObject {
    if depth == 0 { throw scanner.failure(.tooDeep) }
    scanner.advance()
    var members: [(name: String, value: JSONObject)] = []
    if scanner.next() == UInt8(ascii: "}") {
      scanner.advance()
      return JSONObject(.object(members))
    }
    repeat {
      guard scanner.next() == UInt8(ascii: "\"") else { throw scanner.failure(.expectedName) }
      let name = try string(&scanner)
      guard scanner.next() == UInt8(ascii: ":") else { throw scanner.failure(.expectedColon) }
      scanner.advance()
      members.append((name, try value(&scanner, depth: depth - 1)))
    } while try scanner.continues(until: UInt8(ascii: "}"))
    return JSONObject(.object(members))
  }

  @_lifetime(scanner: copy scanner)
  private static func string(_ scanner: inout JSONScanner) throws(JSONError) -> String {
    let (bytes, hasEscapes) = try scanner.string()
    if !hasEscapes { return String(copying: scanner.text.extracting(bytes)) }
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    defer { unsafe buffer.deallocate() }
    var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
    try scanner.unescape(bytes, into: &output)
    return String(copying: output.span)
  }
}

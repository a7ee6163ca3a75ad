/// Why bytes did not become text.
public enum TextError: Error, Equatable, Sendable {
  /// The bytes are not UTF-8: what is wrong, and at which offsets.
  case invalidUTF8(UTF8.ValidationError)
  /// There was no room for the text.
  case allocation(AllocationError)
}

#if !hasFeature(Embedded)
  extension TextError: CustomStringConvertible {
    /// For example `invalid UTF-8 at bytes 1..<3: a character is cut off`.
    public var description: String {
      switch self {
      case .allocation(let error): return error.description
      case .invalidUTF8(let error):
        let reason =
          switch error.kind {
          case .unexpectedContinuationByte: "a continuation byte that continues nothing"
          case .surrogateCodePointByte: "a surrogate, which only UTF-16 may contain"
          case .invalidNonSurrogateCodePointByte: "a byte that starts no character"
          case .overlongEncodingByte: "a character encoded in more bytes than it needs"
          case .truncatedScalar: "a character is cut off"
          default: error.kind.description
          }
        return "invalid UTF-8 at bytes \(error.byteOffsets.lowerBound)..<\(error.byteOffsets.upperBound): \(reason)"
      }
    }
  }
#endif

import Foundation

/// The program's arguments, with every byte that they have.
///
/// A file's name is bytes and need not be UTF-8. A byte that is no part of UTF-8 text becomes a scalar of the last
/// private-use plane, and so do the bytes of those scalars themselves, so that the way back is unique.
enum RawArguments {
  private static let base: UInt32 = 0x10_ff00

  /// The arguments behind the program's name.
  static var current: [String] {
    let arguments = unsafe CommandLine.unsafeArgv
    return (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      guard let argument = unsafe arguments[index] else { return nil }
      return unsafe text(
        of: Array(UnsafeBufferPointer(start: argument, count: strlen(argument))).map(UInt8.init(bitPattern:)))
    }
  }

  /// The text that stands for `bytes`.
  static func text(of bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    var decoder = UTF8()
    var position = 0
    while position < bytes.count {
      var rest = bytes[position...].makeIterator()
      decoder = UTF8()
      if case .scalarValue(let scalar) = decoder.decode(&rest), scalar.value & ~0xff != base {
        text.append(scalar)
        position += UTF8.width(scalar)
      } else {
        // Bytes of ASCII are always text, so that none of these scalars stands for one.
        text.append(Unicode.Scalar(base + UInt32(bytes[position])) ?? "?")
        position += 1
      }
    }
    return String(text)
  }

  /// The bytes that `text` stands for.
  static func bytes(of text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      scalar.value & ~0xff == base ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(scalar).utf8)
    }
  }
}

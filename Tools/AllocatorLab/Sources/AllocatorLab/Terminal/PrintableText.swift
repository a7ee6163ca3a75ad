extension String {
  /// The text with one visible character in place of each that would steer a terminal, or lie about where text stands.
  ///
  /// What a file says about itself goes through this before it is printed. Columns stay where they are.
  var printable: String {
    guard unicodeScalars.contains(where: { Self.visible($0) != nil }) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars { text.append(Self.visible(scalar) ?? scalar) }
    return String(text)
  }

  /// What stands for `scalar`; `nil` when it can stand for itself.
  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x00...0x1f: Unicode.Scalar(0x2400 + scalar.value)
    case 0x7f: "\u{2421}"
    case 0x80...0x9f: "\u{fffd}"
    default:
      switch scalar.properties.generalCategory {
      // Directions, joiners and the like; line and paragraph separators; what this program keeps raw bytes as.
      case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: "\u{fffd}"
      default: nil
      }
    }
  }

  /// The text, cut to `width` columns with a sign that it was.
  func fitting(_ width: Int) -> String {
    guard columnCount > width else { return self }
    guard width > 1 else { return String(prefix(max(width, 0))) }
    var room = width - 1
    var text = ""
    for character in self {
      let columns = String(character).columnCount
      guard columns <= room else { break }
      room -= columns
      text.append(character)
    }
    return text + "…"
  }

  /// The columns that a terminal uses: two for East Asian wide characters and pictures, none for combining marks.
  var columnCount: Int {
    reduce(0) { sum, character in
      guard let first = character.unicodeScalars.first else { return sum }
      return sum + (Self.isWide(first) ? 2 : 1)
    }
  }

  /// The text, filled up with blanks to `width` columns.
  func padded(to width: Int, onTheLeft: Bool = false) -> String {
    let padding = String(repeating: " ", count: max(0, width - columnCount))
    return onTheLeft ? padding + self : self + padding
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      true
    default: false
    }
  }
}

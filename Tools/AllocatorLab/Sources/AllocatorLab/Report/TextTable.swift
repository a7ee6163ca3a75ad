/// A table as lines of text; where the terminal is narrower, in parts below one another that each begin with the first
/// columns.
struct TextTable {
  /// All of one length.
  var rows: [[String]]
  /// The columns that are aligned on the right.
  var numbers: Set<Int>
  /// How many columns each part begins with.
  var keptCount = 1
  /// What each line begins with.
  var indent = ""
  /// Whether the first row is a heading with a rule below it.
  var hasRule = false
  /// The rows with an empty line before them.
  var gaps: Set<Int> = []

  /// The lines, of at most `width` columns if that can be; `nil` sets no limit.
  func lines(width: Int?) -> [String] {
    guard let first = rows.first else { return [] }
    let widths = first.indices.map { column in rows.map { $0[column].columnCount }.max() ?? 0 }
    return parts(widths, within: width ?? .max).enumerated().flatMap { number, columns in
      (number > 0 ? [""] : []) + lines(columns, widths)
    }
  }

  /// The columns of each part.
  private func parts(_ widths: [Int], within width: Int) -> [[Int]] {
    let kept = Array(widths.indices.prefix(keptCount))
    let start = indent.columnCount + kept.reduce(0) { $0 + widths[$1] + 2 } - 2
    var parts = [kept]
    var end = start
    for column in widths.indices.dropFirst(keptCount) {
      if end + 2 + widths[column] > width, parts[parts.count - 1].count > keptCount {
        parts.append(kept)
        end = start
      }
      parts[parts.count - 1].append(column)
      end += 2 + widths[column]
    }
    return parts
  }

  private func lines(_ columns: [Int], _ widths: [Int]) -> [String] {
    var lines: [String] = []
    for (number, row) in rows.enumerated() {
      if gaps.contains(number) { lines.append("") }
      var line =
        indent
        + columns.map { row[$0].padded(to: widths[$0], onTheLeft: numbers.contains($0)) }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      lines.append(line)
      if hasRule && number == 0 {
        lines.append(indent + columns.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  "))
      }
    }
    return lines
  }
}

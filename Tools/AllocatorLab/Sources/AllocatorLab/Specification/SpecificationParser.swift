/// Parses the descriptions that `--allocator` takes.
///
///     allocator := word [ "(" argument { "," argument } ")" ]
///     argument  := [ ( word | number ) ":" ] ( number | allocator )
///     number    := digits [ "K" | "M" | "G" ]        binary thousands; "_" may stand between digits
///     word      := a letter { letter | digit | "-" }
struct SpecificationParser {
  private let text: String
  private let characters: [Character]
  private var position = 0
  /// How many allocators the place that is read is inside of.
  private var depth = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// The whole text as one allocator.
  mutating func parse() throws(SpecificationError) -> SpecificationNode {
    let node = try parseNode()
    skipBlanks()
    guard next == nil else { throw error("expected the end, but found '\(found)'") }
    guard node.depth <= SpecificationNode.depthLimit else {
      throw error("its parts are nested more than \(SpecificationNode.depthLimit) deep", column: node.column)
    }
    return node
  }

  private mutating func parseNode() throws(SpecificationError) -> SpecificationNode {
    skipBlanks()
    let column = column
    guard let first = next, first.isLetter else {
      throw error("expected an allocator's name, but found \(foundQuoted)")
    }
    var node = SpecificationNode(name: takeWord(), column: column)
    guard take("(") else { return node }
    depth += 1
    defer { depth -= 1 }
    guard depth < SpecificationNode.depthLimit else {
      throw error("allocators are nested more than \(SpecificationNode.depthLimit) deep", column: column)
    }
    repeat {
      node.arguments.append(try parseArgument())
    } while take(",")
    guard take(")") else { throw error("expected ',' or ')', but found \(foundQuoted)") }
    return node
  }

  private mutating func parseArgument() throws(SpecificationError) -> SpecificationNode.Argument {
    skipBlanks()
    let column = column
    let value = try parseValue()
    guard take(":") else { return SpecificationNode.Argument(value: value, column: column, valueColumn: column) }
    let label: SpecificationNode.Label
    switch value {
    case .number(let number): label = .number(number)
    case .node(let node) where node.arguments.isEmpty: label = .word(node.name)
    case .node: throw error("a label is a word or a number", column: column)
    }
    skipBlanks()
    let valueColumn = self.column
    return SpecificationNode.Argument(
      label: label, value: try parseValue(), column: column, valueColumn: valueColumn)
  }

  private mutating func parseValue() throws(SpecificationError) -> SpecificationNode.Value {
    skipBlanks()
    guard let first = next else { throw error("expected an allocator or a number, but found the end") }
    return first.isWholeNumber ? .number(try parseNumber()) : .node(try parseNode())
  }

  private mutating func parseNumber() throws(SpecificationError) -> Int {
    let column = column
    var number = 0
    var isOverflown = false
    while let character = next, character.isWholeNumber || character == "_" {
      position += 1
      guard let digit = character.wholeNumberValue else { continue }
      append(digit, base: 10, to: &number, &isOverflown)
    }
    if let unit = next?.uppercased(), let power = ["K": 1, "M": 2, "G": 3][unit] {
      position += 1
      for _ in 0..<power { append(0, base: 1024, to: &number, &isOverflown) }
    }
    guard !isOverflown else { throw error("the number is too large", column: column) }
    if let character = next, character.isLetter {
      throw error("expected K, M or G behind a number, but found '\(character)'")
    }
    return number
  }

  private func append(_ digit: Int, base: Int, to number: inout Int, _ isOverflown: inout Bool) {
    let (product, overflow) = number.multipliedReportingOverflow(by: base)
    let (sum, carry) = product.addingReportingOverflow(digit)
    isOverflown = isOverflown || overflow || carry
    number = sum
  }

  private mutating func takeWord() -> String {
    let start = position
    while let character = next, character.isLetter || character.isNumber || character == "-" { position += 1 }
    return String(characters[start..<position])
  }

  private mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard next == character else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let character = next, character.isWhitespace { position += 1 }
  }

  private var next: Character? { position < characters.count ? characters[position] : nil }
  private var column: Int { position + 1 }
  private var found: String { String(characters[position...]) }
  private var foundQuoted: String { next.map { "'\($0)'" } ?? "the end" }

  private func error(_ message: String, column: Int? = nil) -> SpecificationError {
    SpecificationError(text: text, column: column ?? self.column, message: message)
  }
}

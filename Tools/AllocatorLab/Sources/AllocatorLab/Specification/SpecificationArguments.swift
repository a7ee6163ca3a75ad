import AllocatorCore

/// The arguments of one described allocator, taken one after the other; what is left in the end is an error.
struct SpecificationArguments {
  let text: String
  let node: SpecificationNode
  private var rest: [SpecificationNode.Argument]

  init(_ node: SpecificationNode, text: String) {
    self.text = text
    self.node = node
    rest = node.arguments
  }

  func error(_ message: String, column: Int? = nil) -> SpecificationError {
    SpecificationError(text: text, column: column ?? node.column, message: message)
  }

  /// The argument with this label, if there is one.
  mutating func take(_ label: String) -> SpecificationNode.Argument? {
    rest.firstIndex { $0.label == .word(label) }.map { rest.remove(at: $0) }
  }

  /// All arguments that have a number as their label.
  mutating func takeNumbered() -> [(threshold: Int, argument: SpecificationNode.Argument)] {
    let numbered = rest.compactMap { argument in
      if case .number(let number)? = argument.label { (number, argument) } else { nil }
    }
    rest.removeAll { if case .number? = $0.label { true } else { false } }
    return numbered
  }

  /// The first argument that has no label.
  mutating func takeNext(_ what: String) throws(SpecificationError) -> SpecificationNode.Argument {
    guard let index = rest.firstIndex(where: { $0.label == nil }) else {
      throw error("\(node.name) needs \(what)")
    }
    return rest.remove(at: index)
  }

  /// Whether an argument without a label is left.
  var hasNext: Bool { rest.contains { $0.label == nil } }

  /// A number with this label, or the default.
  mutating func number(
    _ label: String, in range: ClosedRange<Int>, default value: Int
  ) throws(SpecificationError) -> Int {
    guard let argument = take(label) else { return value }
    return try number(argument, in: range)
  }

  /// The number that is the next argument.
  mutating func nextNumber(_ what: String, in range: ClosedRange<Int>) throws(SpecificationError) -> Int {
    try number(takeNext(what), in: range)
  }

  private func number(
    _ argument: SpecificationNode.Argument, in range: ClosedRange<Int>
  ) throws(SpecificationError) -> Int {
    guard case .number(let number) = argument.value else {
      throw error("expected a number", column: argument.valueColumn)
    }
    guard range.contains(number) else {
      throw error(
        range.upperBound == .max
          ? "expected a number from \(range.lowerBound) on"
          : "expected a number from \(range.lowerBound) to \(range.upperBound)", column: argument.valueColumn)
    }
    return number
  }

  /// A power of two with this label, or the default.
  mutating func powerOfTwo(_ label: String, default value: Int) throws(SpecificationError) -> Int {
    guard let argument = take(label) else { return value }
    return try powerOfTwo(argument)
  }

  /// The power of two that is the next argument.
  mutating func nextPowerOfTwo(_ what: String) throws(SpecificationError) -> Int {
    try powerOfTwo(takeNext(what))
  }

  private func powerOfTwo(_ argument: SpecificationNode.Argument) throws(SpecificationError) -> Int {
    let number = try number(argument, in: 1...1 << 30)
    guard SizeArithmetic.isPowerOfTwo(number) else {
      throw error("expected a power of two", column: argument.valueColumn)
    }
    return number
  }

  /// How an owner grows, or the default.
  mutating func growth(default policy: GrowthPolicy) throws(SpecificationError) -> GrowthPolicy {
    guard let argument = take("growth") else { return policy }
    let policies: [String: GrowthPolicy] = ["fixed": .fixed, "constant": .constant, "doubling": .doubling]
    guard case .node(let word) = argument.value, word.arguments.isEmpty, let policy = policies[word.name] else {
      throw error("expected fixed, constant or doubling", column: argument.valueColumn)
    }
    return policy
  }

  /// Throws when an argument was not taken.
  func finish() throws(SpecificationError) {
    guard let argument = rest.first else { return }
    switch argument.label {
    case .word(let label)?: throw error("\(node.name) takes no '\(label)' here", column: argument.column)
    case .number(let label)?: throw error("\(node.name) takes no '\(label)' here", column: argument.column)
    case nil: throw error("\(node.name) takes no further argument", column: argument.column)
    }
  }
}

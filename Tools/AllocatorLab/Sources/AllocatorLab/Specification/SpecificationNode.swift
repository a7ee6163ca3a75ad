/// A described allocator: `name`, or `name(argument, …)`.
struct SpecificationNode: Sendable {
  var name: String
  var arguments: [Argument] = []
  /// Where the name starts, in characters from 1.
  var column: Int

  /// `value`, `word: value` or `number: value`.
  struct Argument: Sendable {
    var label: Label?
    var value: Value
    /// Where it starts.
    var column: Int
    /// Where its value starts.
    var valueColumn: Int
  }

  enum Label: Equatable, Sendable {
    case word(String)
    case number(Int)
  }

  enum Value: Sendable {
    case number(Int)
    case node(SpecificationNode)
  }
}

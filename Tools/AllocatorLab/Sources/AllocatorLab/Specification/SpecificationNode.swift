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

  /// The most allocators that may stand inside each other: each is a call of the next, and a level of its explanation.
  static let depthLimit = 100

  /// How many allocators stand inside each other when this one is built: those of a list are built one inside the other.
  var depth: Int {
    var deepest = 0
    var listed = 0
    for argument in arguments {
      guard case .node(let node) = argument.value else { continue }
      listed += 1
      deepest = max(deepest, node.depth)
    }
    return deepest + (name == "fallback" || name == "segregated" ? max(listed - 1, 1) : 1)
  }
}

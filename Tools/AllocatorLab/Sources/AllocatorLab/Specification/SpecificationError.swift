/// What is wrong with a description of a composition, and where.
public struct SpecificationError: Error, Equatable, CustomStringConvertible {
  /// The description, as it was given.
  public var text: String
  /// The place, in characters from 1.
  public var column: Int
  /// What is wrong.
  public var message: String

  public init(text: String, column: Int, message: String) {
    self.text = text
    self.column = column
    self.message = message
  }

  /// The message, and under it the description with a mark at the place.
  public var description: String {
    "column \(column): \(message)\n  \(text)\n  \(String(repeating: " ", count: column - 1))^"
  }
}

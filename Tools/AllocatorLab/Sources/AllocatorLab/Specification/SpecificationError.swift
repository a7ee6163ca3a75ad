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
    // Of a long description the part around the place.
    let characters = Array(text)
    let place = min(max(column - 1, 0), characters.count)
    let start = characters.count <= 100 ? 0 : max(0, min(place - 50, characters.count - 100))
    let part = String(characters[start..<min(characters.count, start + 100)]).printable
    let mark = String(repeating: " ", count: String(characters[start..<place]).printable.columnCount) + "^"
    return "column \(column): \(message.printable.fitting(200))\n  \(part)\n  \(mark)"
  }
}

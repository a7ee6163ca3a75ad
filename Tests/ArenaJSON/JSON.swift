public import Allocators

/// A JSON value whose whole tree is in one scope of an arena.
///
/// It is bitwise copyable: there is nothing to count, nothing to destroy, and closing the scope frees the tree at once.
/// It does not depend on the text that it was parsed from.
public enum JSON: BitwiseCopyable, ~Escapable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that fits.
  case integer(Int)
  case number(Double)
  /// Valid UTF-8, with escapes resolved.
  case string(ScopedSlice<UInt8>)
  case array(ScopedSlice<JSON>)
  /// The members, in the text's order; names may repeat.
  case object(ScopedSlice<JSONMember>)
}

/// A name and its value.
public struct JSONMember: BitwiseCopyable, ~Escapable {
  public let name: ScopedSlice<UInt8>
  public let value: JSON

  @_lifetime(copy name, copy value)
  init(name: ScopedSlice<UInt8>, value: JSON) {
    self.name = name
    self.value = value
  }
}

/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case invalidUTF8 = "the text is not UTF-8"
    case endOfText = "the text ends within a value"
    case expectedValue = "a value was expected"
    case expectedName = "a name in quotes was expected"
    case expectedColon = "a colon was expected"
    case expectedCommaOrEnd = "a comma or the end of the list was expected"
    case trailingText = "something follows the value"
    case invalidNumber = "a number is malformed"
    case numberOutOfRange = "a number is too large"
    case controlCharacter = "a string contains a control character"
    case invalidEscape = "an escape is malformed"
    case loneSurrogate = "an escape is half of a pair of surrogates"
    case tooDeep = "lists are nested too deeply"
    case outOfMemory = "the arena is full"
  }
  public let reason: Reason
  /// The byte at which the text is wrong, counted from zero.
  public let offset: Int

  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
  public var description: String { "\(reason.rawValue), at byte \(offset)" }
}

extension JSON {
  /// The element at `index` of an array.
  public subscript(index: Int) -> JSON? {
    @_lifetime(copy self)
    get {
      guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
      return elements[index]
    }
  }

  /// The value of the last member of an object that has this name.
  ///
  /// - Complexity: O(members).
  public subscript(name: StaticString) -> JSON? {
    @_lifetime(copy self)
    get {
      guard case .object(let members) = self else { return nil }
      for index in members.indices.reversed() where members[index].name.isEqual(to: name) {
        return members[index].value
      }
      return nil
    }
  }

  /// The text of a string.
  public var string: String? {
    guard case .string(let bytes) = self else { return nil }
    return bytes.string
  }

  /// The number, of an integer too.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// How many elements or members a list has.
  public var count: Int? {
    switch self {
    case .array(let elements): elements.count
    case .object(let members): members.count
    default: nil
    }
  }
}

extension ScopedSlice<UInt8> {
  /// A string of this UTF-8.
  public var string: String {
    unsafe span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  func isEqual(to name: StaticString) -> Bool {
    guard count == name.utf8CodeUnitCount else { return false }
    return indices.allSatisfy { unsafe self[$0] == name.utf8Start[$0] }
  }
}

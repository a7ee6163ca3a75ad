/// A growable string in a scope's memory, one word wide.
///
/// It is UTF-8 and always valid. Like ``ScopedArray`` it does not store its scope, which must be at hand to make it
/// longer; making the string longer that was allocated last happens in place. The memory is free again when the scope
/// closes.
///
/// ```swift
/// var line = try scope.makeString()
/// try line.append("\(name): \(count) bytes", in: scope)
/// print(String(copying: line))
/// ```
///
/// Properties are O(1); every other operation says what it costs.
@safe
@frozen
public struct ScopedString: ~Copyable, ~Escapable {
  @usableFromInline var bytes: ScopedArray<UInt8>

  @_lifetime(copy bytes)
  @inlinable
  init(_ bytes: consuming ScopedArray<UInt8>) { self.bytes = bytes }

  /// The number of bytes of the text, as UTF-8.
  @inlinable
  public var byteCount: Int { bytes.count }
  /// The number of bytes that fit without growing.
  @inlinable
  public var capacity: Int { bytes.capacity }
  /// Whether there is no character.
  @inlinable
  public var isEmpty: Bool { bytes.isEmpty }

  /// The text, to be read character by character, compared, or passed on.
  @inlinable
  public var utf8Span: UTF8Span {
    @_lifetime(borrow self)
    get { unsafe UTF8Span(unchecked: bytes.span) }
  }

  /// Adds text at the end.
  ///
  /// - Parameters:
  ///   - text: The new text.
  ///   - scope: The scope that the string was made in.
  /// - Throws: `AllocationError.outOfMemory`; the string is as it was.
  /// - Complexity: O(`text.count`) amortized.
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func append(copying text: UTF8Span, in scope: borrowing Scope) throws(AllocationError) {
    try bytes.append(copying: text.span, in: scope)
  }

  /// Adds a string at the end.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_disfavoredOverload
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func append(_ text: String, in scope: borrowing Scope) throws(AllocationError) {
    try bytes.append(copying: text.utf8Span.span, in: scope)
  }

  /// Adds a part of a string at the end.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_disfavoredOverload
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func append(_ text: Substring, in scope: borrowing Scope) throws(AllocationError) {
    try bytes.append(copying: text.utf8Span.span, in: scope)
  }

  /// Adds a character at the end.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_disfavoredOverload
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func append(_ character: Character, in scope: borrowing Scope) throws(AllocationError) {
    try append(String(character), in: scope)
  }

  /// Sees to it that at least `capacity` bytes of UTF-8 fit.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the string is as it was.
  /// - Complexity: O(byteCount) when the string must move, otherwise O(1).
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int, in scope: borrowing Scope) throws(AllocationError) {
    try bytes.reserveCapacity(capacity, in: scope)
  }

  /// Removes all characters and keeps the capacity.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll() { bytes.removeAll() }

  /// Adds a text with values in it at the end, written straight into the scope's memory.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func append(_ text: InterpolatedText, in scope: borrowing Scope) throws(AllocationError) {
    // All room is made at once, so that nothing is left half-written.
    var newCount = 0
    text.forEachPiece { piece in newCount += piece.count }
    try bytes.makeRoom(for: newCount, in: scope)
    bytes.append(addingCount: newCount) { span in
      text.forEachPiece { piece in for index in piece.indices { span.append(piece[index]) } }
    }
  }

  /// Adds bytes from outside at the end, if they are UTF-8.
  ///
  /// - Throws: `TextError.invalidUTF8` with what is wrong and where, or `TextError.allocation`; the string is as it
  ///   was.
  /// - Complexity: O(number of new bytes) amortized.
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func append(validating newBytes: Span<UInt8>, in scope: borrowing Scope) throws(TextError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: newBytes)
    } catch { throw .invalidUTF8(error) }
    do throws(AllocationError) {
      try bytes.append(copying: newBytes, in: scope)
    } catch { throw .allocation(error) }
  }
}

extension Scope {
  /// Makes a string in this scope's memory.
  ///
  /// - Parameters:
  ///   - text: What it says at first.
  ///   - capacity: The number of bytes to make room for.
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeString(
    _ text: InterpolatedText = "", capacity: Int = 0
  ) throws(AllocationError) -> ScopedString {
    var string = ScopedString(try makeArray(of: UInt8.self, capacity: capacity))
    try string.append(text, in: self)
    return string
  }
}

extension Scope {
  /// Makes a copy of a string.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(number of bytes).
  @_disfavoredOverload
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeString(_ text: String) throws(AllocationError) -> ScopedString {
    try makeString(copying: text.utf8Span)
  }

  /// Makes a copy of a part of a string.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(number of bytes).
  @_disfavoredOverload
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeString(_ text: Substring) throws(AllocationError) -> ScopedString {
    try makeString(copying: text.utf8Span)
  }

  /// Makes a copy of text that somebody else holds.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeString(copying text: UTF8Span) throws(AllocationError) -> ScopedString {
    ScopedString(try makeArray(copying: text.span))
  }

  /// Makes a string of bytes from outside, if they are UTF-8.
  ///
  /// - Throws: `TextError.invalidUTF8` with what is wrong and where, or `TextError.allocation`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeString(validating bytes: Span<UInt8>) throws(TextError) -> ScopedString {
    let empty: ScopedString
    do throws(AllocationError) {
      empty = try makeString(capacity: bytes.count)
    } catch { throw .allocation(error) }
    var string = empty
    try string.append(validating: bytes, in: self)
    return string
  }
}

extension String {
  /// A standard string that says the same.
  ///
  /// - Complexity: O(byteCount).
  @inlinable
  public init(copying text: borrowing ScopedString) { self.init(copying: text.utf8Span) }
}

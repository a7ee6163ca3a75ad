extension AllocatedString where A: ~Escapable {
  /// Adds a text with values in it at the end, written straight into this string's memory.
  ///
  /// - Throws: `AllocationError`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(_ text: InterpolatedText) throws(AllocationError) {
    let oldCount = bytes.count
    do throws(AllocationError) {
      try text.forEachPiece { (piece) throws(AllocationError) in try bytes.append(copying: piece) }
    } catch {
      bytes.removeLast(bytes.count - oldCount)
      throw error
    }
  }

  /// Adds text at the end.
  ///
  /// - Throws: `AllocationError`; the string is as it was.
  /// - Complexity: O(`text.count`) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(copying text: UTF8Span) throws(AllocationError) {
    try bytes.append(copying: text.span)
  }

  /// Adds a string at the end.
  ///
  /// - Throws: `AllocationError`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_disfavoredOverload
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(_ text: String) throws(AllocationError) {
    try bytes.append(copying: text.utf8Span.span)
  }

  /// Adds a part of a string at the end.
  ///
  /// - Throws: `AllocationError`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_disfavoredOverload
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(_ text: Substring) throws(AllocationError) {
    try bytes.append(copying: text.utf8Span.span)
  }

  /// Adds a character at the end.
  ///
  /// - Throws: `AllocationError`; the string is as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_disfavoredOverload
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(_ character: Character) throws(AllocationError) {
    try append(String(character))
  }

  /// Adds bytes from outside at the end, if they are UTF-8.
  ///
  /// - Throws: `TextError.invalidUTF8(_:)` with what is wrong and where, or `TextError.allocation(_:)`; the string is
  ///   as it was.
  /// - Complexity: O(number of new bytes) amortized.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append(validating newBytes: Span<UInt8>) throws(TextError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: newBytes)
    } catch { throw .invalidUTF8(error) }
    do throws(AllocationError) {
      try bytes.append(copying: newBytes)
    } catch { throw .allocation(error) }
  }

  /// Sees to it that at least `capacity` bytes of UTF-8 fit: nothing allocates as long as they do.
  ///
  /// - Throws: `AllocationError`; the string is as it was.
  /// - Complexity: O(`byteCount`) when it must move; O(1) amortized for each new byte in a series of calls.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    checkCount(capacity, .string)
    try bytes.reserveCapacity(capacity)
  }

  /// Makes the capacity exactly `capacity` bytes, but no smaller than ``byteCount``; zero returns the memory to the
  /// allocator.
  ///
  /// - Throws: `AllocationError`; the string is as it was.
  /// - Complexity: O(smaller capacity) when it must move.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    checkCount(capacity, .string)
    try bytes.reallocate(capacity: capacity)
  }

  /// Returns memory that no character uses to the allocator.
  ///
  /// - Complexity: O(smaller capacity) when it must move.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shrinkToFit() { bytes.shrinkToFit() }

  /// The bytes of the allocator's memory that the string holds.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var heldByteCount: Int { bytes.heldByteCount }

  /// Removes all characters.
  ///
  /// - Parameter isCapacityKept: Whether the memory is kept for new text; otherwise it is returned.
  /// - Complexity: O(1), beside what the allocator costs.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll(keepingCapacity isCapacityKept: Bool = false) {
    bytes.removeAll(keepingCapacity: isCapacityKept)
  }

  #if !hasFeature(Embedded)
    /// Removes and returns the last character, or `nil` when there is none.
    ///
    /// - Complexity: O(1) for most texts; that of finding where the character starts.
    @_lifetime(self: copy self)
    public mutating func popLast() -> Character? {
      var characters = utf8Span.makeCharacterIterator()
      characters.reset(roundingBackwardsFrom: byteCount)
      guard let last = characters.previous() else { return nil }
      bytes.removeLast(last.utf8.count)
      return last
    }
  #endif

  /// Turns the string into the array of its bytes, which keeps its memory.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func consumeBytes() -> AllocatedArray<UInt8, A> { bytes }
}

extension InterpolatedText.StringInterpolation {
  /// Adds a string in memory of an allocator.
  ///
  /// It is copied: to Swift's own heap where it is longer than the short parts have room for.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public mutating func appendInterpolation<A: Allocator & ~Escapable>(_ value: borrowing AllocatedString<A>) {
    appendInterpolation(value.utf8Span)
  }
}

/// A growable string in memory of an allocator.
///
/// Choose it to build text in an arena, a pool or a budget without a `String` on the way. It is UTF-8 and always valid;
/// ``utf8Span`` reads it as the standard library reads its own strings. It stores its allocator's handle and may go
/// exactly where that handle may.
///
/// It is three words wide with `SystemAllocator`, plus the handle with others, and holds no memory while it is empty.
/// Running out of memory is an error that leaves the string as it was.
///
/// ```swift
/// var line = AllocatedString<SystemAllocator>(allocator: .system)
/// try line.append("\(name): \(count) bytes")
/// print(String(copying: line))
/// ```
@frozen
public struct AllocatedString<A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var bytes: AllocatedArray<UInt8, A>

  /// A string without characters, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) { bytes = AllocatedArray(allocator: allocator) }

  /// An empty string with room for `capacity` bytes of UTF-8.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(1) and one allocation; none where `capacity` is zero.
  @_lifetime(copy allocator)
  @inlinable
  public init(capacity: Int, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try bytes.reallocate(capacity: capacity)
  }

  /// A copy of `text`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy allocator)
  @inlinable
  public init(copying text: UTF8Span, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try bytes.reallocate(capacity: text.count)
    try bytes.append(copying: text.span)
  }

  /// A copy of `text`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_disfavoredOverload
  @_lifetime(copy allocator)
  @inlinable
  public init(_ text: String, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try append(copying: text.utf8Span)
  }

  /// A text with values in it, written straight into memory of `allocator`.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy allocator)
  @inlinable
  public init(_ text: InterpolatedText, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try append(text)
  }

  /// A copy of bytes from outside, if they are UTF-8.
  ///
  /// - Throws: `TextError.invalidUTF8(_:)` with what is wrong and where, or `TextError.allocation(_:)`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy allocator)
  @inlinable
  public init(validating bytes: Span<UInt8>, allocator: A) throws(TextError) {
    self.init(allocator: allocator)
    try append(validating: bytes)
  }

  /// The handle that the memory comes from.
  @inlinable
  public var allocator: A {
    @_lifetime(copy self)
    get { bytes.allocator }
  }
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

  /// The bytes of the text.
  @inlinable
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span }
  }
}

extension AllocatedString: Escapable where A: Escapable {}
extension AllocatedString: Sendable where A: Sendable & ~Escapable {}

extension Allocator where Self: ~Escapable {
  /// A string in memory of this allocator.
  ///
  /// - Parameter text: What it says at first; nothing is allocated when that is empty.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy self)
  @inlinable
  public func makeString(_ text: InterpolatedText = "") throws(AllocationError) -> AllocatedString<Self> {
    try AllocatedString(text, allocator: self)
  }

  /// A copy of a string, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_disfavoredOverload
  @_lifetime(copy self)
  @inlinable
  public func makeString(_ text: String) throws(AllocationError) -> AllocatedString<Self> {
    try AllocatedString(copying: text.utf8Span, allocator: self)
  }

  /// A copy of a part of a string, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_disfavoredOverload
  @_lifetime(copy self)
  @inlinable
  public func makeString(_ text: Substring) throws(AllocationError) -> AllocatedString<Self> {
    try AllocatedString(copying: text.utf8Span, allocator: self)
  }

  /// A copy of bytes from outside, if they are UTF-8, in memory of this allocator.
  ///
  /// - Throws: `TextError.invalidUTF8(_:)` with what is wrong and where, or `TextError.allocation(_:)`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy self)
  @inlinable
  public func makeString(validating bytes: Span<UInt8>) throws(TextError) -> AllocatedString<Self> {
    try AllocatedString(validating: bytes, allocator: self)
  }

  /// A copy of `text`, in memory of this allocator.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(number of bytes).
  @_lifetime(copy self)
  @inlinable
  public func makeString(copying text: UTF8Span) throws(AllocationError) -> AllocatedString<Self> {
    try AllocatedString(copying: text, allocator: self)
  }
}

extension String {
  /// A standard string that says the same.
  ///
  /// - Complexity: O(number of bytes).
  @inlinable
  public init<A: Allocator & ~Escapable>(copying text: borrowing AllocatedString<A>) {
    self.init(copying: text.utf8Span)
  }
}

#if !hasFeature(Embedded)
  extension AllocatedString where A: ~Escapable {
    /// The text itself.
    public var description: String { String(copying: self) }
  }
#endif

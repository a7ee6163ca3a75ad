/// Memory for one value that is not initialized yet: what an in-place initializer is given.
///
/// Initialize it exactly once, by the form that suits the value. The place remembers that it is done, so that an
/// initializer that returns too early is caught, and one that throws too late loses nothing.
@safe
@frozen
public struct Place<Value: ~Copyable>: ~Copyable, ~Escapable {
  @usableFromInline let pointer: UnsafeMutablePointer<Value>
  @usableFromInline var hasValue = false

  /// Whether the value is there.
  @inlinable
  public var isInitialized: Bool { hasValue }

  @_lifetime(immortal)
  @inlinable
  init(_ pointer: UnsafeMutablePointer<Value>) { unsafe self.pointer = pointer }

  /// Moves `value` in. It passes through the stack: fine for small values.
  ///
  /// - Complexity: O(1), and a move of the value.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func initialize(to value: consuming Value) {
    expectUninitialized()
    unsafe pointer.initialize(to: value)
    hasValue = true
  }

  /// Initializes the value through a pointer to where it will live; `body` must initialize all of it.
  ///
  /// - Throws: What `body` throws; nothing of the value may be initialized then.
  /// - Complexity: That of `body`.
  @unsafe
  @_lifetime(self: copy self)
  @inlinable
  public mutating func initialize<Failure: Error>(
    with body: (UnsafeMutablePointer<Value>) throws(Failure) -> Void
  ) throws(Failure) {
    expectUninitialized()
    try unsafe body(pointer)
    hasValue = true
  }

  /// Initializes the value with all bytes zero.
  ///
  /// Unsafe, since zero bytes are not a value of every type.
  ///
  /// - Complexity: O(size of the value).
  @unsafe
  @_lifetime(self: copy self)
  @inlinable
  public mutating func initializeToZero() {
    expectUninitialized()
    unsafe UnsafeMutableRawPointer(pointer)
      .initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Value>.size)
    hasValue = true
  }

  /// Initializes a fixed-size array element by element, through an output span of its length.
  ///
  /// Safe for arrays of any length: no more than an element is ever on the stack. When `body` throws, the elements that
  /// it had appended are destroyed.
  ///
  /// - Parameter body: Appends exactly as many elements as the array has.
  /// - Complexity: That of `body`.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func initializeElements<let count: Int, Element: ~Copyable, Failure: Error>(
    with body: (inout OutputSpan<Element>) throws(Failure) -> Void
  ) throws(Failure) where Value == InlineArray<count, Element> {
    expectUninitialized()
    let elements = unsafe UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Element.self), count: count)
    var span = unsafe OutputSpan(buffer: elements, initializedCount: 0)
    try body(&span)
    let initialized = unsafe span.finalize(for: elements)
    if initialized != count { _stop("an initializer appended fewer elements than the array has") }
    hasValue = true
  }

  @inlinable
  func expectUninitialized() {
    if isInitialized { _stop("a place was initialized twice: initialize it once") }
  }

  /// Runs an in-place initializer; when it throws, `pointer` is uninitialized memory again.
  ///
  /// - Complexity: That of `initializer`.
  @unsafe
  @inlinable
  public static func initialize<Failure: Error>(
    _ pointer: UnsafeMutablePointer<Value>, with initializer: (inout Place<Value>) throws(Failure) -> Void
  ) throws(Failure) {
    var place = unsafe Place(pointer)
    do throws(Failure) {
      try initializer(&place)
    } catch {
      if place.isInitialized { unsafe pointer.deinitialize(count: 1) }
      throw error
    }
    if !place.isInitialized { _stop("an initializer returned before its place was initialized") }
  }
}

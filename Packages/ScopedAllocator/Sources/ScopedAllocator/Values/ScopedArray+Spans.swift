import Builtin

extension ScopedArray where Element: ~Copyable & ~Escapable {
  @inlinable
  static var alignment: Int { Swift.max(MemoryLayout<ScopedArrayHead>.alignment, MemoryLayout<Element>.alignment) }

  /// The distance of the first element from the head.
  @inlinable
  static var elementOffset: Int {
    let mask = MemoryLayout<Element>.alignment &- 1
    return (MemoryLayout<ScopedArrayHead>.size &+ mask) & ~mask
  }

  /// The bytes of head and elements, or nil when they exceed `Int.max`.
  @inlinable
  static func byteCount(forCapacity capacity: Int) -> Int? {
    SizeArithmetic.product(capacity, MemoryLayout<Element>.stride)
      .flatMap { SizeArithmetic.sum($0, elementOffset) }
  }

  @inlinable
  static var needsDestruction: Bool { !Bool(Builtin.ispod(Element.self)) }

  @inlinable
  func address(of index: Int) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(head) + (Self.elementOffset &+ index &* MemoryLayout<Element>.stride)
  }
}

extension ScopedArray where Element: ~Copyable {
  @inlinable
  var elements: UnsafeMutablePointer<Element> {
    unsafe address(of: 0).assumingMemoryBound(to: Element.self)
  }

  /// The element at `index`, read and modified in place.
  @inlinable
  public subscript(index: Int) -> Element {
    _read {
      precondition(index >= 0 && index < count, "the index is out of the bounds of a ScopedArray")
      yield unsafe elements[index]
    }
    _modify {
      precondition(index >= 0 && index < count, "the index is out of the bounds of a ScopedArray")
      // Through a constant: the thread sanitizer's instrumentation of `&elements[index]` does not compile.
      let element = unsafe elements + index
      yield unsafe &element.pointee
    }
  }

  /// Calls `body` with an element, in place.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withElement<Result: ~Copyable, Failure: Error>(
    at index: Int, _ body: (borrowing Element) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(index >= 0 && index < count, "the index is out of the bounds of a ScopedArray")
    return try unsafe body(elements[index])
  }

  /// The elements, to be read.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      unsafe _overrideLifetime(Span(_unsafeStart: elements, count: count), borrowing: self)
    }
  }

  /// The elements, to be modified in place.
  @inlinable
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      unsafe _overrideLifetime(MutableSpan(_unsafeStart: elements, count: count), mutating: &self)
    }
  }

  /// Calls `body` with the whole capacity as an output span that holds the elements.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the elements are then what it left in the span.
  /// - Complexity: O(1), and what `body` takes.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func edit<Result: ~Copyable, Failure: Error>(
    _ body: (inout OutputSpan<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let buffer = unsafe UnsafeMutableBufferPointer(start: elements, count: capacity)
    var span = unsafe OutputSpan(buffer: buffer, initializedCount: count)
    defer {
      unsafe head.pointee.count = span.finalize(for: buffer)
      span = OutputSpan()
    }
    return try body(&span)
  }

  /// Appends up to `newCount` elements by writing them straight into the array's memory.
  ///
  /// - Parameters:
  ///   - newCount: How many elements to make room for in the span; at most ``freeCapacity``.
  ///   - initializer: Appends elements to the span it is given. When it throws, what it had appended is removed again.
  /// - Throws: What `initializer` throws; the array is as it was.
  /// - Complexity: O(1), and what `initializer` takes.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func append<Failure: Error>(
    addingCount newCount: Int, initializingWith initializer: (inout OutputSpan<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(newCount >= 0 && newCount <= freeCapacity, "a ScopedArray has no room for the new elements")
    let buffer = unsafe UnsafeMutableBufferPointer(start: elements + count, count: newCount)
    var span = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
    try initializer(&span)
    unsafe head.pointee.count += span.finalize(for: buffer)
    span = OutputSpan()
  }
}

extension ScopedArray where Element: Copyable {
  /// Appends copies of all elements of `source`.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the array is as it was.
  /// - Complexity: O(number of new elements), amortized.
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func append(copying source: Span<Element>, in scope: borrowing Scope) throws(AllocationError) {
    try makeRoom(for: source.count, in: scope)
    let end = unsafe elements + count
    unsafe source.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe end.initialize(from: start, count: source.count) }
    }
    unsafe head.pointee.count &+= source.count
  }
}

extension Scope {
  /// Makes an array with room for `capacity` elements.
  ///
  /// - Throws: `AllocationError.outOfMemory`, also when that is more than memory can hold.
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeArray<Element: ~Copyable & ~Escapable>(
    of type: Element.Type, capacity: Int = 0
  ) throws(AllocationError) -> ScopedArray<Element> {
    guard let byteCount = ScopedArray<Element>.byteCount(forCapacity: capacity) else { throw .outOfMemory }
    let address =
      unsafe ScopedArray<Element>.needsDestruction
      ? ownedPlace(byteCount: byteCount, alignment: ScopedArray<Element>.alignment)
      : place(byteCount: byteCount, alignment: ScopedArray<Element>.alignment)
    guard let address = unsafe address else { throw .outOfMemory }
    let head = unsafe address.bindMemory(to: ScopedArrayHead.self, capacity: 1)
    unsafe head.initialize(to: ScopedArrayHead(capacity: capacity, owner: token))
    unsafe state.didMake(address, byteCount: byteCount)
    return unsafe _overrideLifetime(ScopedArray(head), copying: self)
  }
}

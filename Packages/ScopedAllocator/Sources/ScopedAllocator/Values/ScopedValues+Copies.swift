// Noncopyable and nonescapable types cannot conform to `Sequence` or `CustomStringConvertible` in Swift 6.3; these are
// the same operations.
extension ScopedArray where Element: ~Copyable & ~Escapable {
  /// Calls `body` with each element, first to last.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(count), and what `body` takes.
  @inlinable
  public borrowing func forEach<Failure: Error>(
    _ body: (borrowing Element) throws(Failure) -> Void
  ) throws(Failure) {
    var index = 0
    while index < count {
      try unsafe address(of: index)._withNonescapable(Element.self, body)
      index &+= 1
    }
  }
}

extension ScopedSlice where Element: ~Escapable {
  /// Calls `body` with each element, first to last.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(count), and what `body` takes.
  @inlinable
  public func forEach<Failure: Error>(_ body: (Element) throws(Failure) -> Void) throws(Failure) {
    for index in indices { try body(self[index]) }
  }
}

extension Scope {
  /// Makes an array of copies of all elements of `source`.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(`source.count`).
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeArray<Element>(copying source: Span<Element>) throws(AllocationError) -> ScopedArray<
    Element
  > {
    var array = try makeArray(of: Element.self, capacity: source.count)
    try array.append(copying: source, in: self)
    return array
  }

  /// Makes an array of copies of all elements of `source`: an `Array`, a `String.UTF8View`, a range.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(`source.count`), as far as counting and walking the collection is.
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeArray<Element>(
    copying source: some Collection<Element>
  ) throws(AllocationError) -> ScopedArray<Element> {
    var array = try makeArray(of: Element.self, capacity: source.count)
    // The closure can capture a place in the array, though not the array. What has no storage is copied by elements.
    let (elements, capacity) = unsafe (array.elements, array.capacity)
    let count = source.withContiguousStorageIfAvailable { source in
      guard source.count <= capacity, let start = source.baseAddress else { return 0 }
      unsafe elements.initialize(from: start, count: source.count)
      return source.count
    }
    unsafe array.head.pointee.count = count ?? 0
    if array.isEmpty { for element in source { array.appendWithinCapacity(element) } }
    return array
  }
}

extension Scope {
  /// Makes an array of `count` copies of `element`.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(`count`).
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeArray<Element>(
    repeating element: Element, count: Int
  ) throws(AllocationError) -> ScopedArray<Element> {
    var array = try makeArray(of: Element.self, capacity: count)
    for _ in 0..<count { array.appendWithinCapacity(element) }
    return array
  }
}

extension Array {
  /// A standard array of copies of the elements of `source`.
  ///
  /// - Complexity: O(count).
  @inlinable
  public init(copying source: borrowing ScopedArray<Element>) {
    self.init()
    reserveCapacity(source.count)
    for index in source.indices { append(source[index]) }
  }
}

extension Array where Element: BitwiseCopyable {
  /// A standard array of the elements of `source`.
  ///
  /// - Complexity: O(count).
  @inlinable
  public init(copying source: ScopedSlice<Element>) {
    self.init()
    reserveCapacity(source.count)
    for index in source.indices { append(source[index]) }
  }
}

#if !hasFeature(Embedded)
  extension ScopedArray where Element: Copyable {
    /// The elements in words, such as `[1, 2, 3]`.
    ///
    /// - Complexity: O(count).
    public var description: String { Array(copying: self).description }
  }

  extension ScopedSlice {
    /// The elements in words, such as `[1, 2, 3]`.
    ///
    /// - Complexity: O(count).
    public var description: String { Array(copying: self).description }
  }

  extension ScopedString {
    /// The text itself.
    ///
    /// - Complexity: O(byteCount).
    public var description: String { String(copying: self) }
  }

  extension ScopedBox where Value: Copyable {
    /// The value in words.
    public var description: String { String(describing: value) }
  }

  extension ScopedRef where Value: Copyable {
    /// The value in words.
    public var description: String { withValue { String(describing: $0) } }
  }
#endif

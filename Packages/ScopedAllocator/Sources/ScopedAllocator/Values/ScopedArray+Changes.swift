// Elements that cannot escape, changed where they are; see the same operations of `ScopedBox`.
extension ScopedArray where Element: ~Copyable & ~Escapable {
  /// Moves a new element in and the old one out.
  ///
  /// The array depends from now on also on what the new element depends on, as after an append.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @_lifetime(self: copy self, copy element)
  @inlinable
  public mutating func replaceElement(at index: Int, with element: consuming Element) -> Element {
    let address = unsafe checkedAddress(of: index)
    let old: Element = unsafe address._takeNonescapable()
    unsafe address._initializeNonescapable(to: element)
    return unsafe _overrideLifetime(old, copying: self)
  }

  /// Calls `body` with an element, to change it in place.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), besides `body`.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateElement<Result: ~Copyable, Failure: Error>(
    at index: Int, _ body: (inout Element) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe checkedAddress(of: index).withMutableNonescapable(Element.self, body)
  }

  /// Calls `body` with an element, to change it in place, and with something to move into it.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), besides `body`.
  @_lifetime(self: copy self, copy argument)
  @inlinable
  public mutating func updateElement<Argument: ~Copyable & ~Escapable, Result: ~Copyable, Failure: Error>(
    at index: Int, moving argument: consuming Argument,
    _ body: (inout Element, consuming Argument) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe checkedAddress(of: index).withMutableNonescapable(Element.self, moving: argument, body)
  }

  /// Calls `body` with each element, first to last, to change it in place.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func updateEach<Failure: Error>(
    _ body: (inout Element) throws(Failure) -> Void
  ) throws(Failure) {
    var index = 0
    while index < count {
      try unsafe address(of: index).withMutableNonescapable(Element.self, body)
      index &+= 1
    }
  }

  /// Exchanges two elements.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func swapAt(_ first: Int, _ second: Int) {
    let (one, other) = unsafe (checkedAddress(of: first), checkedAddress(of: second))
    guard first != second else { return }
    let element: Element = unsafe one._takeNonescapable()
    unsafe one._initializeNonescapable(to: other._takeNonescapable() as Element)
    unsafe other._initializeNonescapable(to: element)
  }

  @inline(always)
  @inlinable
  func checkedAddress(of index: Int) -> UnsafeMutableRawPointer {
    if UInt(bitPattern: index) >= UInt(bitPattern: count) { stopAtIndex(index, count) }
    return unsafe address(of: index)
  }
}

extension ScopedArray where Element: BitwiseCopyable & ~Escapable {
  /// The element at `index`, such as a reference or a slice.
  ///
  /// The array depends also on what a new element depends on, as after an append.
  ///
  /// - Complexity: O(1).
  @_disfavoredOverload
  @inlinable
  public subscript(index: Int) -> Element {
    @_lifetime(copy self)
    get {
      let element: Element = unsafe checkedAddress(of: index)._takeNonescapable()
      return unsafe _overrideLifetime(element, copying: self)
    }
    @_lifetime(self: copy self, copy newValue)
    set { unsafe checkedAddress(of: index)._initializeNonescapable(to: newValue) }
    @_lifetime(&self)
    _modify {
      let address = unsafe checkedAddress(of: index)
      let element: Element = unsafe address._takeNonescapable()
      var changed = unsafe _overrideLifetime(element, copying: self)
      defer { unsafe address._initializeNonescapable(to: changed) }
      yield &changed
    }
  }
}

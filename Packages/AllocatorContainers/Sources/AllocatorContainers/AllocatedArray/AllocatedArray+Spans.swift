extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// The elements, to be read.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      unsafe _overrideLifetime(Span(_unsafeStart: start, count: count), borrowing: self)
    }
  }

  /// The elements, to be modified in place.
  @inlinable
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      unsafe _overrideLifetime(MutableSpan(_unsafeStart: start, count: count), mutating: &self)
    }
  }

  /// Calls `body` with the whole capacity as an output span that holds the elements.
  ///
  /// ``reserveCapacity(_:)`` makes room beforehand; `body` cannot grow the array.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the elements are then what it left in the span.
  /// - Complexity: O(1), and what `body` takes.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func edit<Result: ~Copyable, Failure: Error>(
    _ body: (inout OutputSpan<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let buffer = unsafe UnsafeMutableBufferPointer(start: start, count: capacity)
    var span = unsafe OutputSpan(buffer: buffer, initializedCount: count)
    defer {
      storage.count = unsafe span.finalize(for: buffer)
      span = OutputSpan()
    }
    return try body(&span)
  }

  /// Calls `body` with each element, first to last.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(`count`), and what `body` takes.
  @inlinable
  public borrowing func forEach<Failure: Error>(
    _ body: (borrowing Element) throws(Failure) -> Void
  ) throws(Failure) {
    var index = 0
    while index < count {
      try unsafe body((start + index).pointee)
      index &+= 1
    }
  }
}

#if !hasFeature(Embedded)
  extension AllocatedArray where Element: Copyable, A: ~Escapable {
    /// The elements in words, such as `[1, 2, 3]`.
    ///
    /// - Complexity: O(`count`).
    public var description: String {
      Array(copying: self).description
    }
  }
#endif

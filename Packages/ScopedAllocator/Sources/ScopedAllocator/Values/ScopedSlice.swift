/// A run of values in a scope's memory: read-only, copyable, two words wide.
///
/// It is to ``ScopedArray`` what ``ScopedRef`` is to ``ScopedBox``: choose it wherever nothing is mutated any more,
/// such as for the children of a tree's node. Elements are bitwise copyable, and may be nonescapable: nodes that refer
/// to others of their scope by references or slices. There is nothing to destroy, and it costs nothing but the
/// elements.
///
/// Properties and subscripts are O(1); every other operation says what it costs.
@safe
@frozen
public struct ScopedSlice<Element: BitwiseCopyable & ~Escapable>: ~Escapable {
  @usableFromInline let address: UnsafeMutableRawPointer
  /// The number of elements.
  public let count: Int

  @_lifetime(immortal)
  @inlinable
  init(_ address: UnsafeMutableRawPointer, count: Int) {
    unsafe self.address = unsafe address
    self.count = count
  }

  /// Whether there is no element.
  @inlinable
  public var isEmpty: Bool { count == 0 }
  /// The positions of the elements.
  @inlinable
  public var indices: Range<Int> { unsafe Range(uncheckedBounds: (0, count)) }

  /// A copy of the element at `index`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(index: Int) -> Element {
    @_lifetime(copy self)
    get {
      precondition(index >= 0 && index < count, "the index is out of the bounds of a ScopedSlice")
      unsafe expectReferent(of: "ScopedSlice", at: address)
      let element = unsafe address + index &* MemoryLayout<Element>.stride
      return unsafe _overrideLifetime(element._takeNonescapable(), copying: self)
    }
  }

  /// The elements at `bounds`, as a slice of their own that counts from zero.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public func extracting(_ bounds: Range<Int>) -> ScopedSlice<Element> {
    precondition(
      bounds.lowerBound >= 0 && bounds.upperBound <= count, "the bounds are not in those of a ScopedSlice")
    let start = unsafe address + bounds.lowerBound &* MemoryLayout<Element>.stride
    if !bounds.isEmpty { unsafe didExtract(start, from: address) }
    return unsafe _overrideLifetime(ScopedSlice(start, count: bounds.count), copying: self)
  }
}

extension ScopedSlice: BitwiseCopyable where Element: ~Escapable {}

extension ScopedSlice {
  /// The elements, to be read for as long as the scope lives.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(copy self)
    get {
      if count > 0 { unsafe expectReferent(of: "ScopedSlice", at: address) }
      let elements = unsafe UnsafePointer(address.assumingMemoryBound(to: Element.self))
      return unsafe _overrideLifetime(Span(_unsafeStart: elements, count: count), copying: self)
    }
  }
}

// Bitwise-copyable elements stay intact until their memory is used again, which the scope's own lifetime rules out, so
// slices of them, like references, may be held while inner scopes come and go.
extension Scope {
  /// Copies the elements of `source` to this scope's memory.
  ///
  /// - Throws: `AllocationError.outOfMemory`.
  /// - Complexity: O(count).
  @_lifetime(copy self)
  @inlinable
  public borrowing func makeSlice<Element: BitwiseCopyable>(
    copying source: Span<Element>
  ) throws(AllocationError) -> ScopedSlice<Element> {
    let address = try unsafe allocateRun(of: Element.self, count: source.count)
    unsafe source.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { unsafe address.copyMemory(from: start, byteCount: bytes.count) }
    }
    return unsafe _overrideLifetime(ScopedSlice(address, count: source.count), copying: self)
  }

  /// Ends an array without ending its elements, which can be read from now on through slices, and no longer be changed.
  ///
  /// What the array had in excess of its elements stays unused until its scope closes.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self, copy array)
  @inlinable
  public borrowing func freeze<Element: BitwiseCopyable & ~Escapable>(
    _ array: consuming ScopedArray<Element>
  ) -> ScopedSlice<Element> {
    // The array's own end does nothing to its elements, for they have no destructor.
    let address = unsafe array.address(of: 0)
    // Behind an empty array something else may lie.
    if array.count > 0 { unsafe state.didRefer(to: address) }
    return unsafe _overrideLifetime(ScopedSlice(address, count: array.count), copying: self)
  }

  /// The memory for `count` elements; of no use for none, and then none is taken.
  @inlinable
  borrowing func allocateRun<Element: ~Copyable & ~Escapable>(
    of type: Element.Type, count: Int
  ) throws(AllocationError) -> UnsafeMutableRawPointer {
    let alignment = MemoryLayout<Element>.alignment
    guard count > 0 else { return unsafe UnsafeMutableRawPointer(bitPattern: alignment).unsafelyUnwrapped }
    guard let byteCount = SizeArithmetic.product(count, MemoryLayout<Element>.stride),
      let address = unsafe place(byteCount: byteCount, alignment: alignment)
    else { throw .outOfMemory }
    unsafe state.didRefer(to: address)
    return unsafe address
  }
}

extension ScopedArray where Element: BitwiseCopyable & ~Escapable {
  /// Removes the last `count` elements, and keeps them as a slice in the memory of `scope`.
  ///
  /// One array is so a stack for all the unfinished lists of a parser: each finished one takes exactly the room of its
  /// elements.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the array is as it was.
  /// - Complexity: O(count).
  @_lifetime(copy self, copy scope)
  @_lifetime(self: copy self)
  @inlinable
  public mutating func moveLast(
    _ count: Int, to scope: borrowing Scope
  ) throws(AllocationError) -> ScopedSlice<Element> {
    precondition(count >= 0 && count <= self.count, "a ScopedArray has fewer elements")
    let run = try unsafe scope.allocateRun(of: Element.self, count: count)
    let first = self.count &- count
    unsafe run.copyMemory(from: address(of: first), byteCount: count &* MemoryLayout<Element>.stride)
    unsafe head.pointee.count = first
    return unsafe _overrideLifetime(ScopedSlice(run, count: count), copying: self)
  }
}

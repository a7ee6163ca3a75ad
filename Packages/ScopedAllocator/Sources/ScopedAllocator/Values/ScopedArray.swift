/// A growable array in a scope's memory, one word wide.
///
/// It has a fixed capacity until it is grown by ``append(_:in:)`` or ``reserveCapacity(_:in:)``, which need the scope
/// at hand: an array does not store it. Growing the array that was allocated last happens in place. Elements are
/// destroyed when the array dies, newest first; the memory is free again when the scope closes.
///
/// Elements may be noncopyable and nonescapable, such as boxes of the same scope, or arrays of their own kind: trees of
/// any depth are destroyed without recursion, as ``ScopedBox`` says.
///
/// Properties and subscripts are O(1) unless they say otherwise; every other operation says what it costs.
@safe
@frozen
public struct ScopedArray<Element: ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  /// Points to a head of count and capacity; the elements follow it.
  @usableFromInline var head: UnsafeMutablePointer<ScopedArrayHead>
  @usableFromInline let anchor = DeinitAnchor()

  @_lifetime(immortal)
  @inlinable
  init(_ head: UnsafeMutablePointer<ScopedArrayHead>) { unsafe self.head = unsafe head }

  @inlinable
  deinit {
    unsafe didEndScopedValue(at: UnsafeMutableRawPointer(head))
    guard Self.needsDestruction else { return }
    var index = unsafe head.pointee.count
    if index > 0, isDeeplyNested() {
      unsafe destroyDeeplyNestedElements(UnsafeMutableRawPointer(head), Element.self)
      return
    }
    unsafe OwnedPlace.didEnd(head)
    while index > 0 {
      index -= 1
      unsafe address(of: index)._destroyNonescapable(Element.self)
    }
  }

  /// The number of elements.
  @inlinable
  public var count: Int { unsafe head.pointee.count }
  /// The number of elements that fit without growing.
  @inlinable
  public var capacity: Int { unsafe head.pointee.capacity }
  /// The number of elements that can be appended without growing.
  @inlinable
  public var freeCapacity: Int { capacity - count }
  /// Whether there is no element.
  @inlinable
  public var isEmpty: Bool { count == 0 }
  /// Whether the capacity is used up.
  @inlinable
  public var isFull: Bool { freeCapacity == 0 }
  /// The positions of the elements.
  @inlinable
  public var indices: Range<Int> { unsafe Range(uncheckedBounds: (0, count)) }

  /// Adds an element at the end of an array that is not full; ``append(_:in:)`` grows one that is.
  ///
  /// A full array stops the program, without a message in release builds.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self, copy element)
  @inlinable
  public mutating func appendWithinCapacity(_ element: consuming Element) {
    precondition(!isFull, "a ScopedArray is full: grow it by append(_:in:) or reserveCapacity(_:in:)")
    let count = count
    unsafe address(of: count)._initializeNonescapable(to: element)
    unsafe head.pointee.count = count &+ 1
  }

  /// Adds an element at the end, taking more memory from `scope` if it must.
  ///
  /// - Parameters:
  ///   - element: The new element.
  ///   - scope: The scope that the array was made in.
  /// - Throws: `AllocationError.outOfMemory`; the array is as it was, and the element is destroyed.
  /// - Complexity: O(1) amortized; in place when the array was allocated last in its scope.
  @_lifetime(self: copy self, copy element, copy scope)
  @inlinable
  public mutating func append(_ element: consuming Element, in scope: borrowing Scope) throws(AllocationError) {
    if isFull { try makeRoom(for: 1, in: scope) }
    appendWithinCapacity(element)
  }

  /// Is not there: an array needs its scope to grow.
  @available(
    *, unavailable, message: "use append(_:in:), which grows the array, or appendWithinCapacity(_:), which does not"
  )
  @_lifetime(self: copy self, copy element)
  public mutating func append(_ element: consuming Element) { appendWithinCapacity(element) }

  /// Grows to twice the capacity, or to no more than what is needed when there is no room for that.
  @_lifetime(self: copy self, copy scope)
  @inlinable
  mutating func makeRoom(for newCount: Int, in scope: borrowing Scope) throws(AllocationError) {
    guard let needed = SizeArithmetic.sum(count, newCount) else { throw .outOfMemory }
    guard needed > capacity else { return }
    do throws(AllocationError) {
      try reserveCapacity(Swift.max(4, needed, capacity * 2), in: scope)
    } catch {
      try reserveCapacity(needed, in: scope)
    }
  }

  /// Sees to it that `capacity` elements fit.
  ///
  /// - Throws: `AllocationError.outOfMemory`; the array is as it was.
  /// - Complexity: O(count) when the array must move.
  @_lifetime(self: copy self, copy scope)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int, in scope: borrowing Scope) throws(AllocationError) {
    guard capacity > self.capacity else { return }
    guard let byteCount = Self.byteCount(forCapacity: capacity) else { throw .outOfMemory }
    guard unsafe scope.token == head.pointee.owner else {
      _stop("a ScopedArray was grown in another scope than its own: grow it in the scope that made it")
    }
    var block = unsafe Block(
      address: UnsafeMutableRawPointer(head), byteCount: Self.byteCount(forCapacity: self.capacity) ?? 0,
      alignment: Self.alignment)
    unsafe didEndScopedValue(at: block.address)
    defer { unsafe scope.state.didMake(head, byteCount: Self.byteCount(forCapacity: self.capacity) ?? 0) }
    if unsafe !scope.resizeInPlace(&block, byteCount: byteCount) {
      let moved =
        unsafe Self.needsDestruction
        ? scope.placeBehindHead(byteCount: byteCount, alignment: Self.alignment)
        : scope.place(byteCount: byteCount, alignment: Self.alignment)
      guard let moved = unsafe moved else { throw .outOfMemory }
      if Self.needsDestruction { unsafe OwnedPlace.mark(of: moved).initialize(to: OwnedPlace.mark(of: head).pointee) }
      unsafe moved.copyMemory(from: block.address, byteCount: Self.elementOffset)
      unsafe (moved + Self.elementOffset)._moveNonescapable(
        Element.self, from: block.address + Self.elementOffset, count: count)
      unsafe head = moved.assumingMemoryBound(to: ScopedArrayHead.self)
    }
    unsafe head.pointee.capacity = capacity
  }

  /// Removes and returns the last element, or `nil` when there is none.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @_lifetime(self: copy self)
  @inlinable
  public mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    let index = count &- 1
    unsafe head.pointee.count = index
    // Of a type that is spelled out: it would be inferred as the optional, whose tag is no part of the element.
    let last: Element = unsafe address(of: index)._takeNonescapableElement()
    return last
  }

  /// Destroys all elements, newest first, and keeps the capacity.
  ///
  /// - Complexity: O(count); O(1) for elements without a destructor.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func removeAll() {
    while count > 0 {
      unsafe head.pointee.count &-= 1
      unsafe address(of: count)._destroyNonescapable(Element.self)
    }
  }

  /// Calls `body` with an element: the way to read one that is nonescapable.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withElement<Result: ~Copyable, Failure: Error>(
    at index: Int, _ body: (borrowing Element) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(index >= 0 && index < count, "the index is out of the bounds of a ScopedArray")
    return try unsafe address(of: index)._withNonescapable(Element.self, body)
  }
}

/// The head of a ``ScopedArray``'s memory.
@usableFromInline
struct ScopedArrayHead {
  @usableFromInline var count: Int
  @usableFromInline var capacity: Int
  /// The token of the scope that the array was made in, and that alone may grow it.
  @usableFromInline let owner: UInt

  @inlinable
  init(capacity: Int, owner: UInt) {
    count = 0
    self.capacity = capacity
    self.owner = owner
  }
}

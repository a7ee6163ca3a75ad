/// A value and arrays behind it in one block of an allocator's memory.
///
/// Choose it where a value always has arrays whose sizes are known when it is made: a message and its fields, a node
/// and its keys and children. It is one allocation instead of one for each part, and what is used together lies
/// together (the job of `ManagedBuffer`, and of `joint_ptr` in foonathan/memory).
///
/// The arrays begin empty and take up to their capacities, which stay. The box is one word wide. Its block holds the
/// allocator's handle, a word and three for each array, the value, and the arrays. When it dies, the value is destroyed
/// first, then the elements of the arrays, first to last. Running out of memory is an error.
///
/// ```swift
/// var message = try memory.makeJoint(Header(id: 7), arrayOf: Int.self, capacity: 3, and: UInt8.self, capacity: 100)
/// message.editFirst { $0.append(1) }
/// print(message.value.id, message.first[0], message.second.count)
/// ```
@safe
@frozen
public struct AllocatedJoint<Value: ~Copyable, Arrays: JointArrays, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let anchor = DeinitAnchor()

  /// Moves `value` to a block that has room for `arrays`, too.
  ///
  /// - Throws: `AllocationError`; the value is destroyed.
  /// - Complexity: O(1).
  @_lifetime(copy allocator)
  @inlinable
  public init(_ value: consuming Value, arrays: Arrays, allocator: A) throws(AllocationError) {
    let byteCount = arrays.end(from: Self.valueOffset &+ MemoryLayout<Value>.size)
    guard let byteCount,
      let block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: Self.alignment)
    else { throw allocator.refusal(byteCount: byteCount ?? .max, alignment: Self.alignment) }
    unsafe base = block.address
    unsafe base._initializeNonescapable(to: allocator)
    unsafe (base + Self.sizeOffset).initializeMemory(as: Int.self, to: byteCount)
    unsafe arrays.note(places, from: Self.valueOffset &+ MemoryLayout<Value>.size)
    unsafe valueAddress.initialize(to: value)
  }

  @inlinable
  deinit {
    if _isDeeplyNested() {
      unsafe Self.endDeeplyNested(base)
      return
    }
    unsafe valueAddress.deinitialize(count: 1)
    unsafe Arrays.destroyElements(places, base)
    unsafe Self.release(base)
  }

  /// Destroys the value and the elements of a joint that is deeply nested, and returns its memory: now, or when its turn
  /// comes.
  @inlinable
  @inline(never)
  static func endDeeplyNested(_ base: UnsafeMutableRawPointer) {
    unsafe _destroyDeeplyNested(
      base, Self.self, handle: base, A.self,
      by: { base in
        unsafe destroyDeeplyNested((base + valueOffset).assumingMemoryBound(to: Value.self), count: 1)
        unsafe Arrays.destroyDeeplyNestedElements(
          (base + (sizeOffset &+ MemoryLayout<Int>.size)).assumingMemoryBound(to: JointPlace.self), base)
        _didDestroyDeeplyNested()
        unsafe release(base)
      })
  }

  /// Returns the memory, in which nothing is any more.
  @inlinable
  static func release(_ base: UnsafeMutableRawPointer) {
    let byteCount = unsafe (base + sizeOffset).load(as: Int.self)
    let handle: A = unsafe base._takeNonescapable()
    unsafe handle.deallocate(Block(address: base, byteCount: byteCount, alignment: alignment))
  }

  /// The value, read and modified in place.
  @inlinable
  public var value: Value {
    _read { yield unsafe valueAddress.pointee }
    _modify {
      let value = unsafe valueAddress  // yielding through `self` does not compile under the thread sanitizer
      yield unsafe &value.pointee
    }
  }

  /// Calls `body` with the value, where it is.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and what `body` takes.
  @inlinable
  public borrowing func withValue<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(valueAddress.pointee)
  }

  /// The size of the block, in bytes.
  @inlinable
  public var heldByteCount: Int { unsafe (base + Self.sizeOffset).load(as: Int.self) }

  /// The elements of the first array.
  @inlinable
  public var first: Span<Arrays.Element> {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(span(0), borrowing: self) }
  }

  /// The elements of the second array; none where there is no such array.
  @inlinable
  public var second: Span<Arrays.Next.Element> {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(span(1), borrowing: self) }
  }

  /// The elements of the third array; none where there is no such array.
  @inlinable
  public var third: Span<Arrays.Next.Next.Element> {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(span(2), borrowing: self) }
  }

  /// Calls `body` with the first array's whole capacity as an output span that holds its elements.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the elements are then what it left in the span.
  /// - Complexity: O(1), and what `body` takes.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func editFirst<Result: ~Copyable, Failure: Error>(
    _ body: (inout OutputSpan<Arrays.Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try edit(0, body)
  }

  /// Calls `body` with the second array's whole capacity as an output span that holds its elements.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the elements are then what it left in the span.
  /// - Complexity: O(1), and what `body` takes.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func editSecond<Result: ~Copyable, Failure: Error>(
    _ body: (inout OutputSpan<Arrays.Next.Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try edit(1, body)
  }

  /// Calls `body` with the third array's whole capacity as an output span that holds its elements.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the elements are then what it left in the span.
  /// - Complexity: O(1), and what `body` takes.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func editThird<Result: ~Copyable, Failure: Error>(
    _ body: (inout OutputSpan<Arrays.Next.Next.Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try edit(2, body)
  }
}

extension AllocatedJoint: Escapable where Value: ~Copyable, A: Escapable {}

// Where things are: the handle, the size, the places of the arrays, the value, and the arrays.
extension AllocatedJoint where Value: ~Copyable, A: ~Escapable {
  @inlinable
  static var alignment: Int {
    max(
      max(MemoryLayout<Value>.alignment, Arrays.alignment), max(MemoryLayout<A>.alignment, MemoryLayout<Int>.alignment))
  }

  @inlinable
  static var sizeOffset: Int {
    (MemoryLayout<A>.size &+ MemoryLayout<Int>.alignment &- 1) & ~(MemoryLayout<Int>.alignment &- 1)
  }

  @inlinable
  static var valueOffset: Int {
    let end = sizeOffset &+ MemoryLayout<Int>.size &+ Arrays.arrayCount &* MemoryLayout<JointPlace>.stride
    return (end &+ MemoryLayout<Value>.alignment &- 1) & ~(MemoryLayout<Value>.alignment &- 1)
  }

  @inlinable
  var places: UnsafeMutablePointer<JointPlace> {
    unsafe (base + (Self.sizeOffset &+ MemoryLayout<Int>.size)).assumingMemoryBound(to: JointPlace.self)
  }

  @inlinable
  var valueAddress: UnsafeMutablePointer<Value> {
    unsafe (base + Self.valueOffset).assumingMemoryBound(to: Value.self)
  }

  @unsafe
  @_lifetime(immortal)
  @inlinable
  func span<Element: ~Copyable>(_ number: Int) -> Span<Element> {
    guard number < Arrays.arrayCount else { return Span() }
    let place = unsafe places[number]
    let start = unsafe (base + place.offset).assumingMemoryBound(to: Element.self)
    return unsafe _overrideLifetime(Span(_unsafeStart: start, count: place.count), copying: ())
  }

  @_lifetime(self: copy self)
  @inlinable
  mutating func edit<Element: ~Copyable, Result: ~Copyable, Failure: Error>(
    _ number: Int, _ body: (inout OutputSpan<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard number < Arrays.arrayCount else {
      var none = OutputSpan<Element>()
      return try body(&none)
    }
    let place = unsafe places + number
    let start = unsafe (base + place.pointee.offset).assumingMemoryBound(to: Element.self)
    let buffer = unsafe UnsafeMutableBufferPointer(start: start, count: place.pointee.capacity)
    var span = unsafe OutputSpan(buffer: buffer, initializedCount: place.pointee.count)
    defer {
      unsafe place.pointee.count = span.finalize(for: buffer)
      span = OutputSpan()
    }
    return try body(&span)
  }
}

extension Allocator where Self: ~Escapable {
  /// A value and an array behind it in one block.
  ///
  /// - Throws: `AllocationError`; the value is destroyed.
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public func makeJoint<Value: ~Copyable, First: ~Copyable>(
    _ value: consuming Value, arrayOf first: First.Type, capacity: Int
  ) throws(AllocationError) -> AllocatedJoint<Value, JointArray<First, NoJointArrays>, Self> {
    try AllocatedJoint(value, arrays: JointArray(of: first, capacity: capacity), allocator: self)
  }

  /// A value and two arrays behind it in one block.
  ///
  /// - Throws: `AllocationError`; the value is destroyed.
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public func makeJoint<Value: ~Copyable, First: ~Copyable, Second: ~Copyable>(
    _ value: consuming Value, arrayOf first: First.Type, capacity firstCapacity: Int, and second: Second.Type,
    capacity secondCapacity: Int
  ) throws(AllocationError) -> AllocatedJoint<Value, JointArray<First, JointArray<Second, NoJointArrays>>, Self> {
    let rest = JointArray(of: second, capacity: secondCapacity)
    return try AllocatedJoint(
      value, arrays: JointArray(of: first, capacity: firstCapacity, followedBy: rest), allocator: self)
  }

  /// A value and any arrays behind it in one block.
  ///
  /// - Throws: `AllocationError`; the value is destroyed.
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public func makeJoint<Value: ~Copyable, Arrays: JointArrays>(
    _ value: consuming Value, arrays: Arrays
  ) throws(AllocationError) -> AllocatedJoint<Value, Arrays, Self> {
    try AllocatedJoint(value, arrays: arrays, allocator: self)
  }
}

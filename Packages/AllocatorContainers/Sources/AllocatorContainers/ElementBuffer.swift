import Builtin

/// The memory of a container. Its elements are the container's business, and so is its end, by ``end(_:_:)`` or
/// ``release()``: where containers are deeply nested, it has to wait for its turn, which a `deinit` of its own would not.
///
/// Swift 6.3 can lose the `deinit` of a generic struct that stores a value whose size depends on its parameters, as the
/// handle of an allocator does. So a container's `deinit` is that of a part without the handle, which finds a copy of
/// it in front of the elements. The handle of `SystemAllocator` takes no room there.
@safe
@frozen
@usableFromInline
struct ElementBuffer<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable {
  /// Where the elements are; no memory when the capacity is zero.
  @usableFromInline var start: UnsafeMutablePointer<Element>
  @usableFromInline var capacity: Int
  @usableFromInline let anchor = DeinitAnchor()

  /// A buffer without memory.
  @inlinable
  init() {
    unsafe start = Self.nowhere
    capacity = 0
  }

  @inlinable
  init(block: Block, capacity: Int) {
    unsafe start = (block.address + Self.elementOffset).bindMemory(to: Element.self, capacity: capacity)
    self.capacity = capacity
  }

  /// Returns the memory, in which no element is any more.
  @inlinable
  func release() {
    guard capacity > 0 else { return }
    let handle: A = unsafe block.address._takeNonescapable()
    unsafe handle.deallocate(block)
  }

  /// Memory for `capacity` elements, more than none; `nil` when there is no room.
  @inlinable
  static func make(capacity: Int, allocator: borrowing A) -> ElementBuffer? {
    guard let byteCount = byteCount(forCapacity: capacity),
      let block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    unsafe block.address._initializeNonescapable(to: copy allocator)
    return unsafe ElementBuffer(block: block, capacity: capacity)
  }

  /// Makes the capacity exactly `newCapacity`, which is no less than `count`, the number of elements at the start, or
  /// does nothing.
  @inlinable
  mutating func setCapacity(_ newCapacity: Int, count: Int, allocator: borrowing A) -> Bool {
    guard newCapacity != capacity else { return true }
    guard newCapacity > 0 else {
      release()
      self = ElementBuffer()
      return true
    }
    if capacity > 0 {
      if newCapacity < capacity {
        // Elements that are not moved as bytes move where that saves much: few allocators can use what is cut off.
        if Self.movesAsBytes || capacity / 2 < newCapacity {
          return move(toCapacity: newCapacity, allocator: allocator)
        }
      } else if Self.movesAsBytes && count >= capacity / 2 {
        return move(toCapacity: newCapacity, allocator: allocator)
      } else if resize(toCapacity: newCapacity, allocator: allocator) {
        return true
      }
    }
    // Moving bytes would move the whole capacity; these are only the elements that there are.
    if let moved = Self.make(capacity: newCapacity, allocator: allocator) {
      unsafe moved.start.moveInitialize(from: start, count: count)
      release()
      self = moved
      return true
    }
    guard capacity > 0 else { return false }
    return move(toCapacity: newCapacity, allocator: allocator)
  }

  /// Changes the capacity where the buffer is, or does nothing.
  @inlinable
  mutating func resize(toCapacity newCapacity: Int, allocator: borrowing A) -> Bool {
    guard let byteCount = Self.byteCount(forCapacity: newCapacity) else { return false }
    var block = unsafe block
    guard unsafe allocator.resize(&block, byteCount: byteCount) else { return false }
    capacity = newCapacity
    return true
  }

  /// Changes the capacity, elsewhere if need be and if elements are moved as bytes, or does nothing.
  @inlinable
  mutating func move(toCapacity newCapacity: Int, allocator: borrowing A) -> Bool {
    guard Self.movesAsBytes else { return resize(toCapacity: newCapacity, allocator: allocator) }
    guard let byteCount = Self.byteCount(forCapacity: newCapacity) else { return false }
    var block = unsafe block
    guard unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount) else { return false }
    unsafe start = (block.address + Self.elementOffset).bindMemory(to: Element.self, capacity: newCapacity)
    capacity = newCapacity
    return true
  }
}

// What ends with a container.
extension ElementBuffer where Element: ~Copyable, A: ~Escapable {
  /// Destroys the elements at two pieces of places, and returns the memory: now, or, where what they are part of is
  /// deeply nested, when its turn comes.
  @inlinable
  func end(_ first: Range<Int>, _ second: Range<Int> = 0..<0) {
    guard capacity > 0 else { return }
    if Self.needsDestruction, !first.isEmpty, _isDeeplyNested() {
      unsafe Self.endDeeplyNested(start, capacity, first, second)
    } else {
      unsafe (start + first.lowerBound).deinitialize(count: first.count)
      unsafe (start + second.lowerBound).deinitialize(count: second.count)
      release()
    }
  }

  @inlinable
  @inline(never)
  static func endDeeplyNested(
    _ start: UnsafeMutablePointer<Element>, _ capacity: Int, _ first: Range<Int>, _ second: Range<Int>
  ) {
    unsafe _destroyDeeplyNested(
      UnsafeMutableRawPointer(start), Self.self,
      handle: block(at: start, capacity).address, A.self,
      by: { address in
        let start = unsafe address.assumingMemoryBound(to: Element.self)
        unsafe destroyDeeplyNested(start + first.lowerBound, count: first.count)
        unsafe destroyDeeplyNested(start + second.lowerBound, count: second.count)
        _didDestroyDeeplyNested()
        unsafe ElementBuffer(block: block(at: start, capacity), capacity: capacity).release()
      })
  }

  @inlinable
  static var needsDestruction: Bool { !Bool(Builtin.ispod(Element.self)) }
}

/// Destroys values whose parts may wait for their turn.
@unsafe
@inlinable
func destroyDeeplyNested<Value: ~Copyable>(_ start: UnsafeMutablePointer<Value>, count: Int) {
  var index = 0
  while index < count {
    unsafe _willDestroyDeeplyNested(start + index, byteCount: MemoryLayout<Value>.size)
    unsafe (start + index).deinitialize(count: 1)
    index &+= 1
  }
}

// Where things are: the handle first, the elements behind it.
extension ElementBuffer where Element: ~Copyable, A: ~Escapable {
  @inlinable
  static var alignment: Int {
    MemoryLayout<A>.size == 0
      ? MemoryLayout<Element>.alignment : max(MemoryLayout<Element>.alignment, MemoryLayout<A>.alignment)
  }

  /// The distance of the elements from the start of the memory.
  @inlinable
  static var elementOffset: Int {
    (MemoryLayout<A>.size &+ MemoryLayout<Element>.alignment &- 1) & ~(MemoryLayout<Element>.alignment &- 1)
  }

  /// The bytes of handle and elements, or nil when they exceed `Int.max`.
  @inlinable
  static func byteCount(forCapacity capacity: Int) -> Int? {
    SizeArithmetic.product(capacity, MemoryLayout<Element>.stride).flatMap { SizeArithmetic.sum($0, elementOffset) }
  }

  /// The number of elements in the size that the allocator recommends for `capacity` of them, and no fewer whatever it
  /// recommends; nil if they exceed `Int.max` bytes.
  @inlinable
  static func goodCapacity(_ capacity: Int, _ allocator: borrowing A) -> Int? {
    guard let byteCount = byteCount(forCapacity: capacity) else { return nil }
    // An allocator of the user's may recommend less than was asked for, or anything.
    let good = max(byteCount, allocator.goodByteCount(for: byteCount, alignment: alignment))
    return (good &- elementOffset) / MemoryLayout<Element>.stride
  }

  /// Why the allocator refused memory for `capacity` elements.
  @inlinable
  static func refusal(ofCapacity capacity: Int, _ allocator: borrowing A) -> AllocationError {
    allocator.refusal(byteCount: byteCount(forCapacity: capacity) ?? .max, alignment: alignment)
  }

  /// What the first element makes room for: a cache line's worth of small elements, one of large ones.
  @inlinable
  static var smallestCapacity: Int { max(1, min(8, 64 / MemoryLayout<Element>.stride)) }

  /// The memory as the allocator knows it; there must be some.
  @inlinable
  var block: Block { unsafe Self.block(at: start, capacity) }

  @inlinable
  static func block(at start: UnsafeMutablePointer<Element>, _ capacity: Int) -> Block {
    unsafe Block(
      address: UnsafeMutableRawPointer(start) - elementOffset,
      byteCount: elementOffset &+ capacity &* MemoryLayout<Element>.stride, alignment: alignment)
  }

  /// The size of the memory, in bytes.
  @inlinable
  var heldByteCount: Int {
    capacity == 0 ? 0 : Self.elementOffset &+ capacity &* MemoryLayout<Element>.stride
  }

  /// What a buffer without memory points to: an aligned address that is never read.
  @inlinable
  static var nowhere: UnsafeMutablePointer<Element> {
    unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
  }

  /// Whether the allocator, which moves bytes, may move the elements and the handle. A few types, such as those that
  /// hold weak references, must be moved as values; Embedded Swift knows only of trivial types that they need not.
  @inlinable
  static var movesAsBytes: Bool {
    #if hasFeature(Embedded)
      Bool(Builtin.ispod(Element.self)) && Bool(Builtin.ispod(A.self))
    #else
      Bool(Builtin.isbitwisetakable(Element.self)) && Bool(Builtin.isbitwisetakable(A.self))
    #endif
  }
}

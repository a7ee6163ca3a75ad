/// The elements of a deque: what ends with it.
@frozen
@usableFromInline
struct Ring<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable {
  @usableFromInline var buffer = ElementBuffer<Element, A>()
  @usableFromInline var count = 0
  /// The place of the first element.
  @usableFromInline var head = 0

  @inlinable
  init() {}

  @inlinable
  deinit { destroyElements() }

  /// Where the element at `index` is, or the one behind the last would be.
  @inlinable
  func place(_ index: Int) -> UnsafeMutablePointer<Element> {
    let position = head &+ index
    return unsafe buffer.start + (position < buffer.capacity ? position : position &- buffer.capacity)
  }

  /// The places of the elements: from the head on, and at the front again.
  @inlinable
  var pieces: (first: Range<Int>, second: Range<Int>) {
    let end = head &+ count
    return end <= buffer.capacity ? (head..<end, 0..<0) : (head..<buffer.capacity, 0..<(end &- buffer.capacity))
  }

  @inlinable
  func destroyElements() {
    let (first, second) = pieces
    unsafe (buffer.start + first.lowerBound).deinitialize(count: first.count)
    unsafe buffer.start.deinitialize(count: second.count)
  }

  /// Moves the elements to the front of new memory for `newCapacity` of them, or does nothing.
  @inlinable
  mutating func moveElements(toCapacity newCapacity: Int, allocator: borrowing A) -> Bool {
    guard let moved = ElementBuffer<Element, A>.make(capacity: newCapacity, allocator: allocator) else { return false }
    let (first, second) = pieces
    unsafe moved.start.moveInitialize(from: buffer.start + first.lowerBound, count: first.count)
    unsafe (moved.start + first.count).moveInitialize(from: buffer.start, count: second.count)
    buffer = moved
    head = 0
    return true
  }
}

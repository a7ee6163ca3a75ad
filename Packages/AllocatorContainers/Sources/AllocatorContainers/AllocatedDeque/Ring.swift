/// The elements of a deque: what ends with it.
@frozen
@usableFromInline
struct Ring<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, GrowingStorage {
  @usableFromInline var buffer = ElementBuffer<Element, A>()
  @usableFromInline var count = 0
  /// The place of the first element.
  @usableFromInline var head = 0

  @inlinable
  init() {}

  @inlinable
  deinit { buffer.end(pieces.first, pieces.second) }

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
}

// Changes of the capacity.
extension Ring where Element: ~Copyable, A: ~Escapable {
  /// Makes the capacity exactly `newCapacity`, which is no less than the number of elements, or does nothing.
  @inlinable
  @inline(never)
  mutating func setCapacity(_ newCapacity: Int, allocator: borrowing A) -> Bool {
    let oldCapacity = buffer.capacity
    guard newCapacity != oldCapacity else { return true }
    guard newCapacity > 0 else {
      self = Ring()
      return true
    }
    guard oldCapacity > 0 else { return moveElements(toCapacity: newCapacity, allocator: allocator) }
    if newCapacity < oldCapacity { return shrink(toCapacity: newCapacity, allocator: allocator) }
    if buffer.resize(toCapacity: newCapacity, allocator: allocator) {
      unwrap(from: oldCapacity)
      return true
    }
    // Moving bytes moves the whole capacity, moving elements only those that there are.
    if count < oldCapacity / 2 || !ElementBuffer<Element, A>.movesAsBytes,
      moveElements(toCapacity: newCapacity, allocator: allocator)
    {
      return true
    }
    guard buffer.move(toCapacity: newCapacity, allocator: allocator) else { return false }
    unwrap(from: oldCapacity)
    return true
  }

  /// Moves one of the two pieces, where there are two, after the capacity grew in place.
  @inlinable
  mutating func unwrap(from oldCapacity: Int) {
    let firstCount = oldCapacity &- head
    guard count > firstCount else { return }
    let secondCount = count &- firstCount
    if secondCount <= buffer.capacity &- oldCapacity {
      unsafe (buffer.start + oldCapacity).moveInitialize(from: buffer.start, count: secondCount)
    } else {
      moveFirstPiece(firstCount, to: buffer.capacity &- firstCount)
    }
  }

  @inlinable
  mutating func moveFirstPiece(_ firstCount: Int, to newHead: Int) {
    unsafe (buffer.start + newHead).moveInitialize(from: buffer.start + head, count: firstCount)
    head = newHead
  }

  @inlinable
  mutating func shrink(toCapacity newCapacity: Int, allocator: borrowing A) -> Bool {
    let oldCapacity = buffer.capacity
    // Where there is no element, nothing moves the head to where a smaller ring has a place.
    if count == 0 { head = 0 }
    if newCapacity <= oldCapacity / 2, moveElements(toCapacity: newCapacity, allocator: allocator) { return true }
    // In place, the elements go to where they are in a ring of the new capacity, and back if it is refused.
    let (first, second) = pieces
    if second.isEmpty {
      if first.upperBound > newCapacity { moveFirstPiece(first.count, to: 0) }
    } else {
      moveFirstPiece(first.count, to: newCapacity &- first.count)
    }
    if buffer.move(toCapacity: newCapacity, allocator: allocator) { return true }
    if !second.isEmpty { moveFirstPiece(first.count, to: oldCapacity &- first.count) }
    return false
  }

  /// Moves the elements to the front of new memory for `newCapacity` of them, or does nothing.
  @inlinable
  mutating func moveElements(toCapacity newCapacity: Int, allocator: borrowing A) -> Bool {
    guard let moved = ElementBuffer<Element, A>.make(capacity: newCapacity, allocator: allocator) else { return false }
    let (first, second) = pieces
    unsafe moved.start.moveInitialize(from: buffer.start + first.lowerBound, count: first.count)
    unsafe (moved.start + first.count).moveInitialize(from: buffer.start, count: second.count)
    buffer.release()
    buffer = moved
    head = 0
    return true
  }

  /// Opens a gap for one element at `index`, where there is room, by moving the shorter side; the caller fills it.
  @inlinable
  mutating func openGap(at index: Int) {
    if index &+ index < count {
      head = head == 0 ? buffer.capacity &- 1 : head &- 1
      var moved = 0
      while moved < index {
        unsafe place(moved).moveInitialize(from: place(moved &+ 1), count: 1)
        moved &+= 1
      }
    } else {
      var moved = count
      while moved > index {
        unsafe place(moved).moveInitialize(from: place(moved &- 1), count: 1)
        moved &-= 1
      }
    }
    count &+= 1
  }

  /// Closes the gap at `index`, whose element was moved out, by moving the shorter side.
  @inlinable
  mutating func closeGap(at index: Int) {
    if index &+ index < count {
      var moved = index
      while moved > 0 {
        unsafe place(moved).moveInitialize(from: place(moved &- 1), count: 1)
        moved &-= 1
      }
      dropFirstPlace()
    } else {
      var moved = index &+ 1
      while moved < count {
        unsafe place(moved &- 1).moveInitialize(from: place(moved), count: 1)
        moved &+= 1
      }
      count &-= 1
    }
  }

  /// Leaves out the place of the first element, which was moved out.
  @inlinable
  @inline(always)
  mutating func dropFirstPlace() {
    head = head &+ 1 == buffer.capacity ? 0 : head &+ 1
    count &-= 1
  }
}

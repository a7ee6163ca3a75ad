extension AllocatedDeque where Element: ~Copyable, A: ~Escapable {
  /// Sees to it that at least `capacity` elements fit: none of the next operations allocates as long as they do.
  ///
  /// Room that is there already grows by half at least where it can, so that reserving a little more each time is cheap.
  /// ``reallocate(capacity:)`` makes the capacity exact.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(`count`) when it must move; O(1) amortized for each new element in a series of calls.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    checkCount(capacity, .deque)
    guard capacity > self.capacity else { return }
    let generous = GrowthSteps.reserving(capacity, capacity: self.capacity)
    if let good = ElementBuffer<Element, A>.goodCapacity(generous, allocator), setCapacity(good) { return }
    guard setCapacity(capacity) else { throw refusal(ofCapacity: capacity) }
    ring.growFurther(than: capacity, atMost: generous, allocator: allocator)
  }

  /// Makes the capacity exactly `capacity`, but no smaller than ``count``; zero returns the memory to the allocator.
  ///
  /// - Throws: `AllocationError`; the deque is as it was.
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    checkCount(capacity, .deque)
    guard setCapacity(max(capacity, count)) else { throw refusal(ofCapacity: capacity) }
  }

  /// Returns memory that no element uses to the allocator, where the allocator can take a part of a block or has room
  /// for a smaller one.
  ///
  /// - Complexity: O(`count`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shrinkToFit() { _ = setCapacity(count) }

  /// The bytes of the allocator's memory that the deque holds.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var heldByteCount: Int { ring.buffer.heldByteCount }

  @inlinable
  var refusal: AllocationError { refusal(ofCapacity: count &+ 1) }

  @inlinable
  func refusal(ofCapacity capacity: Int) -> AllocationError {
    ElementBuffer<Element, A>.refusal(ofCapacity: capacity, allocator)
  }

  @_lifetime(self: copy self)
  @inlinable
  mutating func setCapacity(_ newCapacity: Int) -> Bool { ring.setCapacity(newCapacity, allocator: allocator) }

  /// Grows to twice the capacity, or by less where there is no room for that.
  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func grow(by newCount: Int = 1) -> Bool {
    guard let needed = SizeArithmetic.sum(count, newCount) else { return false }
    let generous = GrowthSteps.generous(
      capacity: capacity, needed: needed, smallest: ElementBuffer<Element, A>.smallestCapacity)
    if let good = ElementBuffer<Element, A>.goodCapacity(generous, allocator), setCapacity(good) { return true }
    guard setCapacity(needed) else { return false }
    ring.growFurther(than: needed, atMost: generous, allocator: allocator)
    return true
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(always)
  mutating func ensureFreeCapacity(_ newCount: Int) throws(AllocationError) {
    if newCount > freeCapacity, !grow(by: newCount) {
      throw refusal(ofCapacity: SizeArithmetic.sum(count, newCount) ?? .max)
    }
  }
}

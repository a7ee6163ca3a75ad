extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// Sees to it that at least `capacity` elements fit: none of the next operations allocates as long as they do.
  ///
  /// Room that is there already grows by half at least where it can, so that reserving a little more each time is cheap.
  /// ``reallocate(capacity:)`` makes the capacity exact.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(`count`) when the array must move; O(1) amortized for each new element in a series of calls.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    checkCount(capacity, .array)
    guard capacity > self.capacity else { return }
    let generous = GrowthSteps.reserving(capacity, capacity: self.capacity)
    if let good = ElementBuffer<Element, A>.goodCapacity(generous, allocator), setCapacity(good) { return }
    guard setCapacity(capacity) else { throw refusal(ofCapacity: capacity) }
    storage.growFurther(than: capacity, atMost: generous, allocator: allocator)
  }

  /// Makes the capacity exactly `capacity`, but no smaller than ``count``; zero returns the memory to the allocator.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(smaller capacity) when the array must move.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    checkCount(capacity, .array)
    guard setCapacity(max(capacity, count)) else { throw refusal(ofCapacity: capacity) }
  }

  /// Returns memory that no element uses to the allocator, where the allocator can take a part of a block or has room
  /// for a smaller one.
  ///
  /// - Complexity: O(`count`) when the array must move.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shrinkToFit() { _ = setCapacity(count) }

  /// The bytes of the allocator's memory that the array holds.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var heldByteCount: Int { storage.buffer.heldByteCount }

  /// Makes room for `newCount` more elements, and for as many again, so that a series of calls is cheap.
  @_lifetime(self: copy self)
  @inlinable
  @inline(always)
  mutating func ensureFreeCapacity(_ newCount: Int) throws(AllocationError) {
    if newCount > freeCapacity { try grow(by: newCount) }
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func grow(by newCount: Int) throws(AllocationError) {
    guard growIfPossible(by: newCount) else { throw refusal(ofCapacity: SizeArithmetic.sum(count, newCount) ?? .max) }
  }

  /// Grows geometrically, or by less where there is no room for that.
  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func growIfPossible(by newCount: Int) -> Bool {
    guard let needed = SizeArithmetic.sum(count, newCount) else { return false }
    let generous = GrowthSteps.generous(
      capacity: capacity, needed: needed, smallest: ElementBuffer<Element, A>.smallestCapacity)
    if let good = ElementBuffer<Element, A>.goodCapacity(generous, allocator), setCapacity(good) { return true }
    guard setCapacity(needed) else { return false }
    storage.growFurther(than: needed, atMost: generous, allocator: allocator)
    return true
  }

  /// Why the allocator refused.
  @inlinable
  var refusal: AllocationError { refusal(ofCapacity: count &+ 1) }

  @inlinable
  func refusal(ofCapacity capacity: Int) -> AllocationError {
    ElementBuffer<Element, A>.refusal(ofCapacity: capacity, allocator)
  }

  /// Moves the elements to memory for exactly `newCapacity`, which is no less than their number, or does nothing.
  @_lifetime(self: copy self)
  @inlinable
  mutating func setCapacity(_ newCapacity: Int) -> Bool {
    storage.buffer.setCapacity(newCapacity, count: count, allocator: allocator)
  }
}

extension AllocatedArray where Element: ~Copyable, A: ~Escapable {
  /// Sees to it that at least `capacity` elements fit.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(`count`) when the array must move.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    precondition(capacity >= 0, "the capacity of an AllocatedArray is negative")
    guard capacity > self.capacity else { return }
    guard setCapacity(ElementBuffer<Element, A>.goodCapacity(capacity, allocator) ?? capacity) || setCapacity(capacity)
    else {
      throw refusal
    }
  }

  /// Makes the capacity exactly `capacity`, but no smaller than ``count``; zero gives the memory back.
  ///
  /// - Throws: `AllocationError`; the array is as it was.
  /// - Complexity: O(`count`) when the array must move.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reallocate(capacity: Int) throws(AllocationError) {
    precondition(capacity >= 0, "the capacity of an AllocatedArray is negative")
    guard setCapacity(max(capacity, count)) else { throw refusal }
  }

  /// Makes room for `newCount` more elements, and for as many again, so that a series of calls is cheap.
  @_lifetime(self: copy self)
  @inlinable
  mutating func ensureFreeCapacity(_ newCount: Int) throws(AllocationError) {
    if newCount > freeCapacity { try grow(by: newCount) }
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func grow(by newCount: Int) throws(AllocationError) {
    guard growIfPossible(by: newCount) else { throw refusal }
  }

  /// Grows geometrically, or by no more than what is needed when there is no room for that.
  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func growIfPossible(by newCount: Int) -> Bool {
    guard let needed = SizeArithmetic.sum(count, newCount) else { return false }
    let generous = max(
      needed, SizeArithmetic.sum(capacity, capacity) ?? needed, ElementBuffer<Element, A>.smallestCapacity)
    if let good = ElementBuffer<Element, A>.goodCapacity(generous, allocator), setCapacity(good) { return true }
    return setCapacity(needed)
  }

  /// Why the allocator refused.
  @inlinable
  var refusal: AllocationError { allocator.refusal(byteCount: 0, alignment: ElementBuffer<Element, A>.alignment) }

  /// Moves the elements to memory for exactly `newCapacity`, which is no less than their number, or does nothing.
  @_lifetime(self: copy self)
  @inlinable
  mutating func setCapacity(_ newCapacity: Int) -> Bool {
    storage.buffer.setCapacity(newCapacity, count: count, allocator: allocator)
  }
}

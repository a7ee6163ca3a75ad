import Builtin

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
    guard setCapacity(Self.goodCapacity(capacity, allocator) ?? capacity) || setCapacity(capacity) else {
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
    let generous = max(needed, SizeArithmetic.sum(capacity, capacity) ?? needed, Self.smallestCapacity)
    if let good = Self.goodCapacity(generous, allocator), setCapacity(good) { return true }
    return setCapacity(needed)
  }

  /// Why the allocator refused.
  @inlinable
  var refusal: AllocationError { allocator.refusal(alignment: MemoryLayout<Element>.alignment) }

  /// What the first element makes room for: a cache line's worth of small elements, one of large ones.
  @inlinable
  static var smallestCapacity: Int { max(1, min(8, 64 / MemoryLayout<Element>.stride)) }

  /// The number of elements in the size that the allocator recommends for `capacity` of them; nil if it exceeds
  /// `Int.max` bytes.
  @inlinable
  static func goodCapacity(_ capacity: Int, _ allocator: borrowing A) -> Int? {
    guard let byteCount = SizeArithmetic.product(capacity, MemoryLayout<Element>.stride) else { return nil }
    let good = allocator.goodByteCount(for: byteCount, alignment: MemoryLayout<Element>.alignment)
    return good / MemoryLayout<Element>.stride
  }

  /// Whether the allocator, which moves bytes, may move the elements. A few types, such as those that hold weak
  /// references, must be moved as values; Embedded Swift cannot tell which.
  @inlinable
  static var movesAsBytes: Bool {
    #if hasFeature(Embedded)
      false
    #else
      Bool(Builtin.isbitwisetakable(Element.self))
    #endif
  }

  /// Moves the elements to memory for exactly `newCapacity`, which is no less than their number, or does nothing.
  @_lifetime(self: copy self)
  @inlinable
  mutating func setCapacity(_ newCapacity: Int) -> Bool {
    guard newCapacity != capacity else { return true }
    guard let byteCount = SizeArithmetic.product(newCapacity, MemoryLayout<Element>.stride) else { return false }
    if capacity == 0 {
      let block = unsafe allocator.allocateIfPossible(
        byteCount: byteCount, alignment: MemoryLayout<Element>.alignment)
      guard let block = unsafe block else { return false }
      unsafe start = block.address.bindMemory(to: Element.self, capacity: newCapacity)
    } else if newCapacity == 0 {
      unsafe allocator.deallocate(Self.block(at: start, capacity: capacity))
      unsafe start = Self.nowhere
    } else {
      var block = unsafe Self.block(at: start, capacity: capacity)
      let isMoved =
        Self.movesAsBytes
        ? unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount)
        : unsafe moveElements(to: &block, byteCount: byteCount)
      guard isMoved else { return false }
      unsafe start = block.address.bindMemory(to: Element.self, capacity: newCapacity)
    }
    elementCapacity = newCapacity
    return true
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func moveElements(to block: inout Block, byteCount: Int) -> Bool {
    if unsafe allocator.resize(&block, byteCount: byteCount) { return true }
    let moved = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: block.alignment)
    guard let moved = unsafe moved else { return false }
    unsafe moved.address.assumingMemoryBound(to: Element.self).moveInitialize(from: start, count: count)
    unsafe allocator.deallocate(block)
    unsafe block = moved
    return true
  }
}

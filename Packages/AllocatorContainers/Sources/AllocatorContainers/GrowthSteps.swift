/// How a container grows that is full.
///
/// It asks for twice its capacity; where that is refused, for just what it needs, and then for three quarters of the
/// rest of the way, three quarters of that, and so on. So it takes most of what there is with each step, and the number
/// of steps up to the last byte of a budget is small: growing stays amortized O(1), and a full container fails after
/// two requests.
@frozen
@usableFromInline
enum GrowthSteps {
  /// The capacity to ask for first.
  @inlinable
  static func generous(capacity: Int, needed: Int, smallest: Int) -> Int {
    max(needed, SizeArithmetic.sum(capacity, capacity) ?? needed, smallest)
  }

  /// The capacity to ask for first when somebody reserves: half as much again, so that reserving a little more each time
  /// is cheap, too; exactly what was reserved where there is none yet.
  @inlinable
  static func reserving(_ needed: Int, capacity: Int) -> Int {
    max(needed, SizeArithmetic.sum(capacity, capacity / 2) ?? needed)
  }

  /// How much more than what it needs a container asks for after a first step was refused.
  @inlinable
  static func less(_ more: Int) -> Int { more / 4 &* 3 &+ more % 4 &* 3 / 4 }
}

/// The memory of a container that grows by steps: that of an array or a deque.
@usableFromInline
protocol GrowingStorage<A>: ~Copyable {
  associatedtype A: Allocator & ~Escapable

  /// Makes the capacity exactly `newCapacity`, or does nothing.
  ///
  /// - Complexity: O(elements) where they move, beside what the allocator costs.
  mutating func setCapacity(_ newCapacity: Int, allocator: borrowing A) -> Bool
}

extension GrowingStorage where Self: ~Copyable {
  /// Takes as much more than what is needed as there is room for, so that the next growth is far.
  @inlinable
  mutating func growFurther(than needed: Int, atMost generous: Int, allocator: borrowing A) {
    var more = GrowthSteps.less(generous &- needed)
    while more > 0, !setCapacity(needed &+ more, allocator: allocator) { more = GrowthSteps.less(more) }
  }
}

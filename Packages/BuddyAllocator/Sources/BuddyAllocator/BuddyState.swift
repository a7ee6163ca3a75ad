/// What changes while a buddy allocator is used; it lies behind the units, and the sets behind it.
@safe
@usableFromInline
struct BuddyState: ~Copyable {
  /// The free blocks of each order, by their number among the blocks of that order.
  private let sets: UnsafeMutablePointer<_HierarchicalBitSet>
  /// The order of the live block that begins at a unit; `none` where none does.
  private let orders: UnsafeMutablePointer<UInt8>
  @usableFromInline let unitCount: Int
  private let orderCount: Int
  /// A bit for each order that has a free block.
  private var available: UInt64
  @usableFromInline let live: LiveBlocks

  private static var none: UInt8 { 0xFF }

  /// The state of `unitCount` free units, with its sets in `memory`.
  @usableFromInline
  init(unitCount: Int, memory: UnsafeMutableRawPointer) {
    self.unitCount = unitCount
    orderCount = BuddyLayout.orderCount(unitCount: unitCount)
    unsafe sets = memory.bindMemory(to: _HierarchicalBitSet.self, capacity: orderCount)
    var words = unsafe (memory + orderCount * MemoryLayout<_HierarchicalBitSet>.stride).assumingMemoryBound(
      to: UInt64.self)
    unsafe orders = UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt8.self)
    unsafe words += (unitCount + 7) / 8
    for order in 0..<orderCount {
      let capacity = unitCount >> order
      unsafe (sets + order).initialize(to: _HierarchicalBitSet(words: words, capacity: capacity))
      unsafe words += _HierarchicalBitSet.wordCount(capacity: capacity)
    }
    available = 0
    live = LiveBlocks()
    clear()
  }

  /// Makes everything free: the largest block there is, and of the rest again the largest, to the end.
  ///
  /// - Complexity: O(units).
  @usableFromInline
  mutating func clear() {
    available = 0
    unsafe orders.initialize(repeating: Self.none, count: unitCount)
    for order in 0..<orderCount { unsafe sets[order].clear() }
    var unit = 0
    for order in stride(from: orderCount - 1, through: 0, by: -1) where unitCount & (1 << order) != 0 {
      insert(unit, order)
      unit += 1 << order
    }
  }

  private mutating func insert(_ unit: Int, _ order: Int) {
    unsafe sets[order].insert(unit >> order)
    available |= 1 << UInt64(order)
  }

  private mutating func remove(_ unit: Int, _ order: Int) {
    unsafe sets[order].remove(unit >> order)
    if unsafe sets[order].isEmpty { available &= ~(1 << UInt64(order)) }
  }

  /// Whether a block is free as a whole, and not a part of a larger free one.
  private borrowing func isFree(_ unit: Int, _ order: Int) -> Bool {
    let number = unit >> order
    return unsafe number < sets[order].capacity && sets[order].contains(number)
  }

  /// Takes the first free block of the least order that is enough, and splits it down to `order`.
  ///
  /// - Complexity: O(log units).
  @usableFromInline
  mutating func take(_ order: Int) -> Int? {
    guard order < orderCount else { return nil }
    let enough = available & (~0 << UInt64(order))
    guard enough != 0 else { return nil }
    var found = enough.trailingZeroBitCount
    guard let number = unsafe sets[found].first() else { return nil }
    let unit = number << found
    remove(unit, found)
    while found > order {
      found -= 1
      insert(unit + 1 << found, found)
    }
    unsafe orders[unit] = UInt8(truncatingIfNeeded: order)
    return unit
  }

  /// Frees a block, and joins it with its buddy, and the two with theirs, for as long as that one is free.
  ///
  /// - Complexity: O(log units).
  @usableFromInline
  mutating func put(_ unit: Int, _ order: Int) {
    precondition(isLive(unit, order), "no block of this size begins where one was deallocated")
    unsafe orders[unit] = Self.none
    var (unit, order) = (unit, order)
    while order + 1 < orderCount {
      let buddy = unit ^ 1 << order
      guard isFree(buddy, order) else { break }
      remove(buddy, order)
      unit = min(unit, buddy)
      order += 1
    }
    insert(unit, order)
  }

  private borrowing func isLive(_ unit: Int, _ order: Int) -> Bool {
    unsafe unit >= 0 && unit < unitCount && orders[unit] == UInt8(truncatingIfNeeded: order)
  }

  /// Changes the order of a live block in place: frees its upper half, or adds the free buddies behind it.
  ///
  /// - Complexity: O(log units).
  @usableFromInline
  mutating func resize(_ unit: Int, from old: Int, to new: Int) -> Bool {
    precondition(isLive(unit, old), "no block of this size begins where one was resized")
    if new > old {
      guard new < orderCount, unit & ((1 << new) - 1) == 0 else { return false }
      for order in old..<new where !isFree(unit + 1 << order, order) { return false }
      for order in old..<new { remove(unit + 1 << order, order) }
    } else {
      for order in new..<old { insert(unit + 1 << order, order) }
    }
    unsafe orders[unit] = UInt8(truncatingIfNeeded: new)
    return true
  }

  /// The live block that a unit belongs to.
  ///
  /// - Complexity: O(log units).
  @usableFromInline
  borrowing func block(containing unit: Int) -> (unit: Int, order: Int)? {
    for order in 0..<orderCount {
      let first = unit & ~((1 << order) - 1)
      if isLive(first, order) { return (first, order) }
    }
    return nil
  }

  /// How many units are free, and how many the largest free block has.
  @usableFromInline
  borrowing func freeCounts() -> (units: Int, largest: Int) {
    var units = 0
    for order in 0..<orderCount { unsafe units += sets[order].count() << order }
    return (units, available == 0 ? 0 : 1 << (63 - available.leadingZeroBitCount))
  }
}

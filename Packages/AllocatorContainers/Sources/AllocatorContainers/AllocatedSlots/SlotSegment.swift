/// A block of slots: a copy of the allocator's handle, heads of slots, and elements behind them. It destroys what is in
/// its slots and gives its memory back when it dies.
///
/// Level 0 has 8 slots, each further level twice as many.
@safe
@frozen
@usableFromInline
struct SlotSegment<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable {
  @usableFromInline let heads: UnsafeMutablePointer<SlotHead>
  @usableFromInline let level: Int
  @usableFromInline let anchor = DeinitAnchor()

  @inlinable
  init(block: Block, level: Int) {
    let slotCount = Self.slotCount(level: level)
    unsafe heads = (block.address + Self.headOffset).bindMemory(to: SlotHead.self, capacity: slotCount)
    unsafe heads.initialize(repeating: SlotHead(), count: slotCount)
    self.level = level
  }

  @inlinable
  deinit {
    var offset = 0
    while offset < Self.slotCount(level: level) {
      if unsafe heads[offset].isOccupied { unsafe (elements(level: level) + offset).deinitialize(count: 1) }
      offset &+= 1
    }
    let address = unsafe UnsafeMutableRawPointer(heads) - Self.headOffset
    let handle: A = unsafe address._takeNonescapable()
    let byteCount = Self.elementOffset(level: level) &+ Self.slotCount(level: level) &* MemoryLayout<Element>.stride
    unsafe handle.deallocate(
      Block(address: address, byteCount: Self.headOffset &+ byteCount, alignment: Self.alignment))
  }

  /// A segment of vacant slots; `nil` when there is no room, or handles could not tell so many slots apart.
  @inlinable
  static func make(level: Int, allocator: borrowing A) -> SlotSegment? {
    // Handles have 32 bits for the index.
    guard slotCount(ofLevels: level &+ 1) < Int(truncatingIfNeeded: UInt32.max &>> 1),
      let byteCount = SizeArithmetic.product(slotCount(level: level), MemoryLayout<Element>.stride)
        .flatMap({ SizeArithmetic.sum($0, headOffset &+ elementOffset(level: level)) }),
      let block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    unsafe block.address._initializeNonescapable(to: copy allocator)
    return unsafe SlotSegment(block: block, level: level)
  }

  /// The first element; the level is known where the segment is looked up.
  @inlinable
  func elements(level: Int) -> UnsafeMutablePointer<Element> {
    unsafe (UnsafeMutableRawPointer(heads) + Self.elementOffset(level: level)).assumingMemoryBound(to: Element.self)
  }
}

// Where things are.
extension SlotSegment where Element: ~Copyable, A: ~Escapable {
  @inlinable
  static var firstSlotCount: Int { 8 }

  @inlinable
  static func slotCount(level: Int) -> Int { firstSlotCount &<< level }

  /// The slots of so many levels together.
  @inlinable
  static func slotCount(ofLevels count: Int) -> Int { firstSlotCount &<< count &- firstSlotCount }

  @inlinable
  static var alignment: Int {
    let contents = max(MemoryLayout<Element>.alignment, MemoryLayout<SlotHead>.alignment)
    return MemoryLayout<A>.size == 0 ? contents : max(contents, MemoryLayout<A>.alignment)
  }

  /// The distance of the first head from the start of the memory.
  @inlinable
  static var headOffset: Int {
    let mask = max(MemoryLayout<Element>.alignment, MemoryLayout<SlotHead>.alignment) &- 1
    return (MemoryLayout<A>.size &+ mask) & ~mask
  }

  /// The distance of the first element from the first head.
  @inlinable
  static func elementOffset(level: Int) -> Int {
    let mask = MemoryLayout<Element>.alignment &- 1
    return (slotCount(level: level) &* MemoryLayout<SlotHead>.stride &+ mask) & ~mask
  }
}

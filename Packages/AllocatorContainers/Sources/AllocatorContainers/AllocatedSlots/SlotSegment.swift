import Builtin

/// A block of slots: a copy of the allocator's handle, heads of slots, and elements behind them. It destroys what is in
/// its slots and returns its memory when it dies.
///
/// Four segments of a level have equally many slots, and each further level twice as many; a segment may have fewer
/// than its level says where there was no memory for more.
@safe
@frozen
@usableFromInline
struct SlotSegment<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable {
  @usableFromInline let heads: UnsafeMutablePointer<SlotHead>
  @usableFromInline let slotCount: UInt32
  /// How many slots were ever used: the heads of these are initialized.
  @usableFromInline var usedCount: UInt32 = 0
  /// The generation that the slots begin with.
  @usableFromInline let firstGeneration: UInt32
  /// The generation that the slots of the next segment begin with: beyond those of all that were there before.
  @usableFromInline var nextGeneration: UInt32
  @usableFromInline let anchor = DeinitAnchor()

  @inlinable
  init(block: Block, slotCount: Int, firstGeneration: UInt32) {
    unsafe heads = (block.address + Self.headOffset).bindMemory(to: SlotHead.self, capacity: slotCount)
    self.slotCount = UInt32(truncatingIfNeeded: slotCount)
    self.firstGeneration = firstGeneration
    nextGeneration = firstGeneration
  }

  /// The segment whose heads are there, to end it.
  @inlinable
  init(ending heads: UnsafeMutablePointer<SlotHead>, slotCount: UInt32) {
    unsafe self.heads = unsafe heads
    self.slotCount = slotCount
    firstGeneration = 0
    nextGeneration = 0
  }

  @inlinable
  deinit {
    if Self.needsDestruction, usedCount > 0, _isDeeplyNested() {
      unsafe Self.endDeeplyNested(heads, slotCount, usedCount)
      return
    }
    var offset = 0
    while offset < Int(truncatingIfNeeded: usedCount) {
      if unsafe heads[offset].isOccupied { unsafe element(offset).deinitialize(count: 1) }
      offset &+= 1
    }
    let address = unsafe UnsafeMutableRawPointer(heads) - Self.headOffset
    let handle: A = unsafe address._takeNonescapable()
    unsafe handle.deallocate(Block(address: address, byteCount: byteCount, alignment: Self.alignment))
  }

  @inlinable
  static var needsDestruction: Bool { !Bool(Builtin.ispod(Element.self)) }

  /// Destroys the elements of a segment that is deeply nested, and returns its memory: now, or when its turn comes.
  @inlinable
  @inline(never)
  static func endDeeplyNested(_ heads: UnsafeMutablePointer<SlotHead>, _ slotCount: UInt32, _ usedCount: UInt32) {
    unsafe _destroyDeeplyNested(
      UnsafeMutableRawPointer(heads), Self.self,
      handle: UnsafeMutableRawPointer(heads) - headOffset, A.self,
      by: { address in
        var segment = unsafe SlotSegment(ending: address.assumingMemoryBound(to: SlotHead.self), slotCount: slotCount)
        var offset = 0
        while offset < Int(truncatingIfNeeded: usedCount) {
          if unsafe segment.heads[offset].isOccupied { unsafe destroyDeeplyNested(segment.element(offset), count: 1) }
          offset &+= 1
        }
        _didDestroyDeeplyNested()
        // Without elements, what ends here is its memory.
        segment.usedCount = 0
      })
  }

  /// A segment of `slotCount` slots that were never used; `nil` when there is no room.
  @inlinable
  static func make(slotCount: Int, firstGeneration: UInt32, allocator: borrowing A) -> SlotSegment? {
    guard let byteCount = byteCount(forSlotCount: slotCount),
      let block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    unsafe block.address._initializeNonescapable(to: copy allocator)
    return unsafe SlotSegment(block: block, slotCount: slotCount, firstGeneration: firstGeneration)
  }

  /// Where the element of the slot at `offset` is or would be.
  @inlinable
  @inline(always)
  func element(_ offset: Int) -> UnsafeMutablePointer<Element> {
    let elements = unsafe UnsafeMutableRawPointer(heads) + Self.elementOffset(Int(truncatingIfNeeded: slotCount))
    return unsafe elements.assumingMemoryBound(to: Element.self) + offset
  }

  /// Begins to use the next slot.
  ///
  /// - Returns: Its offset.
  @inlinable
  mutating func useNextSlot() -> Int {
    let offset = Int(truncatingIfNeeded: usedCount)
    unsafe (heads + offset).initialize(to: SlotHead(generation: firstGeneration))
    usedCount &+= 1
    return offset
  }

  /// Whether there is an element.
  @inlinable
  var isOccupied: Bool {
    var offset = 0
    while offset < Int(truncatingIfNeeded: usedCount) {
      if unsafe heads[offset].isOccupied { return true }
      offset &+= 1
    }
    return false
  }

  /// The least even generation that no slot here has had with an element, nor what was there before.
  @inlinable
  var generationBehindAll: UInt32 {
    var last = nextGeneration
    var offset = 0
    while offset < Int(truncatingIfNeeded: usedCount) {
      last = unsafe max(last, heads[offset].generation)
      offset &+= 1
    }
    return (last &+ 1) & ~1
  }

  @inlinable
  var byteCount: Int {
    let slotCount = Int(truncatingIfNeeded: slotCount)
    return Self.headOffset &+ Self.elementOffset(slotCount) &+ slotCount &* MemoryLayout<Element>.stride
  }
}

// How many slots there are, and where things are.
extension SlotSegment where Element: ~Copyable, A: ~Escapable {
  /// How many segments have equally many slots, as a power of two.
  @inlinable
  @inline(always)
  static var segmentsOfLevelLogarithm: Int { 2 }

  /// The slots of a segment of the first level, as a power of two: eight, or as many as are about a kilobyte.
  @inlinable
  @inline(always)
  static var firstSlotCountLogarithm: Int {
    let stride = MemoryLayout<Element>.stride &+ MemoryLayout<SlotHead>.stride
    if stride <= 128 { return 3 }
    if stride <= 256 { return 2 }
    return stride <= 512 ? 1 : 0
  }

  /// The segment of a slot and its place there.
  @inlinable
  @inline(always)
  static func place(of index: UInt32) -> (segment: Int, offset: Int) {
    let first = firstSlotCountLogarithm &+ segmentsOfLevelLogarithm
    let position = Int(truncatingIfNeeded: index) &+ (1 &<< first)
    let logarithm = SizeArithmetic.floorOfBinaryLogarithm(position)
    let shift = logarithm &- segmentsOfLevelLogarithm
    let segment = ((logarithm &- first) &<< segmentsOfLevelLogarithm) &+ (position &>> shift)
    return (segment &- (1 &<< segmentsOfLevelLogarithm), position & ((1 &<< shift) &- 1))
  }

  /// The index of a segment's first slot.
  @inlinable
  static func firstIndex(ofSegment segment: Int) -> Int {
    let level = segment &>> segmentsOfLevelLogarithm
    let first = 1 &<< segmentsOfLevelLogarithm
    let position = first &+ (segment & (first &- 1))
    return (position &<< (level &+ firstSlotCountLogarithm)) &- (first &<< firstSlotCountLogarithm)
  }

  /// The slots that a segment has where there is memory for all.
  @inlinable
  static func slotCount(ofSegment segment: Int) -> Int {
    1 &<< (segment &>> segmentsOfLevelLogarithm &+ firstSlotCountLogarithm)
  }

  /// The number of segments that have `capacity` slots together; `nil` where handles cannot distinguish these.
  @inlinable
  static func segmentCount(forCapacity capacity: Int) -> Int? {
    guard capacity > 0 else { return 0 }
    // Handles have 32 bits for the index.
    guard capacity <= Int(truncatingIfNeeded: UInt32.max &>> 1) else { return nil }
    return place(of: UInt32(truncatingIfNeeded: capacity &- 1)).segment &+ 1
  }

  @inlinable
  static func byteCount(forSlotCount slotCount: Int) -> Int? {
    SizeArithmetic.product(slotCount, MemoryLayout<Element>.stride)
      .flatMap { SizeArithmetic.sum($0, headOffset &+ elementOffset(slotCount)) }
  }

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
  @inline(always)
  static func elementOffset(_ slotCount: Int) -> Int {
    let mask = MemoryLayout<Element>.alignment &- 1
    return (slotCount &* MemoryLayout<SlotHead>.stride &+ mask) & ~mask
  }
}

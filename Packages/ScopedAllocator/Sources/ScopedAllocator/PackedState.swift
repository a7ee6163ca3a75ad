/// Where a ``PackedAllocator`` is in its memory.
@safe
@frozen
@usableFromInline
struct PackedState: ~Copyable {
  @usableFromInline var cursor: UnsafeMutableRawPointer
  @usableFromInline let start: UnsafeMutableRawPointer
  @usableFromInline let end: UnsafeMutableRawPointer
  /// One less than the quantum.
  @usableFromInline let mask: Int
  @usableFromInline var liveCount = 0
  @usableFromInline let live = LiveBlocks()

  @inlinable
  init(start: UnsafeMutableRawPointer, end: UnsafeMutableRawPointer, quantum: Int) {
    unsafe cursor = unsafe start
    unsafe self.start = unsafe start
    unsafe self.end = unsafe end
    mask = quantum - 1
  }

  /// What a block takes. An empty one takes room, too: no later block may begin where it does. Sizes near `Int.max` wrap to
  /// numbers that as unsigned ones are larger than any memory.
  @inlinable
  func room(for byteCount: Int) -> UInt {
    UInt(bitPattern: max(byteCount, 1) &+ mask) & ~UInt(bitPattern: mask)
  }

  @inline(always)
  @inlinable
  mutating func take(_ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let padding = unsafe (0 &- UInt(bitPattern: cursor)) & UInt(bitPattern: alignment &- 1)
    let left = unsafe UInt(bitPattern: end) &- UInt(bitPattern: cursor)
    let room = room(for: byteCount)
    guard _fastPath(padding <= left && room <= left &- padding) else { return nil }
    let address = unsafe cursor + Int(bitPattern: padding)
    unsafe cursor = unsafe address + Int(bitPattern: room)
    liveCount &+= 1
    return unsafe address
  }

  /// Whether a block is the last one.
  @inlinable
  func isLast(_ block: Block) -> Bool {
    unsafe block.address + Int(bitPattern: room(for: block.byteCount)) == cursor
  }

  @inline(always)
  @inlinable
  mutating func put(_ block: Block) {
    liveCount &-= 1
    if liveCount == 0 {
      unsafe cursor = start
    } else if unsafe isLast(block) {
      unsafe cursor = block.address
    }
  }

  @inlinable
  mutating func resize(_ block: Block, byteCount: Int) -> Bool {
    let new = room(for: byteCount)
    guard unsafe isLast(block) else { return unsafe new <= room(for: block.byteCount) }
    guard unsafe new <= UInt(bitPattern: end) &- UInt(bitPattern: block.address) else { return false }
    unsafe cursor = block.address + Int(bitPattern: new)
    return true
  }

  @inlinable
  mutating func clear() {
    liveCount = 0
    unsafe cursor = start
  }
}

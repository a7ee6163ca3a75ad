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
  /// The newest block that has padding before it which comes back with it, if there is one.
  @usableFromInline var padded: UnsafeMutableRawPointer?
  /// Where the notes of padding begin, which are in what is free, from the end downwards: `end` when there are none.
  @usableFromInline var notes: UnsafeMutableRawPointer
  @usableFromInline let live = LiveBlocks()

  @inlinable
  init(start: UnsafeMutableRawPointer, end: UnsafeMutableRawPointer, quantum: Int) {
    unsafe cursor = unsafe start
    unsafe self.start = unsafe start
    unsafe self.end = unsafe end
    unsafe padded = nil
    unsafe notes = unsafe end
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
    let left = unsafe UInt(bitPattern: notes) &- UInt(bitPattern: cursor)
    let room = room(for: byteCount)
    guard _fastPath(padding <= left && room <= left &- padding) else {
      return unsafe notes == end ? nil : takeWithoutNotes(byteCount, alignment: alignment)
    }
    let address = unsafe cursor + Int(bitPattern: padding)
    unsafe cursor = unsafe address + Int(bitPattern: room)
    liveCount &+= 1
    if padding > 0 { unsafe notePadding(Int(bitPattern: padding), before: address) }
    return unsafe address
  }

  /// Forgets the padding if the block has room where its notes are.
  @inlinable
  @inline(never)
  mutating func takeWithoutNotes(_ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let old = unsafe (padded, notes)
    forgetPadding()
    if let address = unsafe take(byteCount, alignment: alignment) { return unsafe address }
    unsafe (padded, notes) = unsafe old
    return nil
  }

  @inlinable
  mutating func forgetPadding() {
    unsafe padded = nil
    unsafe notes = end
  }

  /// Notes the padding before the last block, so that it comes back with it, where there is room for a note: the newest
  /// older block that has one, and the size.
  @inlinable
  mutating func notePadding(_ byteCount: Int, before address: UnsafeMutableRawPointer) {
    let word = MemoryLayout<Int>.size
    guard unsafe notes - cursor >= 2 * word else { return }
    unsafe notes -= 2 * word
    unsafe notes.storeBytes(of: UInt(bitPattern: padded), as: UInt.self)
    unsafe (notes + word).storeBytes(of: byteCount, as: Int.self)
    unsafe padded = unsafe address
  }

  /// Moves the cursor back over the padding of the block that it is at, whose note is the newest one.
  @inlinable
  mutating func returnPadding() {
    let word = MemoryLayout<Int>.size
    unsafe cursor -= (notes + word).loadUnaligned(as: Int.self)
    unsafe padded = UnsafeMutableRawPointer(bitPattern: notes.loadUnaligned(as: UInt.self))
    unsafe notes += 2 * word
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
      forgetPadding()
    } else if unsafe isLast(block) {
      unsafe cursor = block.address
      if unsafe block.address == padded { returnPadding() }
    }
  }

  @inlinable
  mutating func resize(_ block: Block, byteCount: Int) -> Bool {
    let new = room(for: byteCount)
    guard unsafe isLast(block) else { return unsafe new <= room(for: block.byteCount) }
    guard unsafe new <= UInt(bitPattern: end) &- UInt(bitPattern: block.address) else { return false }
    unsafe cursor = block.address + Int(bitPattern: new)
    if unsafe cursor > notes { forgetPadding() }
    return true
  }

  @inlinable
  mutating func clear() {
    liveCount = 0
    unsafe cursor = start
    forgetPadding()
  }
}

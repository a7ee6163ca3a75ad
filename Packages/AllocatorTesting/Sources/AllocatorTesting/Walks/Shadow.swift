/// What the kit believes about one live block.
@safe
struct ShadowBlock {
  var id: Int
  @unsafe var block: Block
  var pattern: Pattern

  var start: UInt { unsafe UInt(bitPattern: block.address) }
  var end: UInt { unsafe start + UInt(block.byteCount) }
}

/// The blocks that a walk holds, in the order of their addresses, with the pattern that each must contain.
struct Shadow {
  private(set) var blocks: [ShadowBlock] = []
  private(set) var liveByteCount = 0
  /// How many bytes of blocks were looked at.
  private(set) var touchedByteCount = 0
  /// Where each block starts, by its number; zero for one that is not live. The last one is that of a live block.
  private var starts: [UInt] = []
  /// Which block ``someChanged()`` looks at next.
  private var cursor = 0

  /// How many bytes ``someChanged()`` looks at, or one block more.
  private static let glanceByteCount = 1 << 20

  /// The number of the newest block, as far as numbers show.
  var newestID: Int? { starts.isEmpty ? nil : starts.count - 1 }

  func index(of id: Int) -> Int? {
    guard id >= 0, id < starts.count, starts[id] != 0 else { return nil }
    var index = firstIndex(above: starts[id])
    // Empty blocks may share an address.
    while index > 0 {
      index -= 1
      if blocks[index].id == id { return index }
    }
    return nil
  }

  /// The law that a new block breaks by where it lies: it overlaps a live one, or an empty one lies in another.
  func collision(of block: Block) -> Violation? {
    let start = unsafe UInt(bitPattern: block.address)
    let end = unsafe start + UInt(block.byteCount)
    // Only a few neighbors can touch it, but empty blocks may share an address: walk outwards from its place.
    let place = firstIndex(above: start)
    var index = place
    while index > 0 {
      index -= 1
      let other = blocks[index]
      if other.end > start { return unsafe violation(of: block, other) }
      if other.end == other.start, other.start == start, end > start { return unsafe violation(of: block, other) }
      if other.start < start, other.end > other.start { break }
    }
    index = place
    while index < blocks.count, blocks[index].start < end {
      return unsafe violation(of: block, blocks[index])
    }
    return nil
  }

  /// A live block, not an empty one, that has a byte in `place` and is another one than `block`.
  func neighbor(in place: Block, except block: Block) -> ShadowBlock? {
    let start = unsafe UInt(bitPattern: place.address)
    let end = unsafe start + UInt(place.byteCount)
    var index = max(0, firstIndex(above: start) - 1)
    while index < blocks.count, blocks[index].start < end {
      let other = blocks[index]
      if other.end > start, other.end > other.start, unsafe other.block.address != block.address { return other }
      index += 1
    }
    return nil
  }

  private func violation(of block: Block, _ other: ShadowBlock) -> Violation {
    let law = unsafe block.isEmpty || other.block.isEmpty ? 5 : 3
    let text = unsafe "\(block), and the live block \(other.id), \(other.block), overlap"
    return Violation(law: law, text)
  }

  mutating func insert(_ block: Block, id: Int, pattern: Pattern) {
    precondition(id >= 0 && id < 1 << 24, "blocks are numbered from zero")
    let entry = unsafe ShadowBlock(id: id, block: block, pattern: pattern)
    blocks.insert(entry, at: firstIndex(above: entry.start))
    unsafe liveByteCount += block.byteCount
    while starts.count <= id { starts.append(0) }
    starts[id] = entry.start
  }

  @discardableResult
  mutating func remove(at index: Int) -> ShadowBlock {
    let entry = blocks.remove(at: index)
    unsafe liveByteCount -= entry.block.byteCount
    starts[entry.id] = 0
    while starts.last == 0 { starts.removeLast() }
    return entry
  }

  mutating func removeAll() {
    blocks.removeAll()
    starts.removeAll()
    liveByteCount = 0
  }

  /// The first live block that no longer holds its pattern.
  mutating func firstChanged() -> Violation? {
    for index in blocks.indices { if let violation = changed(at: index) { return violation } }
    return nil
  }

  /// Looks at all live blocks when they are small, and otherwise at the next MiB of them, one after the other.
  mutating func someChanged() -> Violation? {
    let limit = touchedByteCount + Self.glanceByteCount
    for _ in blocks.indices where touchedByteCount < limit {
      cursor = cursor + 1 < blocks.count ? cursor + 1 : 0
      if let violation = changed(at: cursor) { return violation }
    }
    return nil
  }

  private mutating func changed(at index: Int) -> Violation? {
    unsafe touchedByteCount += Extent.touchedByteCount(of: blocks[index].block.byteCount)
    return Shadow.change(in: blocks[index])
  }

  /// How a live block differs from its pattern.
  static func change(in entry: ShadowBlock) -> Violation? {
    guard
      let offset = unsafe entry.pattern.firstMismatch(in: entry.block.address, byteCount: entry.block.byteCount)
    else { return nil }
    return unsafe Violation(law: 4, "the live block \(entry.id), \(entry.block), was changed near its byte \(offset)")
  }

  private func firstIndex(above address: UInt) -> Int {
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].start <= address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

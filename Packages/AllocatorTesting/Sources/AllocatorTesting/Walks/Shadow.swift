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

  func index(of id: Int) -> Int? { blocks.firstIndex { $0.id == id } }

  /// The law that a new block breaks by where it lies: it overlaps a live one, or an empty one lies in another.
  func collision(of block: Block) -> Violation? {
    let start = unsafe UInt(bitPattern: block.address)
    let end = unsafe start + UInt(block.byteCount)
    // Only a few neighbours can touch it, but empty blocks may share an address: walk outwards from its place.
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

  private func violation(of block: Block, _ other: ShadowBlock) -> Violation {
    let law = unsafe block.isEmpty || other.block.isEmpty ? 5 : 3
    let text = unsafe "\(block), and the live block \(other.id), \(other.block), overlap"
    return Violation(law: law, text)
  }

  mutating func insert(_ block: Block, id: Int, pattern: Pattern) {
    let entry = unsafe ShadowBlock(id: id, block: block, pattern: pattern)
    blocks.insert(entry, at: firstIndex(above: entry.start))
    unsafe liveByteCount += block.byteCount
  }

  @discardableResult
  mutating func remove(at index: Int) -> ShadowBlock {
    let entry = blocks.remove(at: index)
    unsafe liveByteCount -= entry.block.byteCount
    return entry
  }

  mutating func removeAll() {
    blocks.removeAll()
    liveByteCount = 0
  }

  /// The first live block that no longer holds its pattern.
  func firstChanged() -> Violation? {
    for entry in blocks { if let violation = Shadow.change(in: entry) { return violation } }
    return nil
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

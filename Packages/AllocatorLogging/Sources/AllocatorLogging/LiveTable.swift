#if !hasFeature(Embedded)
  /// What a logger remembers of each live block.
  ///
  /// Empty blocks are kept apart: they may share their address with each other and with the block that comes next. It
  /// allocates nothing while no more blocks are live than ever before, or than a resetting has left room for.
  struct LiveTable<Value> {
    private var values: [UInt: Value] = [:]
    /// The empty blocks of each address, newest first: a list through `emptyBlocks`.
    private var firstEmptyBlocks: [UInt: Int] = [:]
    private var emptyBlocks: [(value: Value?, next: Int)] = []
    /// The unused places of `emptyBlocks`, a list; -1 ends one.
    private var firstUnused = -1

    /// All values, in no order.
    var all: [Value] { Array(values.values) + emptyBlocks.compactMap(\.value) }

    /// Forgets all blocks. The room for them is kept as long as they use an eighth of it, so that what this costs is
    /// about what is live, and not for ever what once was.
    mutating func removeAll() {
      values.removeAll(keepingCapacity: Self.isUsed(values.capacity, by: values.count))
      firstEmptyBlocks.removeAll(keepingCapacity: Self.isUsed(firstEmptyBlocks.capacity, by: firstEmptyBlocks.count))
      emptyBlocks.removeAll(keepingCapacity: true)
      firstUnused = -1
    }

    private static func isUsed(_ capacity: Int, by count: Int) -> Bool { capacity <= 64 || count >= capacity / 8 }

    /// Remembers a block.
    /// - Returns: What was known of another one at its address, whose end nobody reported.
    @discardableResult
    mutating func insert(_ value: Value, for block: Block) -> Value? {
      let address = unsafe UInt(bitPattern: block.address)
      guard unsafe block.isEmpty else { return values.updateValue(value, forKey: address) }
      let node = (value: Optional(value), next: firstEmptyBlocks[address] ?? -1)
      let index = firstUnused
      if index < 0 {
        firstEmptyBlocks[address] = emptyBlocks.count
        emptyBlocks.append(node)
      } else {
        firstUnused = emptyBlocks[index].next
        firstEmptyBlocks[address] = index
        emptyBlocks[index] = node
      }
      return nil
    }

    /// Forgets the block; `nil` when it was not known.
    mutating func remove(_ block: Block) -> Value? {
      let address = unsafe UInt(bitPattern: block.address)
      guard unsafe block.isEmpty else { return values.removeValue(forKey: address) }
      guard let index = firstEmptyBlocks[address] else { return nil }
      let (value, next) = emptyBlocks[index]
      firstEmptyBlocks[address] = next < 0 ? nil : next
      emptyBlocks[index] = (nil, firstUnused)
      firstUnused = index
      return value
    }
  }
#endif

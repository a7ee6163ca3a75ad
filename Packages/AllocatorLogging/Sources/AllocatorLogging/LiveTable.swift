#if !hasFeature(Embedded)
  /// What a logger remembers of each live block.
  ///
  /// Empty blocks are kept apart: they may share their address with each other and with the block that comes next.
  struct LiveTable<Value> {
    private var values: [UInt: Value] = [:]
    private var valuesOfEmptyBlocks: [UInt: [Value]] = [:]

    /// All values, in no order.
    var all: [Value] { Array(values.values) + valuesOfEmptyBlocks.values.joined() }

    /// Forgets all blocks.
    mutating func removeAll() {
      values.removeAll(keepingCapacity: true)
      valuesOfEmptyBlocks.removeAll()
    }

    mutating func insert(_ value: Value, for block: Block) {
      let address = unsafe UInt(bitPattern: block.address)
      if unsafe block.isEmpty {
        valuesOfEmptyBlocks[address, default: []].append(value)
      } else {
        values[address] = value
      }
    }

    /// Forgets the block; `nil` when it was not known.
    mutating func remove(_ block: Block) -> Value? {
      let address = unsafe UInt(bitPattern: block.address)
      guard unsafe block.isEmpty else { return values.removeValue(forKey: address) }
      let value = valuesOfEmptyBlocks[address]?.popLast()
      if valuesOfEmptyBlocks[address]?.isEmpty == true { valuesOfEmptyBlocks[address] = nil }
      return value
    }
  }
#endif

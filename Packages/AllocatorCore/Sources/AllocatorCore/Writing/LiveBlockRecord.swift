#if (DEBUG || HARDENED) && !hasFeature(Embedded)
  /// One live block.
  @unsafe
  @usableFromInline
  struct LiveBlockEntry {
    /// Where the block is; zero where there is none.
    var address: UInt
    var byteCount: Int
    var alignment: Int
    /// How many blocks were inserted before it.
    var serial: Int
  }

  /// What ``LiveBlocks`` records, by address: a hash table with linear probing, at most half full.
  ///
  /// A dictionary would be the obvious choice. In debug builds it costs ten times as much, since its generic code is
  /// not specialized there.
  @unsafe
  @usableFromInline
  struct LiveBlockRecord {
    var count = 0
    private var serial = 0
    private var table: UnsafeMutablePointer<LiveBlockEntry>
    /// The size of the table less one: a power of two less one.
    private var mask: Int

    private static var smallestCapacity: Int { 16 }

    init() {
      unsafe table = Self.makeTable(Self.smallestCapacity)
      unsafe mask = Self.smallestCapacity - 1
    }

    private static func makeTable(_ capacity: Int) -> UnsafeMutablePointer<LiveBlockEntry> {
      let table = UnsafeMutablePointer<LiveBlockEntry>.allocate(capacity: capacity)
      unsafe table.initialize(
        repeating: LiveBlockEntry(address: 0, byteCount: 0, alignment: 0, serial: 0), count: capacity)
      return unsafe table
    }

    func freeTable() { unsafe table.deallocate() }

    /// Where the search for an address begins.
    private func home(of address: UInt) -> Int {
      // Fibonacci hashing: the product's upper half depends on all of the address, also where the lower bits are equal.
      #if _pointerBitWidth(_64)
        return unsafe Int(bitPattern: ((address &>> 3) &* 0x9E37_79B9_7F4A_7C15) &>> 32) & mask
      #else
        return unsafe Int(bitPattern: ((address &>> 2) &* 0x9E37_79B9) &>> 12) & mask
      #endif
    }

    /// Where the block at the address of `block` is recorded, or the empty place where it would be.
    func index(of block: Block) -> Int {
      let address = unsafe UInt(bitPattern: block.address)
      var index = unsafe home(of: address)
      while unsafe table[index].address != address && table[index].address != 0 { unsafe index = (index &+ 1) & mask }
      return index
    }

    func holds(_ block: Block, at index: Int) -> Bool {
      unsafe table[index].address != 0 && table[index].byteCount == block.byteCount
        && table[index].alignment == block.alignment
    }

    func recorded(_ block: Block) -> Block {
      let index = unsafe index(of: block)
      guard unsafe table[index].address != 0 else { return unsafe block }
      return unsafe Block(
        address: block.address, byteCount: table[index].byteCount, alignment: table[index].alignment)
    }

    mutating func insert(_ block: Block) {
      if unsafe count &* 2 > mask { unsafe grow() }
      unsafe serial &+= 1
      let index = unsafe index(of: block)
      if unsafe table[index].address == 0 { unsafe count &+= 1 }
      unsafe table[index].address = UInt(bitPattern: block.address)
      unsafe table[index].byteCount = block.byteCount
      unsafe table[index].alignment = block.alignment
      unsafe table[index].serial = serial
    }

    /// Empties a place, and moves those behind it that the search would not find any more.
    mutating func remove(at removed: Int) {
      var hole = removed
      var index = unsafe (removed &+ 1) & mask
      while unsafe table[index].address != 0 {
        let home = unsafe home(of: table[index].address)
        if unsafe (index &- home) & mask >= (index &- hole) & mask {
          unsafe table[hole] = table[index]
          hole = index
        }
        unsafe index = (index &+ 1) & mask
      }
      unsafe table[hole].address = 0
      unsafe count &-= 1
    }

    func update(_ block: Block) {
      let index = unsafe index(of: block)
      if unsafe table[index].address != 0 { unsafe table[index].byteCount = block.byteCount }
    }

    /// Forgets all blocks. A table that has become much too large is halved, so that one time of many blocks is not paid
    /// for ever after.
    mutating func removeAll() {
      if unsafe count == 0 { return }
      let capacity = unsafe mask + 1
      if unsafe capacity > Self.smallestCapacity, unsafe count < capacity / 16 {
        unsafe table.deallocate()
        unsafe table = Self.makeTable(capacity / 2)
        unsafe mask = capacity / 2 - 1
      } else {
        unsafe table.update(
          repeating: LiveBlockEntry(address: 0, byteCount: 0, alignment: 0, serial: 0), count: capacity)
      }
      unsafe count = 0
    }

    private mutating func grow() {
      let (old, oldCount) = unsafe (table, mask + 1)
      unsafe table = Self.makeTable(2 * oldCount)
      unsafe mask = 2 * oldCount - 1
      for position in 0..<oldCount where unsafe old[position].address != 0 {
        var index = unsafe home(of: old[position].address)
        while unsafe table[index].address != 0 { unsafe index = (index &+ 1) & mask }
        unsafe table[index] = old[position]
      }
      unsafe old.deallocate()
    }

    /// The live block that was inserted first.
    func oldest() -> LiveBlockEntry? {
      var oldest: LiveBlockEntry?
      for index in unsafe 0...mask where unsafe table[index].address != 0 {
        if unsafe table[index].serial < oldest?.serial ?? .max { unsafe oldest = unsafe table[index] }
      }
      return unsafe oldest
    }

    @inline(never)
    func refuse(
      _ block: Block, at index: Int, of allocator: StaticString, isOwned: Bool, action: StaticString
    ) -> Never {
      if unsafe table[index].address == 0 {
        let reason =
          isOwned
          ? "which is not live: it was freed before, or is the inside of a block"
          : "which is foreign: it did not come from this allocator"
        unsafe _stop("\(allocator) was asked to \(action) \(block), \(reason)")
      }
      unsafe _stop(
        "\(allocator) was asked to \(action) \(block), of the wrong size or alignment: "
          + "it allocated \(table[index].byteCount) bytes, aligned to \(table[index].alignment)")
    }
  }
#endif

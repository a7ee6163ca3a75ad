import FreeListAllocator
import Testing

@Suite struct PoolTests {
  @Test func `several boxes live at once, and their values die with them`() throws {
    let tally = Tally()
    do {
      let pool = try Pool(of: Counted.self, capacity: 3)
      var first = try pool.make(Counted(tally, 1))
      do {
        let second = try pool.make(Counted(tally, 2))
        let third = try pool.make(Counted(tally, 3))
        first.value.number += 10
        #expect(first.value.number + second.value.number + third.value.number == 16)
        #expect(pool.count == 3 && tally.count == 3)
      }
      #expect(pool.count == 1 && tally.count == 1)
    }
    #expect(tally.count == 0)
  }

  @Test func `a full pool throws or gives the value back`() throws {
    let tally = Tally()
    let pool = try Pool(of: Counted.self, capacity: 1)
    let box = try pool.make(Counted(tally, 1))
    #expect(throws: AllocationError.outOfMemory) { _ = try pool.make(Counted(tally, 2)) }
    #expect(tally.count == 1)
    switch pool.store(Counted(tally, 3)) {
    case .stored: Issue.record("a full pool took a value")
    case .rejected(let value, let error): #expect(value.number == 3 && error == .outOfMemory)
    }
    #expect(box.value.number == 1 && tally.count == 1)
  }

  @Test func `stores where there is room`() throws {
    let pool = try Pool(of: Int.self, capacity: 1)
    switch pool.store(5) {
    case .stored(let box): #expect(box.value == 5 && pool.count == 1)
    case .rejected: Issue.record("an empty pool refused a value")
    }
    #expect(pool.count == 0)
  }

  @Test func `a consumed box gives its value and its place`() throws {
    let tally = Tally()
    let pool = try Pool(of: Counted.self, capacity: 1)
    for number in 0..<3 {
      let value = try pool.make(Counted(tally, number)).consume()
      #expect(value.number == number && tally.count == 1 && pool.count == 0)
    }
    #expect(tally.count == 0)
  }

  @Test func `initializes in place what no stack could hold`() throws {
    typealias Large = InlineArray<0x80_0000, UInt64>  // 64 MB
    let pool = try Pool(of: Large.self, capacity: 1)
    let box = try pool.make { place in unsafe place.initializeToZero() }
    #expect(unsafe box.block.byteCount == 64 << 20 && box.value[0x7F_FFFF] == 0)
  }

  @Test func `an initializer that throws leaves its place free and destroys what it made`() throws {
    struct Refusal: Error {}
    let tally = Tally()
    let pool = try Pool(of: Counted.self, capacity: 1)
    for initializes in [false, true] {
      #expect(throws: Refusal.self) {
        _ = try pool.make { place in
          if initializes { place.initialize(to: Counted(tally)) }
          throw Refusal()
        }
      }
      #expect(pool.count == 0 && tally.count == 0)
    }
    let box = try pool.make { (place) throws(AllocationError) in place.initialize(to: Counted(tally, 4)) }
    #expect(box.value.number == 4)
  }

  @Test func `grows, and keeps its values where they are`() throws {
    let ledger = Ledger()
    do {
      let pool = try Pool(
        of: Int.self, capacity: 2, growth: .doubling, parent: LedgerAllocator(ledger: ledger))
      let first = try pool.make(1)
      let second = try pool.make(2)
      let third = try pool.make(3)
      #expect(first.value + second.value + third.value == 6)
      #expect(pool.capacity == 6 && pool.count == 3 && ledger.live.count == 2)
      #expect(pool.heldByteCount == ledger.live.values.reduce(0) { $0 + $1.byteCount })
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `holds values of no size, of one byte, and strictly aligned ones`() throws {
    let nothing = try Pool(of: Void.self, capacity: 2)
    let first = try nothing.make(())
    let second = try nothing.make(())
    #expect(unsafe first.block.address != second.block.address)
    let bytes = try Pool(of: UInt8.self, capacity: 2)
    let byte = try bytes.make(200)
    let other = try bytes.make(100)
    #expect(byte.value == 200 && other.value == 100)
    let vectors = try Pool(of: SIMD16<Float>.self, capacity: 2)
    let vector = try vectors.make(SIMD16(repeating: 1))
    #expect(unsafe UInt(bitPattern: vector.block.address) % UInt(MemoryLayout<SIMD16<Float>>.alignment) == 0)
  }

  @Test func `draws from a borrowed parent, which then cannot be used otherwise`() throws {
    var outer = try FreeListAllocator(blockByteCount: 4096, blockCount: 1)
    do {
      let pool = try Pool(of: Int.self, capacity: 10, parent: outer.borrowed())
      let box = try pool.make(3)
      #expect(box.value == 3)
    }
    #expect(outer.liveBlockCount == 0)
  }

  @Test func `a pool lent to a function stays where it is`() throws {
    func sum(_ pool: borrowing Pool<Int, SystemAllocator>, _ depth: Int) throws -> Int {
      let box = try pool.make(depth)
      return try depth == 0 ? 0 : box.value + sum(pool, depth - 1)
    }
    let pool = try Pool(of: Int.self, capacity: 11)
    #expect(try sum(pool, 10) == 55)
    #expect(throws: AllocationError.outOfMemory) { try sum(pool, 11) }
    #expect(pool.count == 0)
  }

  @Test func `explains itself`() throws {
    let pool = try Pool(of: Int.self, capacity: 2)
    let box = try pool.make(1)
    #expect(pool.explain().name == "Pool<Int>" && box.value == 1)
    #expect(pool.explain().figures.map(\.value).prefix(3) == [1, 1, 2])
  }

  @Test func `a box is two words wide`() {
    #expect(MemoryLayout<PoolBox<Int>>.size == 2 * MemoryLayout<Int>.size)
    #expect(MemoryLayout<PoolBox<Int>?>.size == 2 * MemoryLayout<Int>.size)
  }

  @Test func `a box is described in words`() throws {
    let pool = try Pool(of: Int.self, capacity: 1)
    let words = try pool.make(42).description
    #expect(words == "42")
  }
}

import AllocatorCombinators
import Testing

@Suite struct AllocatorListTests {
  /// One allocator over a piece of memory, which counts how often its kind is asked what it owns.
  private final class Regions {
    var made = 0
    var ended = 0
    var questions = 0
    var requests = 0
    var nextStart = UInt(1) << 40
    var order = 1
    /// Called, once, by the next request.
    var whenAsked: (() -> Void)?
  }

  /// Addresses without memory: what is allocated is never touched.
  private struct Region: BlockLocator, ~Copyable {
    let regions: Regions
    let start: UInt
    let cells: Cells
    final class Cells { var live: Set<Int> = [] }

    init(_ regions: Regions, at start: UInt) {
      self.regions = regions
      self.start = start
      cells = Cells()
      regions.made += 1
    }
    deinit { regions.ended += 1 }

    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      regions.requests += 1
      let whenAsked = regions.whenAsked
      regions.whenAsked = nil
      whenAsked?()
      guard byteCount <= 64, let cell = (0..<8).first(where: { !cells.live.contains($0) }) else { return nil }
      cells.live.insert(cell)
      return unsafe Block(
        address: UnsafeMutableRawPointer(bitPattern: start + UInt(cell) * 64)!, byteCount: byteCount, alignment: 8)
    }
    borrowing func deallocate(_ block: Block) {
      unsafe cells.live.remove(Int(UInt(bitPattern: block.address) - start) / 64)
    }
    borrowing func owns(_ block: Block) -> Bool {
      regions.questions += 1
      let address = unsafe UInt(bitPattern: block.address)
      return address >= start && address < start + 512
    }
    borrowing func block(containing address: UnsafeRawPointer) -> Block? {
      let offset = Int(bitPattern: address) - Int(start)
      guard offset >= 0, offset < 512, cells.live.contains(offset / 64) else { return nil }
      return unsafe Block(
        address: UnsafeMutableRawPointer(bitPattern: start + UInt(offset / 64 * 64))!, byteCount: 64, alignment: 8)
    }
  }

  private func list(_ regions: Regions, descending: Bool = false) -> AllocatorList<Region> {
    AllocatorList { (_) throws(AllocationError) -> Region in
      let number = UInt(regions.made)
      return Region(regions, at: descending ? 1 << 40 - number * 4096 : 1 << 40 + number * 4096)
    }
  }

  @Test func `what makes members may add to every size that it is passed, and double it`() {
    let regions = Regions()
    var sizes: [Int] = []
    let memory = AllocatorList { (byteCount) throws(AllocationError) -> Region in
      sizes.append(2 * byteCount)
      return Region(regions, at: 1 << 40)
    }
    for byteCount in [Int.max, .max - 4096, .max / 2 + 1, .max / 2] {
      let block = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: 8)
      #expect(unsafe block == nil)
    }
    #expect(sizes == [Int.max - 1])
  }

  @Test(arguments: [false, true]) func `members are made on demand and dropped when empty, but for one`(
    descending: Bool
  ) throws {
    let regions = Regions()
    do {
      let memory = list(regions, descending: descending)
      var blocks = try (0..<100).map { _ in
        try unsafe UInt(bitPattern: memory.allocate(byteCount: 64, alignment: 8).address)
      }
      #expect(memory.memberCount == 13 && regions.made == 13)
      blocks.shuffle()
      for address in blocks {
        unsafe memory.deallocate(
          Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 64, alignment: 8))
      }
      #expect(memory.memberCount == 1 && regions.ended == 12)
      #expect(memory.releaseUnused() == 0 && memory.memberCount == 1 && regions.ended == 12)
    }
    #expect(regions.made == regions.ended)
  }

  @Test(arguments: [false, true]) func `the owner of a block is found by one question, however many members there are`(
    descending: Bool
  ) throws {
    let regions = Regions()
    let memory = list(regions, descending: descending)
    let blocks = try (0..<800).map { _ in
      try unsafe UInt(bitPattern: memory.allocate(byteCount: 64, alignment: 8).address)
    }
    #expect(memory.memberCount == 100)
    regions.questions = 0
    for address in blocks {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 64, alignment: 8))
    }
    #expect(regions.questions == 800)
  }

  @Test func `a foreign block asks few members, however many there are`() throws {
    let regions = Regions()
    let memory = list(regions)
    let blocks = try (0..<16_000).map { _ in
      try unsafe UInt(bitPattern: memory.allocate(byteCount: 64, alignment: 8).address)
    }
    #expect(memory.memberCount == 2000)
    regions.questions = 0
    for address in blocks {
      let foreign = unsafe Block(
        address: UnsafeMutableRawPointer(bitPattern: address + 2048)!, byteCount: 8, alignment: 8)
      #expect(unsafe !memory.owns(foreign))
    }
    #expect(regions.questions <= blocks.count)
    for address in blocks {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 64, alignment: 8))
    }
  }

  @Test func `a request asks few members, however many there are`() throws {
    let regions = Regions()
    let memory = list(regions)
    func allocate(_ byteCount: Int, alignment: Int = 8) throws -> (UInt, Int, Int) {
      let block = try unsafe memory.allocate(byteCount: byteCount, alignment: alignment)
      return unsafe (UInt(bitPattern: block.address), byteCount, block.alignment)
    }
    var blocks: [(UInt, Int, Int)] = []
    for _ in 0..<16_000 { blocks.append(try allocate(64)) }
    #expect(memory.memberCount == 2000)
    // Sizes that no member is known to refuse, and alignments of which none is known.
    for (byteCount, alignment) in [(60, 8), (59, 8), (10, 8), (10, 32), (10, 32), (1, 8)] {
      let before = regions.requests
      blocks.append(try allocate(byteCount, alignment: alignment))
      #expect(regions.requests - before <= 10)
    }
    let before = regions.requests
    for (address, byteCount, alignment) in blocks {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: alignment))
    }
    #expect(memory.memberCount == 1 && regions.requests == before)
  }

  @Test func `a request that no member can serve makes none that stays`() {
    let regions = Regions()
    let memory = list(regions)
    #expect(unsafe memory.allocateIfPossible(byteCount: 65, alignment: 8) == nil)
    #expect(memory.memberCount == 0 && regions.made == 1 && regions.ended == 1)
  }

  @Test func `deallocates by address alone`() throws {
    let regions = Regions()
    let memory = list(regions)
    let blocks = try (0..<50).map { _ in
      try unsafe UInt(bitPattern: memory.allocate(byteCount: 10, alignment: 8).address)
    }
    for address in blocks {
      let inside = unsafe UnsafeRawPointer(bitPattern: address + 5)!
      #expect(unsafe memory.block(containing: inside)?.byteCount == 64)
      unsafe memory.deallocate(containing: inside)
      #expect(unsafe memory.block(containing: inside) == nil)
    }
    #expect(memory.memberCount == 1)
  }

  @Test(arguments: [64, 65]) func `a member that is being asked is not destroyed by what its parent calls`(
    byteCount: Int
  ) throws {
    let regions = Regions()
    let memory = list(regions).shared()
    let blocks = try (0..<16).map { _ in
      try unsafe UInt(bitPattern: memory.allocate(byteCount: 64, alignment: 8).address)
    }
    func free(_ address: UInt) {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: 64, alignment: 8))
    }
    // The second member is full; the first one is empty, has a block while it is asked, and is empty again beside the
    // second.
    for address in blocks[..<8] { free(address) }
    regions.whenAsked = {
      regions.whenAsked = {
        let inner = unsafe memory.allocateIfPossible(byteCount: 64, alignment: 8)
        for address in blocks[8...] { free(address) }
        if let inner = unsafe inner { free(unsafe UInt(bitPattern: inner.address)) }
      }
    }
    let block = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: 8)
    #expect(unsafe (block == nil) == (byteCount > 64))
    #expect(memory._base.memberCount == regions.made - regions.ended)
    if let block = unsafe block {
      try #require(memory._base.memberCount == 2)
      unsafe memory.deallocate(block)
      #expect(memory._base.memberCount == 1 && regions.made - regions.ended == 1)
    }
  }

  @Test func `its closure is not asked for sizes that it could not add to`() {
    let memory = AllocatorList { (byteCount) throws(AllocationError) -> Probe in
      #expect(byteCount <= .max - 64)
      return Probe()
    }
    let list = memory.shared()
    for distance in 0..<128 {
      #expect(unsafe list.allocateIfPossible(byteCount: .max - distance, alignment: 1) == nil)
      #expect(list.supports(byteCount: .max - distance, alignment: 1))
      #expect(list.refusal(byteCount: .max - distance, alignment: 1) == .outOfMemory)
    }
  }
}

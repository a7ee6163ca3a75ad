import AllocatorCombinators
import Testing

/// An allocator of equal places that finds blocks by address, resets, keeps memory, and serves many blocks at once.
private struct Shelf: BlockLocator, ResettableAllocator {
  @safe final class State {
    let memory: UnsafeMutableRawBufferPointer
    let placeByteCount: Int
    var live: Set<Int> = []
    var calls: [String] = []
    var kept = 0

    init(placeByteCount: Int, count: Int) {
      unsafe memory = .allocate(byteCount: placeByteCount * count, alignment: 64)
      self.placeByteCount = placeByteCount
    }
    deinit { unsafe memory.deallocate() }
  }
  let state: State

  init(_ placeByteCount: Int, count: Int = 4, kept: Int = 0) {
    state = State(placeByteCount: placeByteCount, count: count)
    state.kept = kept
  }

  private func place(of address: UnsafeRawPointer) -> Int? {
    let offset = unsafe address - UnsafeRawPointer(state.memory.baseAddress!)
    return unsafe offset >= 0 && offset < state.memory.count ? offset / state.placeByteCount : nil
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    let count = unsafe state.memory.count / state.placeByteCount
    guard byteCount <= state.placeByteCount, alignment <= 16,
      let place = (0..<count).first(where: { !state.live.contains($0) })
    else { return nil }
    state.live.insert(place)
    return unsafe Block(
      address: state.memory.baseAddress! + place * state.placeByteCount, byteCount: byteCount, alignment: alignment)
  }

  func deallocate(_ block: Block) {
    guard let place = unsafe place(of: block.address), state.live.remove(place) != nil else {
      return state.calls.append("a wrong block")
    }
  }

  func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    state.calls.append("\(count) blocks of \(byteCount)")
    for done in 0..<count {
      guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return done }
      unsafe body(block)
    }
    return count
  }

  func deallocateBlocks(count: Int, _ next: () -> Block) {
    state.calls.append("\(count) blocks back")
    for _ in 0..<count { unsafe deallocate(next()) }
  }

  func owns(_ block: Block) -> Bool { unsafe place(of: block.address).map(state.live.contains) ?? false }

  func block(containing address: UnsafeRawPointer) -> Block? {
    guard let place = unsafe place(of: address), state.live.contains(place) else { return nil }
    return unsafe Block(
      address: state.memory.baseAddress! + place * state.placeByteCount, byteCount: state.placeByteCount, alignment: 16)
  }

  func releaseUnused() -> Int {
    defer { state.kept = 0 }
    return state.kept
  }

  mutating func unsafelyReset() { state.live.removeAll() }

  func explain() -> Explanation {
    Explanation("Shelf", capabilities: [.owns, .locatesBlocks, .resets, .releasesUnused])
  }
}

@Suite struct CapabilityTests {
  /// Allocates by size and deallocates by an address in the block, for each size.
  private func checkLocation(_ memory: borrowing some BlockLocator & ~Copyable, sizes: [Int], of shelves: [Shelf])
    throws
  {
    for size in sizes {
      let block = try unsafe memory.allocate(byteCount: size, alignment: 8)
      let inside = unsafe UnsafeRawPointer(block.address) + max(size - 1, 0)
      let found = unsafe memory.block(containing: inside)
      unsafe #expect(found?.address == block.address && found!.byteCount >= size)
      unsafe memory.deallocate(containing: inside)
      unsafe #expect(memory.block(containing: inside) == nil)
    }
    var elsewhere = 0
    unsafe withUnsafePointer(to: &elsewhere) { unsafe #expect(memory.block(containing: $0) == nil) }
    #expect(shelves.allSatisfy { $0.state.live.isEmpty && !$0.state.calls.contains("a wrong block") })
  }

  @Test func `a fallback returns a block by its address to the part that it came from`() throws {
    let (first, second) = (Shelf(32, count: 1), Shelf(64))
    try checkLocation(first.fallback(to: second), sizes: [8, 32, 33, 64], of: [first, second])
  }

  @Test func `segregators and buckets find a block by ownership and not by size`() throws {
    let (small, large) = (Shelf(32), Shelf(256))
    try checkLocation(small.segregated(upTo: 24, otherwise: large), sizes: [1, 24, 25, 200], of: [small, large])
    try checkLocation(small.segregated(upToAlignment: 4, otherwise: large), sizes: [1, 100], of: [small, large])
    let shelves = [Shelf(32), Shelf(48), Shelf(64)]
    let row = try BucketizedAllocator(.linear(upTo: 48, step: 16)) { shelves[$0 / 16 - 1] }
    try checkLocation(row, sizes: [0, 1, 16, 17, 48], of: shelves)
  }

  @Test func `a quantizer and a lock find what their base finds`() throws {
    let shelf = Shelf(100)
    try checkLocation(shelf.quantized(toMultipleOf: 16), sizes: [1, 96], of: [shelf])
    try checkLocation(LockedAllocator(Shelf(100)), sizes: [1, 100], of: [])
    let shared = shelf.quantized(toMultipleOf: 16).shared()
    try checkLocation(shared, sizes: [1, 96], of: [shelf])
    #expect(unsafe NullAllocator().block(containing: UnsafeRawPointer(bitPattern: 64)!) == nil)
  }

  @Test func `a composition resets where all its parts do`() throws {
    let shelves = (0..<4).map { _ in Shelf(64, count: 8) }
    var memory = try BucketizedAllocator(.geometric(upTo: 64, stepsPerDoubling: 2)) { _ in shelves[0] }
      .segregated(upTo: 32, otherwise: shelves[1])
      .segregated(upToAlignment: 16, otherwise: shelves[2])
      .fallback(to: shelves[3].quantized(toMultipleOf: 16).limited(toByteCount: 100))
    for size in [8, 64, 40, 16] { _ = try unsafe memory.allocate(byteCount: size, alignment: 8) }
    _ = unsafe memory.secondary.allocateIfPossible(byteCount: 90, alignment: 8)
    _ = unsafe memory.secondary.allocateIfPossible(byteCount: 50, alignment: 8)
    #expect(memory.secondary.liveByteCount == 50)
    unsafe memory.unsafelyReset()
    #expect(shelves.allSatisfy { $0.state.live.isEmpty } && memory.secondary.liveByteCount == 0)
    var locked = LockedAllocator(Shelf(64, count: 1))
    _ = unsafe locked.allocateIfPossible(byteCount: 1, alignment: 1)
    unsafe locked.unsafelyReset()
    #expect(locked.withBase { $0.state.live.isEmpty })
  }

  @Test func `what is unused is released through every combinator`() throws {
    func parts() -> (Shelf, Shelf) { (Shelf(64, kept: 100), Shelf(64, kept: 20)) }
    var (first, second) = parts()
    #expect(first.fallback(to: second).releaseUnused() == 120)
    (first, second) = parts()
    #expect(first.segregated(upTo: 16, otherwise: second).releaseUnused() == 120)
    (first, second) = parts()
    #expect(first.segregated(upToAlignment: 16, otherwise: second).releaseUnused() == 120)
    (first, second) = parts()
    let limited = first.limited(toByteCount: 10).quantized(toMultipleOf: 2)
    #expect(limited.releaseUnused() == 100 && limited.releaseUnused() == 0)
    #expect(try BucketizedAllocator(upTo: 32, step: 16) { _ in second }.releaseUnused() == 20)
    #expect(LockedAllocator(Shelf(64, kept: 7)).releaseUnused() == 7)
  }

  /// Takes blocks in one call and returns them in one.
  private func exchange(_ memory: borrowing some Allocator & ~Copyable, count: Int, byteCount: Int) -> Int {
    var blocks: [(UInt, Int)] = []
    let allocated = unsafe memory.allocateBlocks(count: count, byteCount: byteCount, alignment: 8) {
      unsafe blocks.append((UInt(bitPattern: $0.address), $0.byteCount))
    }
    #expect(allocated == blocks.count && Set(blocks.map(\.0)).count == allocated)
    #expect(blocks.allSatisfy { $0.1 == byteCount })
    unsafe memory.deallocateBlocks(count: allocated) {
      let (address, byteCount) = blocks.removeLast()
      return unsafe Block(
        address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: 8)
    }
    return allocated
  }

  @Test func `blocks by the n reach the part that serves them in one call, and the books are exact`() throws {
    let (first, second) = (Shelf(32), Shelf(64, count: 8))
    #expect(exchange(first.fallback(to: second), count: 6, byteCount: 20) == 6)
    #expect(first.state.calls == ["6 blocks of 20"] && second.state.calls == ["2 blocks of 20"])
    second.state.calls = []
    #expect(exchange(first.segregated(upTo: 32, otherwise: second), count: 5, byteCount: 40) == 5)
    #expect(second.state.calls == ["5 blocks of 40"])
    second.state.calls = []
    #expect(exchange(second.quantized(toMultipleOf: 16), count: 3, byteCount: 20) == 3)
    #expect(second.state.calls == ["3 blocks of 32", "3 blocks back"])
    second.state.calls = []
    let limited = second.limited(toByteCount: 100)
    #expect(exchange(limited, count: 9, byteCount: 30) == 3 && limited.liveByteCount == 0)
    #expect(second.state.calls == ["3 blocks of 30", "3 blocks back"])
    #expect(exchange(limited, count: 9, byteCount: 0) == 8 && limited.liveByteCount == 0)
    #expect(exchange(try BucketizedAllocator(upTo: 32, step: 16) { _ in second }, count: 2, byteCount: 17) == 2)
    #expect(exchange(LockedAllocator(Shelf(64)), count: 9, byteCount: 64) == 4)
    #expect(second.state.live.isEmpty && first.state.live.isEmpty)
  }

  @Test func `an explanation names the capabilities that all parts have`() {
    let memory = Shelf(32).fallback(to: Shelf(64).quantized(toMultipleOf: 8))
    #expect(
      memory.explain().capabilities == [.owns, .locatesBlocks, .resets, .releasesUnused, .resizesInPlace])
    #expect(Shelf(32).fallback(to: SystemAllocator()).explain().capabilities == [.resizesInPlace, .releasesUnused])
    #expect(!Shelf(32).limited(toByteCount: 9).explain().capabilities.contains(.locatesBlocks))
    #expect("\(memory.explain().capabilities)".contains("locates blocks, resets, releases unused"))
  }
}

@Suite struct SizeClassBucketTests {
  @Test(arguments: [1, 4, 8]) func `buckets have the sizes of their classes`(steps: Int) throws {
    let classes = GeometricSizeClasses(upTo: 1000, stepsPerDoubling: steps)
    var sizes: [Int] = []
    let memory = try BucketizedAllocator(classes) { byteCount in
      sizes.append(byteCount)
      return Probe(largest: byteCount, quantum: 1)
    }
    #expect(sizes == classes.byteCounts && memory.bucketCount == classes.count)
    randomWalk(memory, seed: 5, mayRefuseToShrink: true)
  }

  @Test func `a table of sizes makes buckets`() throws {
    let probes = [Probe(largest: 24), Probe(largest: 40), Probe(largest: 1000)]
    var made = probes.makeIterator()
    let memory = try BucketizedAllocator(.table([24, 40, 1000])) { _ in made.next()! }
    let block = try unsafe memory.allocate(byteCount: 41, alignment: 8)
    #expect(probes[2].liveByteCount == 41 && memory.goodByteCount(for: 30, alignment: 8) == 30)
    unsafe memory.deallocate(block)
    #expect(unsafe memory.allocateIfPossible(byteCount: 1001, alignment: 8) == nil)
  }

  @Test func `the row comes from its parent and is returned to it`() throws {
    let probe = Probe()
    do {
      let memory = try BucketizedAllocator(.linear(upTo: 64, step: 16), parent: probe) { _ in SystemAllocator() }
      #expect(memory.bucketCount == 4 && probe.state.live.count == 1)
    }
    #expect(probe.isClean && probe.state.frees == 1)
    #expect(throws: AllocationError.outOfMemory) {
      _ = try BucketizedAllocator(.linear(upTo: 64, step: 16), parent: probe) {
        (_) throws(AllocationError) -> SystemAllocator in throw .outOfMemory
      }
    }
    #expect(probe.isClean)
  }

  @Test func `a row that is too large is refused`() {
    #expect(throws: AllocationError.outOfMemory) {
      _ = try BucketizedAllocator(upTo: 1 << 60, step: 16) { _ in Probe() }
    }
    #expect(throws: AllocationError.outOfMemory) {
      _ = try BucketizedAllocator(upTo: 1 << 62, step: 1) { _ in Probe() }
    }
  }
}

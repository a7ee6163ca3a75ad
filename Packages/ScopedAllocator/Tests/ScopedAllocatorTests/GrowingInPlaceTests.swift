import ScopedAllocator
import Testing

/// A parent that reserves `roomByteCount` bytes for each block, and grows the block within them.
@safe
final class Stretching: Allocator {
  let roomByteCount: Int
  var requests = 0
  var resizes = 0
  var live: [UInt: Int] = [:]
  var liveByteCount: Int { live.values.reduce(0, +) }

  init(roomByteCount: Int) { self.roomByteCount = roomByteCount }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    requests += 1
    guard byteCount <= roomByteCount else { return nil }
    let address = UnsafeMutableRawPointer.allocate(byteCount: roomByteCount, alignment: 64)
    live[UInt(bitPattern: address)] = byteCount
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) {
    precondition(unsafe live.removeValue(forKey: UInt(bitPattern: block.address)) == block.byteCount)
    unsafe block.address.deallocate()
  }
  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    resizes += 1
    precondition(unsafe live[UInt(bitPattern: block.address)] == block.byteCount)
    guard byteCount <= roomByteCount else { return false }
    live[UInt(bitPattern: unsafe block.address)] = byteCount
    unsafe block.byteCount = byteCount
    return true
  }
}

@Suite struct GrowingInPlaceTests {
  let parent = Stretching(roomByteCount: 1 << 20)

  @Test func `no chunk is added when the parent can grow the last one`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    do {
      let scope = arena.scope()
      for byte in 0..<2000 {
        let block = try unsafe scope.allocate(byteCount: 100, alignment: 8)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(truncatingIfNeeded: byte))
      }
      #expect(parent.requests == 1)
      #expect(parent.resizes < 12, "as few as its sizes double")
    }
    #expect(arena.allocatedByteCount == 0)
    arena.reset(keepingCapacity: false)
    #expect(arena.capacity == 1024)
    #expect(parent.live.count == 1)
  }

  @Test func `a chunk is added where the parent cannot grow the last one any more, and grows in its turn`() throws {
    let parent = Stretching(roomByteCount: 1 << 14)
    do {
      var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
      let scope = arena.scope()
      for _ in 0..<600 { _ = try unsafe scope.allocate(byteCount: 100, alignment: 8) }
      #expect(parent.requests < 20)
      #expect(parent.live.count <= 8)
      #expect(scope.allocatedByteCount == 600 * 104)
    }
    #expect(parent.live.isEmpty)
  }

  @Test func `the last block grows where the parent can grow its chunk`() throws {
    let arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    var block = try unsafe arena.allocate(byteCount: 1000, alignment: 8)
    let address = unsafe block.address
    #expect(unsafe arena.resize(&block, byteCount: 100_000))
    #expect(unsafe block.address == address)
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 7)
    #expect(unsafe arena.owns(block))
    #expect(parent.requests == 1)
    unsafe arena.deallocate(block)
    #expect(arena.allocatedByteCount == 0)
    #expect(arena.releaseUnused() > 90_000)
    #expect(arena.capacity == 1024)
  }

  @Test func `an array of a scope grows in place beyond its chunk`() throws {
    var arena = try ScopedAllocator(byteCount: 256, growth: .doubling, parent: parent)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 4)
    for number in 0..<10_000 { try array.append(number, in: scope) }
    #expect(array.span[9_999] == 9_999)
    #expect(parent.requests == 1)
    #expect(scope.allocatedByteCount < 140_000, "nothing was left behind by moving")
  }

  @Test func `a fixed arena and one over its caller's memory do not ask`() throws {
    let fixed = try ScopedAllocator(byteCount: 1024, parent: parent)
    #expect(unsafe fixed.allocateIfPossible(byteCount: 2000, alignment: 8) == nil)
    #expect(parent.resizes == 0)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
    defer { unsafe memory.deallocate() }
    var placed = try unsafe ScopedAllocator(over: memory, growth: .doubling, parent: parent)
    _ = try unsafe placed.scope().allocate(byteCount: 5000, alignment: 8)
    #expect(parent.resizes == 0)
    #expect(parent.requests == 2)
  }

  @Test func `a limit holds while a chunk grows`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, byteLimit: 10_000, parent: parent)
    let scope = arena.scope()
    var count = 0
    while unsafe scope.allocateIfPossible(byteCount: 8, alignment: 8) != nil { count += 1 }
    #expect(count == 1250)
    #expect(parent.liveByteCount < 10_000 + 1024)
  }

  @Test func `a chunk below another one does not grow`() throws {
    let parent = Stretching(roomByteCount: 1 << 14)
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    var outer = arena.scope()
    let first = try unsafe outer.allocate(byteCount: 512, alignment: 8)
    do {
      let inner = outer.scope()
      for _ in 0..<40 { _ = try unsafe inner.allocate(byteCount: 1000, alignment: 8) }
    }
    let second = try unsafe outer.allocate(byteCount: 512, alignment: 8)
    #expect(unsafe second.address == first.address + 512)
    #expect(outer.allocatedByteCount == 1024)
  }

  @Test func `what a first chunk grew by is returned when less is needed for long`() throws {
    var arena = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: parent)
    do { _ = try unsafe arena.scope().allocate(byteCount: 500_000, alignment: 8) }
    arena.reset()
    #expect(arena.capacity > 400_000, "it is kept at first")
    for _ in 0..<200 {
      do { _ = try unsafe arena.scope().allocate(byteCount: 2000, alignment: 8) }
      arena.reset()
    }
    #expect(arena.capacity < 8192)
  }
}

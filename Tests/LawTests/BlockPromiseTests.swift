import AllocatorTesting
import Allocators
import Testing

/// What blocks and assemblies promise beyond the laws of every allocator.
@Suite struct BlockPromiseTests {
  /// A block, without the lifetime that the compiler would follow.
  @safe
  private struct Piece {
    let block: Block
    init(_ block: Block) { unsafe self.block = block }
    var address: UInt { unsafe UInt(bitPattern: block.address) }
  }

  @Test func `what grows under zeroing is zero, and what is returned or given up is wiped`() throws {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
    defer { unsafe bytes.deallocate() }
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0xAA)
    let arena = try unsafe ScopedAllocator(over: bytes)
    let memory = arena.zeroing([.whenAllocated, .whenDeallocated])
    var block = try unsafe memory.allocate(byteCount: 64, alignment: 8)
    #expect(unsafe block.bytes.allSatisfy { $0 == 0 } && memory.resize(&block, byteCount: 256))
    #expect(unsafe block.bytes.allSatisfy { $0 == 0 })
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 7)
    #expect(unsafe memory.resize(&block, byteCount: 100))
    let whole = unsafe UnsafeMutableRawBufferPointer(start: block.address, count: 256)
    #expect(unsafe whole[100...].allSatisfy { $0 == 0 })
    unsafe memory.deallocate(block)
    #expect(unsafe whole.allSatisfy { $0 == 0 })
  }

  @Test func `one request in three goes to the sample`() throws {
    let ground = TestMemory()
    let sample = try FreeListAllocator(blockByteCount: 64, blockCount: 50, parent: ground)
    let memory = SystemAllocator().sampled(every: 3, into: sample)
    var pieces: [Piece] = []
    for _ in 0..<60 { pieces.append(try unsafe Piece(memory.allocate(byteCount: 40, alignment: 8))) }
    #expect(pieces.filter { unsafe memory._base.primary.owns($0.block) }.count == 20)
    for piece in pieces { unsafe memory.deallocate(piece.block) }
  }

  @Test func `a primary that was full serves again when a block returns to it`() throws {
    let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 2).adaptiveFallback(to: SystemAllocator())
    let pieces = try (0..<4).map { _ in try unsafe Piece(memory.allocate(byteCount: 64, alignment: 8)) }
    unsafe memory.deallocate(pieces[1].block)
    let again = try unsafe Piece(memory.allocate(byteCount: 64, alignment: 8))
    #expect(again.address == pieces[1].address)
    for piece in [pieces[0], again, pieces[2], pieces[3]] { unsafe memory.deallocate(piece.block) }
  }

  @Test func `a list keeps one member that is empty, and no more`() throws {
    let memory = AllocatorList { (_) throws(AllocationError) in
      try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    }
    let pieces = try (0..<40).map { _ in try unsafe Piece(memory.allocate(byteCount: 64, alignment: 8)) }
    #expect(memory.memberCount == 10)
    for piece in pieces { unsafe memory.deallocate(piece.block) }
    #expect(memory.memberCount == 1)
  }

  @Test func `a quarantine of many blocks returns each, the oldest first`() throws {
    let ground = TestMemory()
    do {
      let memory = ground.quarantined(byteCount: 1 << 20, blockCount: 100, poison: 0xDF)
      for number in 0..<1000 {
        let block = try unsafe memory.allocate(byteCount: 8 + number % 50, alignment: 8)
        unsafe memory.deallocate(block)
        if number == 20 { memory.flush() }
      }
      #expect(memory.heldBlockCount == 100 && ground.liveBlockCount == 100)
    }
    #expect(ground.liveBlockCount == 0 && ground.misuse == nil)
  }

  @Test func `what is unused returns to the parent before a request is refused`() throws {
    let budget = Budget(byteCount: 100_000)
    let heap = try TLSFAllocator(
      byteCount: 1000, growth: .doubling, parent: SystemAllocator().budgeted(by: budget))
    var pieces: [Piece] = []
    for _ in 0..<100 { pieces.append(try unsafe Piece(heap.allocate(byteCount: 400, alignment: 8))) }
    for piece in pieces { unsafe heap.deallocate(piece.block) }
    let large = try unsafe heap.allocate(byteCount: 70_000, alignment: 8)
    unsafe heap.deallocate(large)
  }

  @Test func `a block that grows over the notes of padding keeps its bytes`() throws {
    let memory = try PackedAllocator(byteCount: 64)
    let first = try unsafe memory.allocate(byteCount: 1, alignment: 1)
    let second = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    var third = try unsafe memory.allocate(byteCount: 1, alignment: 1)
    #expect(unsafe memory.resize(&third, byteCount: 48))
    unsafe third.bytes.initializeMemory(as: UInt8.self, repeating: 9)
    let rest = memory.capacity - memory.allocatedByteCount
    unsafe memory.deallocate(third)
    unsafe memory.deallocate(second)
    let again = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    #expect(unsafe memory.owns(again) && again.address == second.address && rest == 0)
    unsafe memory.deallocate(again)
    unsafe memory.deallocate(first)
  }

  @Test func `what is behind the last packed block is not owned`() throws {
    let memory = try PackedAllocator(byteCount: 64)
    let block = try unsafe memory.allocate(byteCount: 8, alignment: 1)
    let behind = unsafe Block(address: block.endAddress, byteCount: 1, alignment: 1)
    #expect(unsafe memory.owns(block) && !memory.owns(behind))
    unsafe memory.deallocate(block)
  }

  @Test func `blocks above a live one use nothing up, whatever their alignment`() throws {
    let arena = try ScopedAllocator(byteCount: 4096)
    let packed = try PackedAllocator(byteCount: 4096)
    try takeAndReturn(arena)
    try takeAndReturn(packed)
    #expect(arena.allocatedByteCount == 0 && packed.allocatedByteCount == 0)
  }

  private func takeAndReturn(_ memory: borrowing some Allocator & ~Copyable) throws {
    let oldest = try unsafe memory.allocate(byteCount: 9, alignment: 1)
    for round in 0..<300 {
      var pieces: [(Piece, UInt8)] = []
      for depth in 0..<30 {
        let block = try unsafe memory.allocate(byteCount: 1 + depth, alignment: 1 << ((depth + round) % 6))
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(depth))
        pieces.append((unsafe Piece(block), UInt8(depth)))
      }
      for (piece, byte) in pieces.reversed() {
        #expect(unsafe piece.block.bytes.allSatisfy { $0 == byte })
        unsafe memory.deallocate(piece.block)
      }
    }
    unsafe memory.deallocate(oldest)
  }

  @Test func `a handle of a frame is stale when its frames have passed, not before`() throws {
    var frames = try FrameAllocator(frameCount: 3, byteCount: 256)
    let first = try frames.store(7)
    for _ in 0..<2 {
      frames.beginFrame()
      #expect(frames[first] == 7)
    }
    frames.beginFrame()
    let other = try frames.store(8)  // where the first one was
    #expect(frames[first] == nil && !frames.isLive(first) && frames[other] == 8)
  }

  #if !hasFeature(Embedded)
    @Test func `requests have a limit in all, and return what one of them took`() throws {
      let requests = RequestAllocator(byteCount: 1024, totalByteLimit: 1 << 20)
      func serve(_ byteCount: Int) throws {
        try requests.withRequest { scope in _ = try unsafe scope.allocate(byteCount: byteCount, alignment: 8) }
      }
      try serve(8)
      let held = requests.heldByteCount
      #expect(throws: AllocationError.outOfMemory) { try serve(2 << 20) }
      try serve(500_000)
      for _ in 0..<200 { try serve(8) }
      #expect(requests.heldByteCount == held)
    }

    @Test func `what a burst of requests needed returns over those that follow`() throws {
      let requests = RequestAllocator(byteCount: 1024)
      func nest(_ depth: Int) throws {
        guard depth > 0 else { return }
        try requests.withRequest { scope in
          _ = try unsafe scope.allocate(byteCount: 100_000, alignment: 8)
          try nest(depth - 1)
        }
      }
      try nest(10)
      #expect(requests.arenaCount == 10 && requests.heldByteCount > 1_000_000)
      for _ in 0..<300 { try requests.withRequest { _ in } }
      #expect(requests.arenaCount == 1 && requests.heldByteCount < 4096)
    }
  #endif

  @Test func `a thread keeps little of what temporary memory took`() {
    TemporaryAllocator.withScope { scope in
      _ = unsafe scope.allocateIfPossible(byteCount: 1 << 20, alignment: 8)
    }
    #expect(TemporaryAllocator.heldByteCount < 5 * 70_000)
    TemporaryAllocator.releaseUnused()
  }

  @Test func `arrays of a joint are aligned, apart, and destroyed`() throws {
    let memory = TestMemory()
    do {
      let arrays = JointArray(
        of: UInt8.self, capacity: 30, followedBy: JointArray(of: UInt64.self, capacity: 5))
      var joint = try AllocatedJoint(UInt8(9), arrays: arrays, allocator: memory)
      joint.editFirst { for byte in 0..<30 as Range<UInt8> { $0.append(byte) } }
      joint.editSecond { for word in 0..<5 as Range<UInt64> { $0.append(.max - word) } }
      let aligned = unsafe joint.second.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) % 8 == 0 }
      #expect(aligned && joint.value == 9)
      for index in 0..<30 { #expect(joint.first[index] == UInt8(index)) }
      for index in 0..<5 { #expect(joint.second[index] == .max - UInt64(index)) }
    }
    #expect(memory.liveBlockCount == 0 && memory.misuse == nil)
  }
}

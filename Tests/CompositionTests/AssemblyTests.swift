import Allocators
import Testing

@Suite struct FrameAllocatorTests {
  @Test func `what a frame made is read until it is stale, and never another frame's memory`() throws {
    var frames = try FrameAllocator(frameCount: 2, byteCount: 256)
    let first = try frames.store(copying: [1, 2, 3])
    frames.beginFrame()
    let second = try frames.store(7.5)
    #expect(frames.withElements(of: first) { $0[2] } == 3 && frames[second] == 7.5)
    frames.beginFrame()
    _ = try frames.store(copying: Array(repeating: 9, count: 32))
    #expect(!frames.isLive(first) && frames[first] == nil && frames.withElements(of: first) { $0.count } == nil)
    #expect(frames.isLive(second) && frames[second] == 7.5)
    frames.beginFrame()
    #expect(frames[second] == nil)
  }

  @Test func `a full frame refuses, and the next one has room again`() throws {
    var frames = try FrameAllocator(frameCount: 3, byteCount: 64)
    for _ in 0..<10 {
      _ = try frames.store(1 as UInt8)
      _ = try frames.store(copying: 0..<7)
      #expect(frames.remainingByteCount == 0)
      #expect(throws: AllocationError.outOfMemory) { try frames.store(1 as UInt8) }
      frames.beginFrame()
    }
    #expect(throws: AllocationError.outOfMemory) { _ = try FrameAllocator(frameCount: 3, byteCount: .max) }
    #expect(throws: AllocationError.outOfMemory) { _ = try FrameAllocator(frameCount: .max, byteCount: 64) }
  }

  @Test func `a handle of another allocator is stale`() throws {
    var one = try FrameAllocator(frameCount: 1, byteCount: 64)
    let other = try FrameAllocator(frameCount: 1, byteCount: 64)
    let handle = try one.store(1)
    #expect(one.isLive(handle) && !other.isLive(handle))
  }

  @Test func `a handle of an allocator that was destroyed is stale in one that has its memory`() throws {
    var handles: [FrameHandle<Bool>] = []
    for _ in 0..<20 {
      var frames = try FrameAllocator(frameCount: 2, byteCount: 4096)
      for handle in handles { #expect(!frames.isLive(handle) && frames[handle] == nil) }
      _ = try frames.store(copying: Array(repeating: 0x4141, count: 100))
      for handle in handles { #expect(frames.withElements(of: handle) { $0.count } == nil) }
      handles.append(try frames.store(true))
    }
  }
}

@Suite struct StaticHeapTests {
  @Test func `a heap in memory of one's own serves until that is used up`() throws {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { unsafe memory.deallocate() }
    let heap = try unsafe StaticHeap(in: memory)
    var blocks: [(UInt, Int)] = []
    var size = 1
    while let block = unsafe heap.allocateIfPossible(byteCount: size, alignment: 8) {
      unsafe #expect(heap.owns(block) && memory.baseAddress! <= block.address)
      unsafe #expect(block.endAddress <= memory.baseAddress! + memory.count)
      unsafe blocks.append((UInt(bitPattern: block.address), size))
      size = size * 7 % 1001
    }
    #expect(blocks.count > 20)
    for (address, byteCount) in blocks {
      unsafe heap.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: 8))
    }
    let whole = try unsafe heap.allocate(byteCount: 40 << 10, alignment: 8)
    unsafe heap.deallocate(whole)
    #expect(heap.explain().name == "StaticHeap")
  }

  @Test func `memory that is too small is refused`() {
    #expect(throws: AllocationError.outOfMemory) {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 16)
      defer { unsafe memory.deallocate() }
      _ = try unsafe StaticHeap(in: memory)
    }
  }
}

@Suite struct RealTimeAllocatorTests {
  /// Takes blocks of many sizes until one is refused or there are `count`, and returns them.
  private func fill(_ memory: borrowing RealTimeAllocator, count: Int) -> Int {
    var blocks: [(UInt, Int)] = []
    for index in 0..<count {
      let size = 16 + index * 37 % 900
      guard let block = unsafe memory.allocateIfPossible(byteCount: size, alignment: 16) else { break }
      unsafe blocks.append((UInt(bitPattern: block.address), size))
    }
    for (address, byteCount) in blocks {
      unsafe memory.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: 16))
    }
    return blocks.count
  }

  @Test func `it grows while it warms up, and asks the system for nothing once it is sealed`() throws {
    let memory = try RealTimeAllocator(byteCount: 4096)
    #expect(fill(memory, count: 100) == 100 && !memory.isSealed)
    let reserved = memory.reservedByteCount
    #expect(reserved > 4096)
    memory.seal()
    #expect(memory.isSealed && fill(memory, count: 100) == 100)
    #expect(fill(memory, count: 100_000) < 100_000)
    #expect(memory.reservedByteCount == reserved && memory.releaseUnused() == 0)
    #expect(memory.explain().description.hasPrefix("RealTimeAllocator(sealed: true)"))
  }

  @Test func `its limit holds while it warms up`() throws {
    let memory = try RealTimeAllocator(byteCount: 1024, limit: 64 << 10)
    #expect(fill(memory, count: 10_000) < 10_000 && memory.reservedByteCount <= 64 << 10)
  }
}

@Suite struct DebuggingHeapTests {
  @Test func `what is live is known, and blocks of both kinds come and go`() throws {
    let heap = DebuggingHeap(samplingOneIn: 3, quarantineByteCount: 1000)
    var blocks: [(UInt, Int)] = []
    for size in 1...30 {
      let block = try unsafe heap.allocate(byteCount: size, alignment: 8)
      unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 1)
      #expect(unsafe heap.owns(block))
      unsafe blocks.append((UInt(bitPattern: block.address), size))
    }
    unsafe #expect(heap.leaks.count == 30)
    for (address, byteCount) in blocks {
      unsafe heap.deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: 8))
    }
    heap.verify()
    unsafe #expect(heap.leaks.isEmpty)
  }

  @Test func `a write behind a sampled block stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let heap = DebuggingHeap(samplingOneIn: 1)
      let block = try unsafe heap.allocate(byteCount: 64, alignment: 1)
      unsafe block.endAddress.storeBytes(of: 1, as: UInt8.self)
    }
  }

  @Test func `a write to a block in quarantine stops the program when it is looked at`() async {
    await #expect(processExitsWith: .failure) {
      let heap = DebuggingHeap(samplingOneIn: 1000)
      let block = try unsafe heap.allocate(byteCount: 64, alignment: 8)
      unsafe heap.deallocate(block)
      unsafe block.bytes[5] = 1
      heap.verify()
    }
  }

  @Test func `a block that is returned twice stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let heap = DebuggingHeap()
      let block = try unsafe heap.allocate(byteCount: 64, alignment: 8)
      unsafe heap.deallocate(block)
      unsafe heap.deallocate(block)
    }
  }

  @Test(arguments: [1, 1000], 0..<3) func `a block that is not live as it says stops the program`(
    interval: Int, mistake: Int
  ) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [interval, mistake] in
      let heap = DebuggingHeap(samplingOneIn: interval)
      var block = try unsafe heap.allocate(byteCount: 64, alignment: 8)
      switch mistake {
      case 0:
        unsafe heap.deallocate(Block(address: block.address, byteCount: 65, alignment: 8))
      case 1:
        unsafe heap.deallocate(block)
        _ = unsafe heap.reallocateIfPossible(&block, byteCount: 100)
      default:
        unsafe heap.deallocate(block)
        _ = unsafe heap.resize(&block, byteCount: 10)
      }
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(mistake == 0 ? "which is live in it as 64 bytes" : "which is not live in it"))
  }

  @Test(arguments: [1, 1000]) func `a block that was resized is known by its new size`(interval: Int) throws {
    let heap = DebuggingHeap(samplingOneIn: interval)
    var block = try unsafe heap.allocate(byteCount: 64, alignment: 8)
    try unsafe heap.reallocate(&block, byteCount: 5000)
    _ = unsafe heap.resize(&block, byteCount: 10)
    try unsafe heap.reallocate(&block, byteCount: 100)
    unsafe heap.deallocate(block)
    #expect(unsafe heap.leaks.isEmpty)
  }
}

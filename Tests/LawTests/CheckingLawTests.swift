import AllocatorTesting
import Allocators
import Testing

/// Law 25: what a checking wrapper says about each misuse, and that it says nothing about right use.
@Suite struct CheckingLawTests {
  private typealias Checked = CheckedAllocator<TestMemory>

  /// The first report about what `body` does.
  private func report(_ body: (inout Checked) throws -> Void) rethrows -> String {
    var reports: [String] = []
    do {
      var memory = CheckedAllocator(
        TestMemory(), tracesCalls: false, quarantineCount: 4, onMisuse: { reports.append($0) })
      try body(&memory)
    }
    return reports.first ?? "nothing"
  }

  @Test func `checked allocators keep the laws`() {
    checkAllocator(.ownsBlocks, .fixedBlock(64), .bounded(byteCount: 64 * 24), .maximumAlignment(16), .growsInPlace) {
      memory in
      CheckedAllocator(
        try FreeListAllocator(blockByteCount: 64, blockCount: 24, parent: memory), tracesCalls: false,
        quarantineCount: 16)
    }
    checkAllocator(
      .ownsBlocks, .bounded(byteCount: 4096), .growsInPlace, .reclaims(.lifoOnly),
      reset: { $0.reset { arena in unsafe arena.unsafelyReset() } }
    ) { memory in
      CheckedAllocator(try ScopedAllocator(byteCount: 4096, parent: memory), tracesCalls: false, quarantineCount: 16)
    }
  }

  @Test func `blocks that are used right are not reported`() throws {
    let text = try report { memory in
      for byteCount in [0, 1, 100, 5000] {
        var block = try unsafe memory.allocateZeroed(byteCount: byteCount, alignment: 32)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 7)
        try unsafe memory.reallocate(&block, byteCount: 3 * byteCount)
        unsafe memory.deallocate(block)
      }
    }
    #expect(text == "nothing")
  }

  @Test func `one byte over is reported`() throws {
    let text = try report { memory in
      let block = try unsafe memory.allocate(byteCount: 13, alignment: 8)
      unsafe block.address.storeBytes(of: 0, toByteOffset: 13, as: UInt8.self)
      unsafe memory.deallocate(block)
    }
    #expect(text.contains("overrun: the byte 1 behind"), "\(text)")
  }

  @Test func `one byte under is reported`() throws {
    let text = try report { memory in
      let block = try unsafe memory.allocate(byteCount: 13, alignment: 8)
      unsafe (block.address - 1).storeBytes(of: 0, as: UInt8.self)
      unsafe memory.deallocate(block)
    }
    #expect(text.contains("underrun: the byte 1 before"), "\(text)")
  }

  @Test func `a write after free is reported`() throws {
    let text = try report { memory in
      let block = try unsafe memory.allocate(byteCount: 13, alignment: 8)
      unsafe memory.deallocate(block)
      unsafe block.address.storeBytes(of: 0, toByteOffset: 12, as: UInt8.self)
    }
    #expect(text.contains("write after free: byte 8 of 13 bytes") || text.contains("byte 12 of 13 bytes"), "\(text)")
  }

  @Test func `a write to where a block was before it moved is reported`() throws {
    let text = try report { memory in
      var block = try unsafe memory.allocate(byteCount: 16, alignment: 8)
      let old = unsafe block.address
      try unsafe memory.reallocate(&block, byteCount: 4096)
      unsafe old.storeBytes(of: 0, as: UInt8.self)
      unsafe memory.deallocate(block)
    }
    #expect(text.contains("write after free: byte 0 of 16 bytes"), "\(text)")
  }

  @Test func `a double free is reported`() throws {
    let text = try report { memory in
      let block = try unsafe memory.allocate(byteCount: 16, alignment: 8)
      unsafe memory.deallocate(block)
      unsafe memory.deallocate(block)
    }
    #expect(text.contains("double free: 16 bytes"), "\(text)")
  }

  @Test func `a foreign block is reported`() throws {
    let foreign = try unsafe SystemAllocator().allocate(byteCount: 16, alignment: 8)
    let text = report { memory in unsafe memory.deallocate(foreign) }
    #expect(text.contains("foreign block: 16 bytes"), "\(text)")
    unsafe SystemAllocator().deallocate(foreign)
  }

  @Test(arguments: [(17, 8), (16, 16)]) func `a wrong size or alignment is reported`(_ byteCount: Int, _ alignment: Int)
    throws
  {
    let text = try report { memory in
      let block = try unsafe memory.allocate(byteCount: 16, alignment: 8)
      unsafe memory.deallocate(Block(address: block.address, byteCount: byteCount, alignment: alignment))
      unsafe memory.deallocate(block)
    }
    #expect(text.contains("wrong size or alignment: \(byteCount) bytes"), "\(text)")
  }

  @Test func `a write after a reset is reported`() throws {
    let text = try report { memory in
      let block = try unsafe memory.allocate(byteCount: 16, alignment: 8)
      memory.reset { _ in }
      unsafe block.address.storeBytes(of: 0, as: UInt8.self)
    }
    #expect(text.contains("use after reset: byte 0 of 16 bytes"), "\(text)")
  }

  @Test func `a leak is reported`() throws {
    let text = try report { memory in _ = try unsafe memory.allocate(byteCount: 16, alignment: 8) }
    #expect(text.contains("leak: 1 block of 16 bytes"), "\(text)")
  }

  #if DEBUG || HARDENED
    @Test func `owners stop at a foreign block`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
        unsafe pool.deallocate(try SystemAllocator().allocate(byteCount: 64, alignment: 8))
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains("FreeListAllocator was asked to deallocate 64 bytes"), "\(text)")
      #expect(text.contains("foreign"), "\(text)")
    }
  #endif
}

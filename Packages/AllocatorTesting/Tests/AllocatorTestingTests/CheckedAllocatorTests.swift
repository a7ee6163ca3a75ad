import AllocatorTesting
import Testing

@inline(never)
private func freeTwice() throws(AllocationError) {
  let memory = CheckedAllocator(SystemAllocator())
  let block = try unsafe memory.allocate(byteCount: 24, alignment: 8)
  unsafe memory.deallocate(block)
  unsafe memory.deallocate(block)
}

/// Each kind of misuse in a process of its own, with the text of the report.
@Suite struct CheckedAllocatorTests {
  private func expect(_ result: ExitTest.Result?, _ parts: String...) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in parts { #expect(text.contains(part), "\(text)") }
  }

  @Test func `a leak is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      _ = try unsafe memory.allocate(byteCount: 24, alignment: 8)
      _ = try unsafe memory.allocate(byteCount: 16, alignment: 8)
    }
    expect(
      result, "CheckedAllocator: leak: 2 blocks of 40 bytes were never returned; one of them is ", " aligned to 8",
      "allocated by")
  }

  @Test func `a double free is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try freeTwice()
    }
    expect(
      result, "CheckedAllocator: double free: 24 bytes at 0x", ", was returned after it had been returned",
      "allocated by", "freed by", "used again by")
    #if os(Linux) && DEBUG
      expect(result, "freeTwice() at CheckedAllocatorTests.swift:")
    #elseif os(Linux)
      expect(result, "freeTwice()")
    #endif
  }

  @Test func `a foreign block is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      let block = try unsafe SystemAllocator().allocate(byteCount: 24, alignment: 8)
      unsafe memory.deallocate(block)
    }
    expect(result, "foreign block: 24 bytes at 0x", ", was returned, but did not come from here")
  }

  @Test func `the inside of a block is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      let block = try unsafe memory.allocate(byteCount: 24, alignment: 8)
      unsafe memory.deallocate(Block(address: block.address + 8, byteCount: 16, alignment: 8))
    }
    expect(result, "foreign block: 16 bytes at 0x", "which is the inside of 24 bytes at 0x")
  }

  @Test func `a wrong size is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      var block = try unsafe memory.allocate(byteCount: 24, alignment: 8)
      unsafe block.byteCount = 25
      unsafe memory.deallocate(block)
    }
    expect(
      result, "wrong size or alignment: 25 bytes at 0x", "was returned, but it was allocated as 24 bytes aligned to 8")
  }

  @Test func `a wrong alignment is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      var block = try unsafe memory.allocate(byteCount: 24, alignment: 8)
      unsafe block.alignment = 4
      unsafe memory.deallocate(block)
    }
    expect(result, "wrong size or alignment: 24 bytes at 0x", "aligned to 4, was returned, but")
  }

  @Test func `an overrun of one byte is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      let block = try unsafe memory.allocate(byteCount: 13, alignment: 8)
      unsafe block.address.storeBytes(of: 0, toByteOffset: 13, as: UInt8.self)
      unsafe memory.deallocate(block)
    }
    expect(result, "overrun: the byte 1 behind the end of 13 bytes at 0x", "was overwritten", "allocated by")
  }

  @Test func `an underrun of one byte is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      let block = try unsafe memory.allocate(byteCount: 13, alignment: 8)
      unsafe (block.address - 1).storeBytes(of: 0, as: UInt8.self)
      unsafe memory.deallocate(block)
    }
    expect(result, "underrun: the byte 1 before the start of 13 bytes at 0x", "was overwritten", "allocated by")
  }

  @Test func `a write after free is reported`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let memory = CheckedAllocator(SystemAllocator())
      let block = try unsafe memory.allocate(byteCount: 24, alignment: 8)
      unsafe memory.deallocate(block)
      unsafe block.address.storeBytes(of: 1, toByteOffset: 5, as: UInt8.self)
      memory.verify()
    }
    expect(
      result, "write after free: byte 5 of 24 bytes at 0x", "was written after it was returned", "allocated by",
      "freed by")
  }

  @Test func `use after reset is reported`() async {
    let written = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var memory = CheckedAllocator(SystemAllocator())
      let block = try unsafe memory.allocate(byteCount: 24, alignment: 8)
      memory.reset { _ in }
      unsafe block.address.storeBytes(of: 1, as: UInt8.self)
      memory.verify()
    }
    expect(written, "use after reset: byte 0 of 24 bytes at 0x", "was written after a reset had ended it")
    let freed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var memory = CheckedAllocator(SystemAllocator())
      let block = try unsafe memory.allocate(byteCount: 24, alignment: 8)
      memory.reset { _ in }
      unsafe memory.deallocate(block)
    }
    expect(freed, "use after reset: 24 bytes at 0x", "was returned after a reset had ended it", "reset by")
  }

  @Test func `what is used right is not reported`() throws {
    var reports: [String] = []
    do {
      let memory = CheckedAllocator(SystemAllocator(), name: "heap", onMisuse: { reports.append($0) })
      for byteCount in [0, 1, 24, 4096] {
        var block = try unsafe memory.allocate(byteCount: byteCount, alignment: 16)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 7)
        try unsafe memory.reallocate(&block, byteCount: byteCount * 3)
        unsafe memory.deallocate(block)
      }
      memory.verify()
    }
    #expect(reports == [])
  }

  @Test func `a report can be handled`() throws {
    var reports: [String] = []
    do {
      let memory = CheckedAllocator(
        SystemAllocator(), name: "heap", tracesCalls: false, onMisuse: { reports.append($0) })
      _ = try unsafe memory.allocate(byteCount: 24, alignment: 8)
    }
    #expect(reports.count == 1)
    #expect(reports.first?.hasPrefix("heap: leak: 1 block of 24 bytes was never returned; one of them is 24") == true)
  }

  @Test func `it changes nothing of what it watches`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in
      CheckedAllocator(memory, tracesCalls: false, quarantineCount: 16)
    }
    checkAllocator(.ownsBlocks, .fixedBlock(64), .bounded(byteCount: 2048), .maximumAlignment(64), .growsInPlace) {
      memory in
      CheckedAllocator(try PlantedPool(.none, parent: memory), tracesCalls: false, quarantineCount: 16)
    }
  }
}

import PageAllocator
import Testing

@Suite struct GuardedPageAllocatorTests {
  @Test func `a block can be used to its last byte`() throws {
    for side in [GuardedPageAllocator.Side.end, .beginning] {
      let guarded = GuardedPageAllocator(touching: side)
      for byteCount in [0, 1, 7, 100, page - 1, page, page + 1, 3 * page] {
        for alignment in [1, 2, 8, 16, 4096, 1 << 16, 1 << 21] {
          let block = try guarded.take(byteCount, alignment: alignment)
          #expect(block.isAligned)
          block.fill(1)
          #expect(block.holds(1))
          guarded.free(block)
        }
      }
    }
  }

  @Test func `a write one past the end stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let block = try GuardedPageAllocator().take(24, alignment: 8)
      block[23] = 1
      block[24] = 1
    }
  }

  @Test func `a read one past the end stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let block = try GuardedPageAllocator().take(page, alignment: 1)
      if block[page] == 0 { block[0] = 1 }
    }
  }

  @Test func `a write one before the beginning stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let block = try GuardedPageAllocator(touching: .beginning).take(24, alignment: 8)
      block[0] = 1
      block[-1] = 1
    }
  }

  @Test func `what a block gave up stops whoever uses it`() async {
    await #expect(processExitsWith: .failure) {
      var block = try GuardedPageAllocator(touching: .beginning).take(5 * page)
      guard GuardedPageAllocator(touching: .beginning).resize(&block, page) else { return }
      block[page - 1] = 1
      block[page] = 1
    }
  }

  @Test func `a use of a freed block stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let block = try GuardedPageAllocator().take(1 << 30, alignment: 8)
      GuardedPageAllocator().free(block)
      block[0] = 1
    }
  }

  @Test func `a write between the end and the guard page is found when the block is deallocated`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let block = try GuardedPageAllocator().take(20, alignment: 16)
      block[22] = 1
      GuardedPageAllocator().free(block)
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("GuardedPageAllocator was asked to deallocate 20 bytes"))
    #expect(said.contains("and byte 2 behind it was overwritten"))
  }

  @Test func `a block is resized where it keeps its place`() throws {
    let atEnd = GuardedPageAllocator()
    var first = try atEnd.take(20, alignment: 16)
    #expect(atEnd.resize(&first, 32) && atEnd.resize(&first, 17) && !atEnd.resize(&first, 16))
    #expect(!atEnd.resize(&first, 33))
    atEnd.free(first)
    let atBeginning = GuardedPageAllocator(touching: .beginning)
    var second = try atBeginning.take(20, alignment: 16)
    #expect(atBeginning.resize(&second, page) && atBeginning.resize(&second, 0))
    #expect(!atBeginning.resize(&second, page + 1))
    atBeginning.free(second)
    var third = try atBeginning.take(5 * page)
    third.fill(7)
    #expect(atBeginning.resize(&third, 2 * page) && third.holds(7))
    #expect(residentPages(from: third.end + UInt(page), byteCount: page) == nil)
    atBeginning.free(third)
  }

  @Test func `pages and guards return to the system`() throws {
    let guarded = GuardedPageAllocator()
    let block = try guarded.take(page, alignment: page)
    let start = block.address - UInt(page)
    #expect(residentPages(from: start, byteCount: 3 * page) != nil)
    guarded.free(block)
    for index in 0..<3 { #expect(residentPages(from: start + UInt(index * page), byteCount: page) == nil) }
  }

  @Test func `sizes that memory cannot hold are refused`() {
    for byteCount in [Int.max, Int.max - page, 1 << 60] {
      #expect(throws: AllocationError.outOfMemory) { _ = try GuardedPageAllocator().take(byteCount) }
    }
    #expect(throws: AllocationError.outOfMemory) { _ = try GuardedPageAllocator().take(8, alignment: 1 << 62) }
  }

  @Test func `explains itself`() {
    #expect(
      GuardedPageAllocator().explain().description
        == "GuardedPageAllocator(page: \(page) bytes, guard touches: end)  [resizes in place, thread-safe, any alignment]"
    )
  }
}

import PageAllocator
import Testing

@Suite struct PageAllocatorTests {
  let pages = PageAllocator()

  @Test func `a block is whole pages that are zero and writable to the last byte`() throws {
    let block = try pages.take(3 * page)
    #expect(block.address % UInt(page) == 0 && block.holds(0))
    block.fill(0xFF)
    #expect(block.holds(0xFF))
    pages.free(block)
  }

  @Test func `pages return to the system at once`() throws {
    let block = try pages.take(5 * page)
    block.fill(1)
    #expect(block.residentPageCount == 5)
    pages.free(block)
    #expect(block.residentPageCount == nil)
  }

  @Test func `a page that was not touched takes no memory`() throws {
    let block = try pages.take(100 * page)
    block[50 * page] = 1
    #expect(block.residentPageCount == 1)
    pages.free(block)
  }

  @Test func `every alignment up to two megabytes is kept, and what it took too much is returned`() throws {
    for exponent in 0...21 {
      let block = try pages.take(page + 1, alignment: 1 << exponent)
      #expect(block.isAligned)
      block.fill(1)
      pages.free(block)
      #expect(residentPages(from: block.address, byteCount: page) == nil)
    }
  }

  @Test func `sizes that memory cannot hold are refused`() {
    for byteCount in [Int.max, Int.max - page, 1 << 60] {
      #expect(throws: AllocationError.outOfMemory) { _ = try PageAllocator().take(byteCount) }
    }
    #expect(throws: AllocationError.outOfMemory) { _ = try PageAllocator().take(8, alignment: 1 << 62) }
  }

  @Test func `shrinking returns the pages behind the new end, growing within a page costs nothing`() throws {
    var block = try pages.take(4 * page)
    block.fill(7)
    let whole = block
    #expect(pages.resize(&block, page + 1) && block.address == whole.address)
    #expect(residentPages(from: whole.address + 2 * UInt(page), byteCount: page) == nil)
    #expect(pages.resize(&block, 2 * page) && block.holds(7))
    pages.free(block)
  }

  @Test func `a block that moves keeps its bytes and leaves nothing behind`() throws {
    var block = try pages.take(page)
    block.fill(7)
    for doubling in 1...8 {
      let old = block
      try pages.reallocate(&block, page << doubling)
      #expect(block.holds(7, upTo: page) && block[block.byteCount - 1] == 0)
      if block.address != old.address { #expect(old.residentPageCount == nil || old.address > block.address) }
    }
    pages.free(block)
    #expect(block.residentPageCount == nil)
  }

  @Test func `decommitted pages take no memory and are zero when they are committed again`() throws {
    let block = try pages.take(4 * page)
    block.fill(7)
    pages.decommit(block, page..<3 * page)
    #expect(block.residentPageCount == 2)
    #expect(pages.commit(block, page..<3 * page))
    #expect(block[page - 1] == 7 && block[page] == 0 && block[3 * page - 1] == 0 && block[3 * page] == 7)
    pages.free(block)
  }

  @Test func `a decommitted page stops whoever uses it`() async {
    await #expect(processExitsWith: .failure) {
      let block = try PageAllocator().take(2 * page)
      PageAllocator().decommit(block, page..<2 * page)
      block[page - 1] = 1
      block[page] = 1
    }
  }

  @Test func `a good size is whole pages`() {
    #expect(pages.goodByteCount(for: 0, alignment: 1) == page)
    #expect(pages.goodByteCount(for: page + 1, alignment: 1) == 2 * page)
    #expect(pages.goodByteCount(for: .max, alignment: 1) == .max)
  }

  @Test func `huge pages are asked for where a block can hold one`() throws {
    let huge = PageAllocator(options: .hugePages)
    let small = try huge.take(page)
    let large = try huge.take(4 << 20)
    #if os(Linux)
      #expect(large.address % (2 << 20) == 0)
    #endif
    small.fill(1)
    large.fill(1)
    #expect(small.holds(1) && large.holds(1))
    huge.free(small)
    huge.free(large)
  }

  @Test(.enabled(if: canLockPages)) func `locked pages are in memory before they are touched`() throws {
    let locked = PageAllocator(options: .locked)
    let block = try locked.take(2 * page)
    #expect(block.residentPageCount == 2)
    locked.free(block)
  }

  #if os(Linux)
    @Test(.enabled(if: canLockPages))
    func `what the process may not lock is refused, and the rest can still be had`() async {
      await #expect(processExitsWith: .success) {
        limitLocking(to: 8 * page)
        let locked = PageAllocator(options: .locked)
        precondition(PageAllocator.lockableByteCount == 8 * page)
        do throws(AllocationError) {
          _ = try locked.take(9 * page)
          fatalError("nine pages were locked")
        } catch {
          precondition(error == .outOfMemory)
        }
        // Had the refused pages stayed locked, these would be too much.
        let block = try locked.take(8 * page)
        precondition(block.residentPageCount == 8)
        locked.free(block)
      }
    }
  #endif

  #if DEBUG && os(Linux)
    @Test func `a block that is deallocated twice stops the program`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let block = try PageAllocator().take(1 << 30)
        PageAllocator().free(block)
        PageAllocator().free(block)
      }
      let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(said.contains("PageAllocator was asked to deallocate 1073741824 bytes"))
      #expect(said.contains("whose pages are not there: it was freed before, or is foreign"))
    }
  #endif

  @Test func `explains itself`() {
    #expect(
      PageAllocator(options: .locked).explain().description
        == "PageAllocator(page: \(page) bytes, pages: locked)  [resizes in place, thread-safe, any alignment]")
  }
}

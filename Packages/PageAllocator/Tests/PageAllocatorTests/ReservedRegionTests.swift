import PageAllocator
import Testing

@Suite struct ReservedRegionTests {
  @Test func `a block grows in place to four gigabytes, and memory comes only where it is used`() throws {
    let region = try ReservedRegion(byteCount: 5 << 30)
    var block = try region.take(page)
    let address = block.address
    while block.byteCount < 4 << 30 {
      #expect(region.resize(&block, 2 * block.byteCount) && block.address == address)
      block[block.byteCount - 1] = 1
    }
    #expect(block.byteCount == 4 << 30 && region.committedByteCount >= 4 << 30)
    #expect(residentPages(from: address, byteCount: 1 << 30) ?? .max < 64)
    #expect(region.resize(&block, 1))
    #expect(region.committedByteCount <= 1 << 19)
    region.free(block)
  }

  @Test func `memory is committed as blocks need it and returned as they go`() throws {
    let region = try ReservedRegion(byteCount: 1 << 30, commitByteCount: 4 * page)
    #expect(region.committedByteCount == 0 && region.allocatedByteCount == 0)
    let first = try region.take(1)
    #expect(region.committedByteCount == 4 * page)
    let second = try region.take(100 * page)
    #expect(region.committedByteCount == 101 * page && region.allocatedByteCount == 101 * page)
    second.fill(1)
    region.free(second)
    #expect(region.committedByteCount == 5 * page && region.allocatedByteCount == page)
    #expect(region.releaseUnused() == 4 * page && region.committedByteCount == page)
    #expect(region.releaseUnused() == 0)
    region.free(first)
  }

  @Test func `blocks lie one behind the other in whole pages`() throws {
    let region = try ReservedRegion(byteCount: 64 * page)
    let first = try region.take(1)
    let second = try region.take(page + 1)
    let third = try region.take(0)
    #expect(second.address == first.address + UInt(page) && third.address == second.address + UInt(2 * page))
    for block in [first, second, third] { region.free(block) }
  }

  @Test func `a region is used up to its last page, and its last byte can be written`() throws {
    let region = try ReservedRegion(byteCount: 10 * page)
    let most = try region.take(9 * page)
    let last = try region.take(page)
    #expect(throws: AllocationError.outOfMemory) { _ = try region.take(1) }
    most.fill(1)
    last.fill(2)
    #expect(most.holds(1) && last.holds(2))
    region.free(last)
    region.free(most)
    #expect(throws: AllocationError.outOfMemory) { _ = try region.take(11 * page) }
    #expect(throws: AllocationError.outOfMemory) { _ = try region.take(.max) }
  }

  @Test func `a block in the middle returns its memory at once, and its addresses with those behind it`() throws {
    let region = try ReservedRegion(byteCount: 64 * page)
    let first = try region.take(page)
    let middle = try region.take(4 * page)
    let last = try region.take(page)
    middle.fill(7)
    last.fill(8)
    region.free(middle)
    #expect(middle.residentPageCount == 0 && last.holds(8))
    let other = try region.take(page)
    #expect(other.address > last.address)
    for block in [other, last, first] { region.free(block) }
    #expect(region.allocatedByteCount == 0)
  }

  @Test func `only the newest block grows, and every block shrinks`() throws {
    let region = try ReservedRegion(byteCount: 64 * page)
    var first = try region.take(2 * page)
    var second = try region.take(page)
    first.fill(1)
    #expect(!region.resize(&first, 2 * page + 1) && first.byteCount == 2 * page)
    #expect(region.resize(&second, 40 * page) && !region.resize(&second, 63 * page))
    #expect(region.resize(&first, 1) && first.holds(1))
    #expect(residentPages(from: first.address + UInt(page), byteCount: page) == 0)
    region.free(second)
    region.free(first)
  }

  @Test func `zeroed memory is zero after use, in small and in large blocks`() throws {
    let region = try ReservedRegion(byteCount: 1 << 24)
    for byteCount in [100, 20 * page, 60 * page] {
      let used = try region.take(byteCount)
      used.fill(0xFF)
      region.free(used)
      let zeroed = try region.takeZeroed(byteCount + page)
      #expect(zeroed.holds(0))
      region.free(zeroed)
    }
  }

  @Test func `memory that is decommitted within a block is there again when it is used`() throws {
    let region = try ReservedRegion(byteCount: 64 * page)
    let block = try region.take(4 * page)
    block.fill(7)
    region.decommit(block, page..<3 * page)
    #expect(block.residentPageCount == 2)
    let isCommitted = region.commit(block, page..<3 * page)
    #expect(isCommitted)
    block.fill(8)
    region.free(block)
    // What was decommitted in a block may be part of the next.
    let next = try region.take(4 * page)
    region.decommit(next, 0..<4 * page)
    region.free(next)
    let last = try region.take(4 * page)
    last.fill(9)
    #expect(last.holds(9))
    region.free(last)
  }

  @Test func `alignments above a page are kept`() throws {
    let region = try ReservedRegion(byteCount: 16 << 20)
    let first = try region.take(page)
    for exponent in [13, 16, 21] {
      let block = try region.take(page, alignment: 1 << exponent)
      #expect(block.isAligned)
      region.free(block)
    }
    region.free(first)
  }

  @Test func `a reset deallocates everything`() throws {
    var region = try ReservedRegion(byteCount: 64 * page, commitByteCount: page)
    for _ in 0..<64 { try region.take(page).fill(1) }
    unsafe region.unsafelyReset()
    #expect(region.allocatedByteCount == 0 && region.committedByteCount == page)
    let whole = try region.take(64 * page)
    region.free(whole)
  }

  @Test func `a write one past the end of the region stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let region = try ReservedRegion(byteCount: 2 * page)
      let block = try region.take(2 * page)
      block[2 * page - 1] = 1
      block[2 * page] = 1
    }
  }

  @Test func `a write before the beginning of the region stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let region = try ReservedRegion(byteCount: 2 * page)
      let block = try region.take(page)
      block[0] = 1
      block[-1] = 1
    }
  }

  @Test func `the newest block's old memory stops whoever uses it`() async {
    await #expect(processExitsWith: .failure) {
      let region = try ReservedRegion(byteCount: 64 * page, commitByteCount: page)
      let first = try region.take(page)
      let block = try region.take(32 * page)
      region.free(block)
      withExtendedLifetime(first) {}
      block[31 * page] = 1
    }
  }

  #if os(Linux)
    @Test func `memory moves to other pages of a region, and leaves none behind`() throws {
      let region = try ReservedRegion(byteCount: 1 << 20)
      let block = try region.take(8 * page)
      block.fill(7)
      #expect(region.move(block, 2, to: 4) == .moved)
      #expect(block[4 * page] == 7 && block[6 * page - 1] == 7)
      #expect(block[0] == 0 && block[2 * page - 1] == 0)
      region.free(block)
    }

    @Test(.enabled(if: canLockPages))
    func `locked memory stays where it is`() throws {
      let region = try ReservedRegion(byteCount: 1 << 20, commitByteCount: page, options: .locked)
      let block = try region.take(8 * page)
      block.fill(7)
      #expect(region.move(block, 2, to: 4) == .refused)
      #expect(block[0] == 7)
      region.free(block)
    }

    @Test(.enabled(if: canLockPages))
    func `memory that cannot be locked is refused, and the region stays as it was`() async {
      await #expect(processExitsWith: .success) {
        limitLocking(to: 8 * page)
        let region = try ReservedRegion(byteCount: 1 << 20, commitByteCount: page, options: .locked)
        let block = try region.take(4 * page)
        do throws(AllocationError) {
          _ = try region.take(5 * page)
          fatalError("nine pages were locked")
        } catch {}
        precondition(region.committedByteCount == 4 * page && region.allocatedByteCount == 4 * page)
        let other = try region.take(4 * page)
        region.free(other)
        region.free(block)
      }
    }
  #endif

  @Test func `sizes that no address space holds are refused`() {
    for byteCount in [Int.max, Int.max - 4 * page, 1 << 60] {
      #expect(throws: AllocationError.outOfMemory) { _ = try ReservedRegion(byteCount: byteCount) }
    }
  }

  @Test func `owns what lies in it, and neither neighbors nor its guard pages`() throws {
    let region = try ReservedRegion(byteCount: 2 * page)
    let block = try region.take(2 * page)
    func owns(_ address: UInt) -> Bool {
      unsafe region.owns(
        Block(address: UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped, byteCount: 1, alignment: 1))
    }
    #expect(owns(block.address) && owns(block.end - 1))
    #expect(!owns(block.address - 1) && !owns(block.end))
    region.free(block)
  }

  @Test func `boxes live in a region through a handle`() throws {
    var region = try ReservedRegion(byteCount: 64 * page)
    do {
      let box = try region.borrowed().makeBox(41)
      #expect(box.value + 1 == 42)
    }
    #expect(region.allocatedByteCount == 0)
  }

  @Test func `explains itself`() throws {
    let region = try ReservedRegion(byteCount: 64 * page, commitByteCount: 2 * page)
    let block = try region.take(1)
    #expect(
      region.explain().description == """
        ReservedRegion(reserved: \(64 * page) bytes, page: \(page) bytes, pages: ordinary)  \
        [owns, resizes in place, resets, releases unused, any alignment]  live 1, allocated bytes \(page), committed bytes \(2 * page)
        """)
    region.free(block)
  }
}

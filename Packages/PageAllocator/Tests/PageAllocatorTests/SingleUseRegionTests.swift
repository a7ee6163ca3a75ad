import PageAllocator
import Testing

@Suite struct SingleUseRegionTests {
  @Test func `no address is used twice`() throws {
    let region = try SingleUseRegion(byteCount: 1 << 30)
    var newest: UInt = 0
    for byteCount in 0..<500 {
      let block = try region.take(byteCount * 64)
      #expect(block.address >= newest)
      block.fill(1)
      newest = max(block.end, block.address + 1)
      region.free(block)
    }
  }

  @Test func `addresses are used up, and then every request is refused`() throws {
    let region = try SingleUseRegion(byteCount: 10 * page)
    for _ in 0..<10 { region.free(try region.take(page)) }
    #expect(region.unusedByteCount == 0 && region.reservedByteCount == 10 * page)
    #expect(throws: AllocationError.outOfMemory) { _ = try region.take(1) }
  }

  @Test func `freed memory returns to the system`() throws {
    let region = try SingleUseRegion(byteCount: 1 << 20)
    let block = try region.take(8 * page)
    block.fill(1)
    region.free(block)
    #expect(block.residentPageCount == 0)
  }

  @Test func `a freed block stops whoever uses it, however much was allocated since`() async {
    await #expect(processExitsWith: .failure) {
      let region = try SingleUseRegion(byteCount: 1 << 24)
      let block = try region.take(64)
      region.free(block)
      for _ in 0..<100 { region.free(try region.take(64)) }
      block[0] = 1
    }
  }

  @Test func `what a block gave up stops whoever uses it`() async {
    await #expect(processExitsWith: .failure) {
      let region = try SingleUseRegion(byteCount: 1 << 24)
      var block = try region.take(2 * page)
      guard region.resize(&block, 1) else { return }
      block[page - 1] = 1
      block[page] = 1
    }
  }

  @Test func `the newest block grows, and a block that shrank does not get its pages back`() throws {
    let region = try SingleUseRegion(byteCount: 16 * page)
    var block = try region.take(page)
    block.fill(3)
    #expect(region.resize(&block, 4 * page) && block.holds(3, upTo: page))
    #expect(region.resize(&block, 2 * page) && !region.resize(&block, 3 * page))
    let other = try region.take(page)
    #expect(other.address == block.address + 4 * UInt(page))
    region.free(other)
    region.free(block)
  }

  @Test func `fresh pages are zero`() throws {
    let region = try SingleUseRegion(byteCount: 1 << 20)
    let block = try region.takeZeroed(3 * page)
    #expect(block.holds(0))
    region.free(block)
  }

  @Test func `explains itself`() throws {
    let region = try SingleUseRegion(byteCount: 4 * page)
    let block = try region.take(1)
    #expect(
      region.explain().description == """
        SingleUseRegion(reserved: \(4 * page) bytes, page: \(page) bytes, pages: ordinary)  \
        [owns, resizes in place, any alignment]  live 1, unused bytes \(3 * page)
        """)
    region.free(block)
  }
}

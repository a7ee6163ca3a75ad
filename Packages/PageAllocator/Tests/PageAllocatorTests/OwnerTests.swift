import PageAllocator
import Testing

/// A region returns its addresses when it is destroyed, wherever it was kept.
@Suite struct OwnerTests {
  enum Place: ~Copyable {
    case empty
    case region(ReservedRegion)
  }
  final class Instance {
    var region = try! ReservedRegion(byteCount: 8 * page)
  }
  struct Holder<Value: ~Copyable>: ~Copyable {
    var value: Value
  }

  func touch(_ region: borrowing ReservedRegion) throws -> UInt {
    let block = try region.take(page)
    defer { region.free(block) }
    block.fill(1)
    return block.address
  }

  @Test func `a local`() throws {
    let address: UInt
    do {
      let region = try ReservedRegion(byteCount: 8 * page)
      address = try touch(region)
      #expect(residentPages(from: address, byteCount: 8 * page) != nil)
    }
    #expect(residentPages(from: address, byteCount: 8 * page) == nil)
  }

  @Test func `an optional, an enum, a generic struct and a class`() throws {
    var optional: ReservedRegion? = try ReservedRegion(byteCount: 8 * page)
    let first = try touch(optional!)
    optional = nil
    #expect(residentPages(from: first, byteCount: 8 * page) == nil)

    var place = Place.region(try ReservedRegion(byteCount: 8 * page))
    var second: UInt = 0
    if case .region(let region) = place { second = try touch(region) }
    place = .empty
    #expect(residentPages(from: second, byteCount: 8 * page) == nil)

    let third: UInt
    do {
      let holder = Holder(value: try ReservedRegion(byteCount: 8 * page))
      third = try touch(holder.value)
    }
    #expect(residentPages(from: third, byteCount: 8 * page) == nil)

    var instance: Instance? = Instance()
    let fourth = try touch(instance!.region)
    instance = nil
    #expect(residentPages(from: fourth, byteCount: 8 * page) == nil)
  }

  @Test func `a region of single use`() throws {
    let address: UInt
    do {
      let region = try SingleUseRegion(byteCount: 8 * page)
      let block = try region.take(page)
      address = block.address
      region.free(block)
    }
    #expect(residentPages(from: address, byteCount: 8 * page) == nil)
  }

  #if DEBUG
    func said(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func `a double free stops a debug build`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let region = try ReservedRegion(byteCount: 8 * page)
        let block = try region.take(64)
        region.free(block)
        region.free(block)
      }
      #expect(said(result).contains("ReservedRegion was asked to deallocate 64 bytes"))
      #expect(said(result).contains("not live: it was freed before"))
      let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let region = try SingleUseRegion(byteCount: 8 * page)
        let block = try region.take(64)
        region.free(block)
        region.free(block)
      }
      #expect(said(other).contains("SingleUseRegion was asked to deallocate 64 bytes"))
    }

    @Test func `a foreign block stops a debug build`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let region = try ReservedRegion(byteCount: 8 * page)
        region.free(try SystemAllocator().take(64))
      }
      #expect(said(result).contains("foreign: it did not come from this allocator"))
    }

    @Test func `a region destroyed before its blocks stops a debug build`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let region = try ReservedRegion(byteCount: 8 * page)
        withExtendedLifetime(try region.take(40)) {}
      }
      #expect(said(result).contains("ReservedRegion was destroyed while 1 of its blocks is live; the first has 40"))
    }
  #endif
}

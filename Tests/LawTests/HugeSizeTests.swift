import AllocatorTesting
import Allocators
import Testing

/// The kit makes no allocator touch gigabytes, also one that has the system's memory beside its parent's, and is granted
/// every size that a walk asks for. What is counted here is what a wrapper would copy, fill, or wipe.
@Suite struct HugeSizeTests {
  final class Meter {
    var asked: Set<Int> = []
    var greatestGranted = 0
    var granted = 0
    var greatestCopy = 0
    var copied = 0
  }

  /// A wrapper as in the kit's documentation, whose default reallocation is written out, and counted.
  struct MeteredAllocator<Base: Allocator>: ForwardingAllocator {
    let _base: Base
    let meter: Meter

    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      meter.asked.insert(byteCount)
      guard let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
      meter.greatestGranted = max(meter.greatestGranted, byteCount)
      meter.granted += byteCount
      return unsafe block
    }
    func deallocate(_ block: Block) { unsafe _base.deallocate(block) }
    func explain() -> Explanation { Explanation("MeteredAllocator", capabilities: [.resizesInPlace]) }
    func resize(_ block: inout Block, byteCount: Int) -> Bool { unsafe _base.resize(&block, byteCount: byteCount) }
    func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
      if unsafe resize(&block, byteCount: byteCount) { return true }
      guard let moved = unsafe allocateIfPossible(byteCount: byteCount, alignment: block.alignment) else {
        return false
      }
      let count = unsafe min(block.byteCount, byteCount)
      meter.greatestCopy = max(meter.greatestCopy, count)
      meter.copied += count
      // Counted, and refused, so that this test fails before it copies gigabytes.
      if count > 1 << 28 {
        unsafe deallocate(moved)
        return false
      }
      unsafe moved.address.copyMemory(from: block.address, byteCount: count)
      unsafe deallocate(block)
      unsafe block = moved
      return true
    }
  }

  private func examine<Base: Allocator>(
    shrinksByMoving: Bool = true, _ base: @escaping (TestMemory) -> Base
  ) -> (LawReport, Meter) {
    let meter = Meter()
    func make(_ memory: TestMemory) -> MeteredAllocator<Base> { MeteredAllocator(_base: base(memory), meter: meter) }
    let report =
      shrinksByMoving
      ? examineAllocator(.growsInPlace, .shrinksByMoving, make: make) : examineAllocator(.growsInPlace, make: make)
    return (report, meter)
  }

  /// The system's heap, which other tests use meanwhile, need not repeat its addresses.
  private func passes(_ report: LawReport) -> Bool { report.passed || report.violations.first?.law == 16 }

  @Test func `a wrapper around what has the system's memory copies and fills little`() {
    let (report, meter) = examine { memory in memory.segregated(upTo: 64, otherwise: SystemAllocator()) }
    #expect(passes(report), "\(report)")
    #expect(meter.greatestCopy <= 1 << 24 && meter.copied <= 1 << 26, "copied \(meter.copied), \(meter.greatestCopy)")
    #expect(meter.greatestGranted <= 1 << 24 && meter.granted <= 1 << 30, "\(meter.greatestGranted), \(meter.granted)")
    #expect(meter.asked.isSuperset(of: [1 << 62 + 8, 1 << 62 + 1 << 31 + 8, Int.max]))
  }

  @Test func `so does one where the system's memory begins where the parent's ends`() {
    let (report, meter) = examine(shrinksByMoving: false) { memory in
      memory.segregated(upTo: 1 << 25, otherwise: SystemAllocator())
    }
    #expect(passes(report), "\(report)")
    #expect(meter.greatestCopy <= 1 << 24 && meter.copied <= 1 << 26, "copied \(meter.copied), \(meter.greatestCopy)")
    #expect(meter.greatestGranted <= 1 << 28 + 1, "\(meter.greatestGranted)")
  }

  @Test func `where only parents have memory, they are asked for gigabytes`() {
    let (report, meter) = examine { memory in memory.segregated(upTo: 64, otherwise: TestMemory(beside: memory)) }
    #expect(report.passed, "\(report)")
    #expect(meter.greatestGranted <= 1 << 24, "\(meter.greatestGranted)")
    #expect(meter.asked.isSuperset(of: [31, 32, 33, 40, 62].map { 1 << $0 + 8 }))
  }
}

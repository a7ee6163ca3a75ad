import AllocatorTesting
import BitmapAllocator
import BuddyAllocator
import TLSFAllocator

/// Cells, buddies and the heap of a device.
let blockChecks: [Check] = [
  cellsAreFoundAndFreed, buddiesSplitAndJoin, aHeapLivesInStaticMemory, cellsKeepTheLaws, buddiesKeepTheLaws,
  heapsKeepTheLaws,
]

private let options = LawOptions(walkCount: 2, stepCount: 100)

@Sendable private func cellsAreFoundAndFreed(_ e: inout Expectations) throws(AllocationError) {
  let cells = try BitmapAllocator(cellByteCount: 16, cellCount: 200)
  let block = try unsafe cells.allocate(byteCount: 100, alignment: 16)
  unsafe e.expect(cells.block(containing: UnsafeRawPointer(block.address + 99))?.byteCount == 112)
  unsafe cells.deallocate(containing: UnsafeRawPointer(block.address + 50))
  e.expect(cells.freeCellCount == 200)
}

@Sendable private func buddiesSplitAndJoin(_ e: inout Expectations) throws(AllocationError) {
  let buddies = try BuddyAllocator(unitByteCount: 16, unitCount: 64)
  var block = try unsafe buddies.allocate(byteCount: 100, alignment: 16)
  unsafe e.expect(buddies.resize(&block, byteCount: 600))
  e.expect(buddies.freeUnitCount == 0)
  unsafe buddies.deallocate(block)
  e.expect(buddies.largestFreeByteCount == 1024)
}

/// Memory that nobody allocates, as a device has it.
nonisolated(unsafe) private var bank: InlineArray<1536, UInt64> = InlineArray(repeating: 0)

@Sendable private func aHeapLivesInStaticMemory(_ e: inout Expectations) throws(AllocationError) {
  let memory = unsafe withUnsafeMutableBytes(of: &bank) { unsafe $0 }
  let heap = try unsafe TLSFAllocator(in: memory)
  var blocks = unsafe [Block]()
  while let block = unsafe heap.allocateIfPossible(byteCount: 100, alignment: 8) { unsafe blocks.append(block) }
  unsafe e.expect(blocks.count > 20)
  for index in unsafe 0..<blocks.count {
    unsafe e.expect(heap.owns(blocks[index]))
    unsafe heap.deallocate(blocks[index])
  }
  e.expect(heap.liveBlockCount == 0)
}

@Sendable private func cellsKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  e.expect(
    examineAllocator(
      .ownsBlocks, .bounded(byteCounts: 8...8 * 500), .maximumAlignment(64), .growsInPlace, options: options,
      reset: { unsafe $0.unsafelyReset() }
    ) { (memory: TestMemory) throws(AllocationError) in
      try BitmapAllocator(cellByteCount: 8, cellCount: 500, alignment: 64, parent: memory)
    }.passed)
}

@Sendable private func buddiesKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  e.expect(
    examineAllocator(
      .ownsBlocks, .bounded(byteCounts: 2048...8192), .maximumAlignment(16), .growsInPlace, options: options,
      reset: { unsafe $0.unsafelyReset() }
    ) { (memory: TestMemory) throws(AllocationError) in
      try BuddyAllocator(unitByteCount: 16, unitCount: 512, parent: memory)
    }.passed)
}

@Sendable private func heapsKeepTheLaws(_ e: inout Expectations) throws(AllocationError) {
  e.expect(
    examineAllocator(.ownsBlocks, .growsInPlace, options: options, reset: { unsafe $0.unsafelyReset() }) {
      (memory: TestMemory) throws(AllocationError) in
      try TLSFAllocator(byteCount: 1000, growth: .doubling, parent: memory)
    }.passed)
}

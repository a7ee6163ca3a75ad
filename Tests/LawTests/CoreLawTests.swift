import AllocatorTesting
import Allocators
import Testing

/// An allocator with the two required methods and every default of the protocol.
private struct MinimalAllocator: Allocator {
  let parent: TestMemory
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
}

@Suite struct CoreLawTests {
  @Test(.disabled(if: heapIsSanitized, "the sanitizers' heaps grow nothing in place"))
  func `the system allocator keeps the laws`() {
    checkAllocator(.growsInPlace, .threadSafe) { SystemAllocator() }
  }

  @Test func `the protocol's defaults keep the laws`() {
    checkAllocator(.shrinksByMoving) { memory in MinimalAllocator(parent: memory) }
  }

  @Test func `erased allocators keep the laws`() {
    checkAllocator(.growsInPlace) { memory in AnyAllocator(memory) }
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in AnyBlockOwner(memory) }
    checkAllocator(.ownsBlocks, .fixedBlock(64), .maximumAlignment(16), .growsInPlace) { memory in
      AnyBlockOwner(try FreeListAllocator(blockByteCount: 64, blockCount: 8, growth: .doubling, parent: memory))
    }
  }

  @Test func `an erased allocator that is sent keeps the laws`() {
    checkAllocator(.growsInPlace, .threadSafe) { memory in AnySendableAllocator(LockedAllocator(memory)) }
  }

  @Test func `shared owners keep the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace, .reclaims(.lifoOnly)) { memory in
      SharedAllocator(try ScopedAllocator(byteCount: 512, growth: .doubling, parent: memory))
    }
  }

  @Test func `borrowed owners keep the laws`() {
    checkAllocator(.ownsBlocks, .fixedBlock(64), .maximumAlignment(16), .growsInPlace) { memory in
      ThroughBorrow(try FreeListAllocator(blockByteCount: 64, blockCount: 8, growth: .doubling, parent: memory))
    }
  }

  /// On a parent whose addresses are aligned as asked and no better.
  @Test func `values are aligned as their type asks`() throws {
    let memory = TestMemory(.oddAddresses)
    let box = try AllocatedBox(SIMD4<Float>(repeating: 1), allocator: memory)
    let placed = try memory.makeBox(of: SIMD4<Float>.self) { place in place.initialize(to: SIMD4(repeating: 2)) }
    let blocks = unsafe [box.block, placed.block]
    let areAligned = unsafe blocks.allSatisfy { block in
      unsafe block.alignment == 16 && UInt(bitPattern: block.address) % 16 == 0
    }
    #expect(areAligned)
    #expect(box.value.sum() + placed.value.sum() == 12)
    let values = try unsafe memory.allocate(of: SIMD4<Float>.self, count: 3)
    #expect(UInt(bitPattern: values.baseAddress) % 16 == 0)
    unsafe memory.deallocate(values)
    #expect(memory.misuse == nil)
  }

  @Test func `a count of values never wraps`() {
    let memory = TestMemory()
    for count in [1 << 61, (1 << 61) + 1, Int.max] {
      #expect(throws: AllocationError.outOfMemory) { _ = try unsafe memory.allocate(of: Int64.self, count: count) }
    }
    #expect(memory.requestCount == 0)
  }

  @Test func `an explanation that nobody wrote tells the alignments`() {
    checkAllocator(.growsInPlace, .maximumAlignment(32)) { memory in Unexplained(base: memory) }
  }
}

/// Takes alignments up to 32, and does not explain itself.
private struct Unexplained: Allocator {
  let base: TestMemory

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    alignment > 32 ? nil : unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) { unsafe base.deallocate(block) }
  func resize(_ block: inout Block, byteCount: Int) -> Bool { unsafe base.resize(&block, byteCount: byteCount) }
  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    base.goodByteCount(for: byteCount, alignment: alignment)
  }
  func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 32 }
}

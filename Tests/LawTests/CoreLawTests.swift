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

/// Uses its owner through a borrow alone, call by call.
private struct ThroughBorrow<Owner: BlockOwner & ~Copyable>: BlockOwner, ~Copyable {
  @safe final class Home {
    @unsafe var owner: Owner
    init(_ owner: consuming Owner) { unsafe self.owner = owner }
  }
  let home: Home

  init(_ owner: consuming Owner) { home = Home(owner) }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe home.owner.withBorrowed { unsafe $0.allocateIfPossible(byteCount: byteCount, alignment: alignment) }
  }
  borrowing func deallocate(_ block: Block) { unsafe home.owner.withBorrowed { unsafe $0.deallocate(block) } }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe home.owner.withBorrowed { unsafe $0.resize(&block, byteCount: byteCount) }
  }
  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe home.owner.withBorrowed { unsafe $0.reallocateIfPossible(&block, byteCount: byteCount) }
  }
  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe home.owner.withBorrowed { unsafe $0.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) }
  }
  borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    unsafe home.owner.withBorrowed { $0.goodByteCount(for: byteCount, alignment: alignment) }
  }
  borrowing func supports(alignment: Int) -> Bool {
    unsafe home.owner.withBorrowed { $0.supports(alignment: alignment) }
  }
  borrowing func owns(_ block: Block) -> Bool { unsafe home.owner.withBorrowed { unsafe $0.owns(block) } }
  borrowing func explain() -> Explanation { unsafe home.owner.withBorrowed { $0.explain() } }
}

@Suite struct CoreLawTests {
  @Test(.disabled(if: heapIsSanitized, "the sanitizers' heaps grow nothing in place"))
  func theSystemAllocatorKeepsTheLaws() {
    checkAllocator(.growsInPlace, .threadSafe) { SystemAllocator() }
  }

  @Test func theProtocolsDefaultsKeepTheLaws() {
    checkAllocator(.shrinksByMoving) { memory in MinimalAllocator(parent: memory) }
  }

  @Test func erasedAllocatorsKeepTheLaws() {
    checkAllocator(.growsInPlace) { memory in AnyAllocator(memory) }
    checkAllocator(.owner, .growsInPlace) { memory in AnyBlockOwner(memory) }
    checkAllocator(.owner, .fixedBlock(64), .maximumAlignment(16), .growsInPlace) { memory in
      AnyBlockOwner(try FreeListAllocator(blockByteCount: 64, blockCount: 8, growth: .doubling, parent: memory))
    }
  }

  @Test func sharedOwnersKeepTheLaws() {
    checkAllocator(.owner, .growsInPlace, .reclaims(.lifoOnly)) { memory in
      SharedAllocator(try ScopedAllocator(byteCount: 512, growth: .doubling, parent: memory))
    }
  }

  @Test func borrowedOwnersKeepTheLaws() {
    checkAllocator(.owner, .fixedBlock(64), .maximumAlignment(16), .growsInPlace) { memory in
      ThroughBorrow(try FreeListAllocator(blockByteCount: 64, blockCount: 8, growth: .doubling, parent: memory))
    }
  }
}

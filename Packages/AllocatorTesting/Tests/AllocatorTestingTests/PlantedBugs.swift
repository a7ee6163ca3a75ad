import AllocatorTesting

/// What a planted allocator does wrong.
enum Bug: CaseIterable {
  case none, overlaps, misaligns, wrongSize, wraps, smashesNeighbor, dirtyZeroes, forgetsContents, movesOnResize
  case refusesToShrink, ownsOnePastTheEnd, neverReuses, leaks, changesOnFailure, emptyAliases, ownsNothing
  case refusesSameSize
}

/// A pool of 32 blocks of 64 bytes from a parent, with a bug.
final class PlantedState {
  var free: [Int] = Array(0..<32)
}

@safe
struct PlantedPool: ~Copyable, BlockOwner {
  let bug: Bug
  let parent: TestMemory
  @unsafe let base: Block
  let state = PlantedState()

  init(_ bug: Bug, parent: TestMemory) throws(AllocationError) {
    self.bug = bug
    self.parent = parent
    unsafe base = try unsafe parent.allocate(byteCount: 32 * 64, alignment: 64)
  }

  deinit {
    if bug != .leaks { unsafe parent.deallocate(base) }
  }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if bug == .wraps && byteCount &+ 64 < byteCount { return unsafe block(0, 8, alignment, claiming: byteCount) }
    guard byteCount <= 64, alignment <= 64, var index = state.free.last else { return nil }
    state.free.removeLast()
    if bug == .overlaps && index == 17 { index = 16 }
    if bug == .emptyAliases && byteCount == 0 {
      state.free.append(index)
      return unsafe Block(address: base.address + 31 * 64 + 8, byteCount: 0, alignment: alignment)
    }
    if bug == .smashesNeighbor && index < 31 {
      unsafe (base.address + (index + 1) * 64).storeBytes(of: 0, as: UInt8.self)
    }
    if bug == .neverReuses && index == 3 { return nil }
    return unsafe block(index, byteCount, alignment, claiming: bug == .wrongSize ? byteCount + 1 : byteCount)
  }

  private borrowing func block(_ index: Int, _ byteCount: Int, _ alignment: Int, claiming: Int) -> Block {
    let shift = bug == .misaligns && alignment == 16 ? 8 : 0
    return unsafe Block(address: base.address + index * 64 + shift, byteCount: claiming, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) {
    state.free.append(unsafe (block.address - base.address) / 64)
  }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if bug == .changesOnFailure { unsafe block.byteCount = byteCount }
    if unsafe bug == .refusesSameSize && byteCount == block.byteCount { return false }
    if unsafe bug == .refusesToShrink && byteCount < block.byteCount { return false }
    guard byteCount <= 64 else { return false }
    if unsafe bug == .movesOnResize && block.alignment == 1 && block.byteCount > 0 && byteCount > 0 {
      unsafe (block.address + 1).copyMemory(from: block.address, byteCount: min(block.byteCount, byteCount))
      unsafe block.address += 1
    }
    unsafe block.byteCount = byteCount
    return true
  }

  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if bug == .forgetsContents, byteCount > 3 {
      unsafe block.address.storeBytes(of: 0, toByteOffset: min(block.byteCount, byteCount) / 2, as: UInt8.self)
    }
    return unsafe resize(&block, byteCount: byteCount)
  }

  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    if bug != .dirtyZeroes { unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0) }
    return unsafe block
  }

  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 64 }

  borrowing func explain() -> Explanation {
    Explanation("PlantedPool", capabilities: [.owns, .resizesInPlace], maximumAlignment: 64)
  }

  borrowing func owns(_ block: Block) -> Bool {
    if bug == .ownsNothing { return false }
    let offset = unsafe block.address - base.address
    return offset >= 0 && (bug == .ownsOnePastTheEnd ? offset <= 2048 : offset < 2048)
  }
}

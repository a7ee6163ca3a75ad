import AllocatorContainers

/// A handle on a budget of bytes that counts what is asked of it; a block can be moved within the budget.
struct BudgetAllocator: Allocator {
  final class State {
    var limit: Int
    var live = 0
    /// The bytes of all blocks that were ever allocated or grown.
    var allocatedByteCount = 0
    /// The bytes of all blocks that were moved whole.
    var movedByteCount = 0
    var requestCount = 0
    var grantCount = 0
    init(_ limit: Int) { self.limit = limit }
  }

  let state: State
  let unit: Int

  /// - Parameters:
  ///   - limit: The budget, in bytes.
  ///   - unit: What a good size is a multiple of, whatever the budget.
  init(_ limit: Int, unit: Int = 1) {
    state = State(limit)
    self.unit = unit
  }

  private func grants(_ byteCount: Int) -> Bool {
    state.requestCount += 1
    guard byteCount <= state.limit - state.live else { return false }
    state.live += byteCount
    state.grantCount += 1
    return true
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard grants(byteCount) else { return nil }
    state.allocatedByteCount += byteCount
    return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  func deallocate(_ block: Block) {
    unsafe state.live -= block.byteCount
    unsafe SystemAllocator().deallocate(block)
  }

  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard unsafe byteCount <= block.byteCount, unsafe SystemAllocator().resize(&block, byteCount: byteCount) else {
      return unsafe byteCount == block.byteCount
    }
    unsafe state.live -= block.byteCount - byteCount
    return true
  }

  func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    let oldByteCount = unsafe block.byteCount
    guard grants(byteCount - oldByteCount) else { return false }
    guard unsafe SystemAllocator().reallocateIfPossible(&block, byteCount: byteCount) else { return false }
    state.allocatedByteCount += max(0, byteCount - oldByteCount)
    state.movedByteCount += oldByteCount
    return true
  }

  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    byteCount < Int.max / 2 ? (byteCount + unit - 1) / unit * unit : byteCount
  }
}

/// An allocator of a user's whose recommendations make no sense.
struct ModestAllocator: Allocator {
  let recommendation: @Sendable (Int) -> Int

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
  func goodByteCount(for byteCount: Int, alignment: Int) -> Int { recommendation(byteCount) }
}

/// An element that must be moved by its initializer, since it may hold a weak reference.
struct Pinned {
  weak var reference: Census?
  var number = 0
}

/// A handle on memory in which blocks can be cut where they are, or nothing can be done with them but returning them.
struct StubbornAllocator: Allocator {
  final class State {
    var limit = Int.max
    var live = 0
    var refusesAllocation = false
    var refusesResize = false
  }

  let state = State()

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard !state.refusesAllocation, byteCount <= state.limit - state.live else { return nil }
    state.live += byteCount
    return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  func deallocate(_ block: Block) {
    unsafe state.live -= block.byteCount
    unsafe SystemAllocator().deallocate(block)
  }

  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let oldByteCount = unsafe block.byteCount
    guard !state.refusesResize, byteCount <= oldByteCount,
      unsafe SystemAllocator().resize(&block, byteCount: byteCount)
    else { return byteCount == oldByteCount }
    state.live -= oldByteCount - byteCount
    return true
  }
}

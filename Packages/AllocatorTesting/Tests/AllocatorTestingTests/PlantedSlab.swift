import AllocatorTesting

/// A slab of 400 blocks of 64 bytes that finds its blocks by addresses and can be reset, right or with a defect.
@safe
struct PlantedSlab: BlockLocator, ResettableAllocator, ~Copyable {
  enum Defect: CaseIterable {
    case none, issuesTheLastOneTwice, losesOneOfManyFreedInOrder, missesTheLastByte, findsTheRequestOnly
    case findsTheNeighbor, findsTheLastOneBehindIt, freesTwiceByAddress, keepsOneAtAReset
    case forgetsWhatWasFreeAtAReset
  }

  final class State {
    let defect: Defect
    var free = Array((0..<PlantedSlab.count).reversed())
    var lastFreed = -1
    var runCount = 0
    var gaveTheLastOne = false

    init(_ defect: Defect) { self.defect = defect }
  }
  static let count = 400
  let parent: TestMemory
  @unsafe let base: Block
  let state: State
  // In the class: a stored enum that a mutating method reads crashes the compiler under ThreadSanitizer.
  var defect: Defect { state.defect }

  init(_ defect: Defect, parent: TestMemory) throws(AllocationError) {
    state = State(defect)
    self.parent = parent
    unsafe base = try unsafe parent.allocate(byteCount: 64 * Self.count, alignment: 64)
  }

  deinit { unsafe parent.deallocate(base) }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= 64, alignment <= 64, let index = state.free.last else { return nil }
    let isGivenTwice = defect == .issuesTheLastOneTwice && state.free.count == 1 && !state.gaveTheLastOne
    state.gaveTheLastOne = isGivenTwice
    if !isGivenTwice { state.free.removeLast() }
    return unsafe Block(address: base.address + 64 * index, byteCount: byteCount, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) { unsafe free((block.address - base.address) / 64) }

  private borrowing func free(_ index: Int) {
    state.runCount = index == state.lastFreed + 1 ? state.runCount + 1 : 0
    state.lastFreed = index
    if defect == .losesOneOfManyFreedInOrder, state.runCount == 100 { return }
    state.free.append(index)
  }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard byteCount <= 64 else { return false }
    unsafe block.byteCount = byteCount
    return true
  }

  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 64 }

  borrowing func owns(_ block: Block) -> Bool {
    let offset = unsafe block.address - base.address
    return offset >= 0 && offset < 64 * Self.count
  }

  borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    let offset = unsafe address - UnsafeRawPointer(base.address)
    let last = 64 * Self.count - (defect == .findsTheLastOneBehindIt ? 0 : 1)
    guard offset >= 0, offset <= last else { return nil }
    var index = min(offset / 64, Self.count - 1)
    if defect == .missesTheLastByte, offset % 64 == 63 { return nil }
    if defect == .findsTheNeighbor, offset % 64 >= 32, index > 0 { index -= 1 }
    let byteCount = defect == .findsTheRequestOnly ? 40 : 64
    return unsafe Block(address: base.address + 64 * index, byteCount: byteCount, alignment: 64)
  }

  borrowing func deallocate(containing address: UnsafeRawPointer) {
    let offset = unsafe address - UnsafeRawPointer(base.address)
    if defect == .freesTwiceByAddress, offset % 64 != 0 { free(offset / 64) }
    free(offset / 64)
  }

  @unsafe mutating func unsafelyReset() {
    let whole = Array((0..<Self.count).reversed())
    switch defect {
    case .keepsOneAtAReset: state.free = Array(whole.dropLast())
    case .forgetsWhatWasFreeAtAReset: state.free += whole
    default: state.free = whole
    }
  }

  borrowing func explain() -> Explanation {
    Explanation("PlantedSlab", capabilities: [.owns, .resizesInPlace], maximumAlignment: 64)
  }
}

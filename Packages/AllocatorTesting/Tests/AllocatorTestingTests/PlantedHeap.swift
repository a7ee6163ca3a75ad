import AllocatorTesting

/// A small heap as a user might write it, right or with one defect that shows only after many steps, with many blocks, or
/// at sizes that short walks do not have.
///
/// Blocks of up to 4 KiB have classes by powers of two, and are kept when they are freed; larger ones come from the
/// parent and return to it.
@safe
struct PlantedHeap: Allocator, ~Copyable {
  enum Defect: CaseIterable {
    case none, losesOneInAThousand, refusesAfterThreeThousand, largeBlocksOverlap, reusesTooSmallAThousand
    case overlapsAtOneHundredFifty, leaksWhenReallocationFails, truncatesTo32Bits, zeroesTheFirstPage
    case copiesTheFirst64KiB, forgetsLargeAlignments, losesOneWhenReturnedTogether, returnsTheFullCount
    case leaksARestOfBlocks, releasesWhatLives, countsReleasedTwice, releasesForEver, asksTheParentForEver
    case refusesAlignmentsOfMiddleSizes, keepsMemoryForEachHundred, supportsLessThanItSays
  }

  @safe
  final class State {
    @unsafe var free: [[UnsafeMutableRawPointer]] = unsafe Array(repeating: [], count: 9)
    @unsafe var large: Block?
    var isLargeLive = false
    @unsafe var newest: UnsafeMutableRawPointer?
    @unsafe var hoard: [Block] = unsafe []
    var allocationCount = 0
    var deallocationCount = 0
    var liveCount = 0
  }
  let defect: Defect
  let parent: TestMemory
  let state = State()

  init(_ defect: Defect, parent: TestMemory) {
    self.defect = defect
    self.parent = parent
  }

  deinit {
    _ = release()
    if let large = unsafe state.large { unsafe parent.deallocate(large) }
    while let block = unsafe state.hoard.popLast() { unsafe parent.deallocate(block) }
  }

  private static func classIndex(_ byteCount: Int) -> Int? { (0..<9).first { byteCount <= 16 << $0 } }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    var asked = byteCount
    if defect == .truncatesTo32Bits { asked = Int(UInt32(truncatingIfNeeded: byteCount)) }
    if defect == .refusesAfterThreeThousand, state.allocationCount > 3000 { return nil }
    if defect == .refusesAlignmentsOfMiddleSizes, alignment > 8, 200...300 ~= byteCount { return nil }
    if defect == .asksTheParentForEver {
      for _ in 0..<state.allocationCount / 8 {
        if let block = unsafe parent.allocateIfPossible(byteCount: 1, alignment: 1) { unsafe parent.deallocate(block) }
      }
    }
    guard alignment <= 16, let address = unsafe place(asked, alignment) else { return nil }
    state.allocationCount += 1
    state.liveCount += 1
    if defect == .keepsMemoryForEachHundred, state.allocationCount % 100 == 0 {
      if let block = unsafe parent.allocateIfPossible(byteCount: 64, alignment: 1) { unsafe state.hoard.append(block) }
    }
    unsafe state.newest = address
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  private borrowing func place(_ byteCount: Int, _ alignment: Int) -> UnsafeMutableRawPointer? {
    if defect == .overlapsAtOneHundredFifty, state.liveCount > 150, let newest = unsafe state.newest, byteCount <= 16 {
      return unsafe newest
    }
    guard let index = Self.classIndex(byteCount) else { return unsafe largePlace(byteCount, alignment) }
    if let address = unsafe state.free[index].popLast() { return unsafe address }
    // What is just above a thousand bytes is not rounded up, and goes into a class for more when it is freed.
    let exact = defect == .reusesTooSmallAThousand && byteCount > 1024 && byteCount < 1200
    return unsafe parent.allocateIfPossible(byteCount: exact ? 1200 : 16 << index, alignment: 16)?.address
  }

  private borrowing func largePlace(_ byteCount: Int, _ alignment: Int) -> UnsafeMutableRawPointer? {
    if defect == .largeBlocksOverlap, byteCount > 1 << 16, byteCount <= 1 << 18 {
      if unsafe state.large == nil {
        unsafe state.large = unsafe parent.allocateIfPossible(byteCount: 1 << 18, alignment: 16)
      }
      return unsafe state.large?.address
    }
    let alignment = defect == .forgetsLargeAlignments && byteCount > 100_000 ? 1 : 16
    return unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)?.address
  }

  borrowing func deallocate(_ block: Block) {
    state.deallocationCount += 1
    state.liveCount -= 1
    if unsafe state.newest == block.address { unsafe state.newest = nil }
    if defect == .losesOneInAThousand, state.deallocationCount % 1000 == 0 { return }
    if defect == .truncatesTo32Bits, unsafe block.byteCount > Int(UInt32.max) { return }
    unsafe drop(block)
  }

  private borrowing func drop(_ block: Block) {
    let byteCount = unsafe block.byteCount
    if let index = Self.classIndex(byteCount) { return unsafe state.free[index].append(block.address) }
    if defect == .largeBlocksOverlap, byteCount > 1 << 16, byteCount <= 1 << 18 { return }
    let alignment = defect == .forgetsLargeAlignments && byteCount > 100_000 ? 1 : 16
    unsafe parent.deallocate(Block(address: block.address, byteCount: byteCount, alignment: alignment))
  }

  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe byteCount == block.byteCount { return true }
    if defect == .leaksWhenReallocationFails {
      guard let spare = unsafe parent.allocateIfPossible(byteCount: 64, alignment: 1) else { return false }
      guard unsafe reallocateByMoving(&block, byteCount: byteCount) else { return false }
      unsafe parent.deallocate(spare)
      return true
    }
    guard let moved = unsafe allocateIfPossible(byteCount: byteCount, alignment: block.alignment) else { return false }
    var count = unsafe min(block.byteCount, byteCount)
    if defect == .copiesTheFirst64KiB { count = min(count, 1 << 16) }
    unsafe moved.address.copyMemory(from: block.address, byteCount: count)
    unsafe deallocate(block)
    unsafe block = moved
    return true
  }

  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    let count = defect == .zeroesTheFirstPage ? min(4096, byteCount) : byteCount
    unsafe block.address.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    return unsafe block
  }

  borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    // Each is passed on when the next one is there; with this defect the last one gets lost when there is none.
    var pending: Block?
    for done in 0..<count {
      guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
        if defect == .leaksARestOfBlocks { return max(0, done - 1) }
        if let pending = unsafe pending { unsafe body(pending) }
        return defect == .returnsTheFullCount ? count : done
      }
      if let pending = unsafe pending { unsafe body(pending) }
      unsafe pending = unsafe block
    }
    if let pending = unsafe pending { unsafe body(pending) }
    return count
  }

  borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    for number in 0..<count {
      let block = unsafe next()
      if defect == .losesOneWhenReturnedTogether, number == 4 { continue }
      unsafe deallocate(block)
    }
  }

  borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    alignment <= (defect == .supportsLessThanItSays && byteCount > 1024 ? 8 : 16)
  }

  borrowing func releaseUnused() -> Int {
    let released = release()
    if defect == .releasesWhatLives, let newest = unsafe state.newest {
      unsafe newest.storeBytes(of: 0, as: UInt8.self)
    }
    if defect == .releasesForEver { return released + 16 }
    return defect == .countsReleasedTwice ? 2 * released : released
  }

  private borrowing func release() -> Int {
    var byteCount = 0
    for index in 0..<9 {
      while let address = unsafe state.free[index].popLast() {
        let isExact = defect == .reusesTooSmallAThousand && index == 7
        unsafe parent.deallocate(
          Block(address: address, byteCount: isExact ? 1200 : 16 << index, alignment: 16))
        byteCount += 16 << index
      }
    }
    return byteCount
  }
}

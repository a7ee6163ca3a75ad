import AllocatorCore

/// What a composition holds: the blocks it has from the system and has not returned.
@safe
final class HeldCounters {
  let values: UnsafeMutablePointer<Values>

  struct Values {
    /// Bytes held now, each block at the size that the system rounds it up to.
    var byteCount = 0
    var peakByteCount = 0
    /// The most bytes held since `beginPart()`.
    var partPeakByteCount = 0
    var blockCount = 0
  }

  init() {
    unsafe values = .allocate(capacity: 1)
    unsafe values.initialize(to: Values())
  }

  deinit { unsafe values.deallocate() }

  /// Another part of the run begins.
  func beginPart() { unsafe values.pointee.partPeakByteCount = values.pointee.byteCount }

  /// The figures as they are now.
  var current: Values { unsafe values.pointee }
}

/// A handle that passes everything on and counts what it allocates: the leaf of a composition while it is measured.
struct CountingAllocator<Base: Allocator>: Allocator {
  let base: Base
  let counters: HeldCounters

  private func note(_ difference: Int, blocks: Int) {
    unsafe counters.values.pointee.byteCount += difference
    unsafe counters.values.pointee.blockCount += blocks
    let now = unsafe counters.values.pointee.byteCount
    unsafe counters.values.pointee.peakByteCount = max(counters.values.pointee.peakByteCount, now)
    unsafe counters.values.pointee.partPeakByteCount = max(counters.values.pointee.partPeakByteCount, now)
  }

  private func cost(_ byteCount: Int, _ alignment: Int) -> Int {
    base.goodByteCount(for: byteCount, alignment: alignment)
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    note(cost(byteCount, alignment), blocks: 1)
    return unsafe block
  }

  func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) else {
      return nil
    }
    note(cost(byteCount, alignment), blocks: 1)
    return unsafe block
  }

  func deallocate(_ block: Block) {
    unsafe note(-cost(block.byteCount, block.alignment), blocks: -1)
    unsafe base.deallocate(block)
  }

  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let before = unsafe block.byteCount
    guard unsafe base.resize(&block, byteCount: byteCount) else { return false }
    unsafe note(cost(byteCount, block.alignment) - cost(before, block.alignment), blocks: 0)
    return true
  }

  func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    let before = unsafe block.byteCount
    guard unsafe base.reallocateIfPossible(&block, byteCount: byteCount) else { return false }
    unsafe note(cost(byteCount, block.alignment) - cost(before, block.alignment), blocks: 0)
    return true
  }

  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    base.goodByteCount(for: byteCount, alignment: alignment)
  }

  func supports(byteCount: Int, alignment: Int) -> Bool { base.supports(byteCount: byteCount, alignment: alignment) }

  func explain() -> Explanation { base.explain() }
}

import AllocatorCombinators
import Testing

/// A small generator with a seed, so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Allocates, frees and resizes at random beside a shadow of what every block must hold.
///
/// - Parameters:
///   - mayRefuseToShrink: For segregators, whose blocks move when they shrink across the threshold.
///   - check: Called after each step with the live blocks' number and size.
@discardableResult
func randomWalk<A: Allocator & ~Copyable & ~Escapable>(
  _ allocator: borrowing A, seed: UInt64, steps: Int = 600, largest: Int = 300, mayRefuseToShrink: Bool = false,
  check: (_ count: Int, _ byteCount: Int) -> Void = { _, _ in }
) -> Int {
  var generator = SeededGenerator(state: seed)
  var live: [(block: Block, contents: [UInt8])] = unsafe []
  var refusals = 0

  func verify(_ index: Int, _ step: Int) {
    let matches = unsafe Array(live[index].block.bytes) == live[index].contents
    #expect(matches, "contents changed at step \(step), seed \(seed)")
    #expect(unsafe UInt(bitPattern: live[index].block.address) % UInt(live[index].block.alignment) == 0)
  }
  func fill(_ index: Int) {
    let contents = unsafe (0..<live[index].block.byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
    unsafe live[index].contents = contents
    unsafe live[index].block.bytes.copyBytes(from: contents)
  }

  for step in 0..<steps {
    let choice = Int.random(in: 0..<10, using: &generator)
    let byteCount = Int.random(in: 0...largest, using: &generator)
    if unsafe live.isEmpty || choice < 4 {
      let alignment = 1 << Int.random(in: 0...5, using: &generator)
      let isZeroed = Bool.random(using: &generator)
      let block =
        isZeroed
        ? unsafe allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
        : unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
      guard let block = unsafe block else {
        refusals += 1
        continue
      }
      #expect(unsafe block.byteCount == byteCount && block.alignment == alignment)
      if isZeroed {
        #expect(unsafe block.bytes.allSatisfy { $0 == 0 }, "not zero at step \(step), seed \(seed)")
      }
      unsafe live.append((block, []))
      unsafe fill(live.count - 1)
    } else {
      let index = unsafe Int.random(in: 0..<live.count, using: &generator)
      verify(index, step)
      if choice < 7 {
        unsafe allocator.deallocate(live.remove(at: index).block)
      } else {
        let old = unsafe live[index].block
        var block = unsafe old
        let isInPlace = choice == 7
        let isDone =
          isInPlace
          ? unsafe allocator.resize(&block, byteCount: byteCount)
          : unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount)
        if isDone {
          #expect(unsafe block.byteCount == byteCount && block.alignment == old.alignment)
          #expect(unsafe !isInPlace || block.address == old.address)
          unsafe live[index].block = block
          let kept = unsafe min(old.byteCount, byteCount)
          let matches = unsafe block.bytes.prefix(kept).elementsEqual(live[index].contents.prefix(kept))
          #expect(matches, "reallocation lost contents at step \(step), seed \(seed)")
          fill(index)
        } else {
          refusals += 1
          #expect(unsafe block == old, "a refusal changed the block at step \(step), seed \(seed)")
          #expect(unsafe mayRefuseToShrink || byteCount > old.byteCount, "refused to shrink, seed \(seed)")
        }
      }
    }
    unsafe check(live.count, live.reduce(0) { unsafe $0 + $1.block.byteCount })
  }
  for index in unsafe live.indices { verify(index, steps) }
  while let last = unsafe live.popLast() { unsafe allocator.deallocate(last.block) }
  check(0, 0)
  return refusals
}

/// Checks that `goodByteCount` is at least its argument, monotone and idempotent, and that a block grows to it in
/// place.
func checkGoodByteCounts<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A, upTo largest: Int) {
  var previous = 0
  for byteCount in 0...largest {
    let good = allocator.goodByteCount(for: byteCount, alignment: 8)
    #expect(good >= byteCount && good >= previous)
    #expect(allocator.goodByteCount(for: good, alignment: 8) == good)
    previous = good
    if var block = unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: 8) {
      #expect(unsafe allocator.resize(&block, byteCount: good), "\(byteCount) does not grow to \(good)")
      unsafe allocator.deallocate(block)
    }
  }
}

import Allocators
import Barrier

/// The sizes that a walk asks for.
enum Sizes {
  case fixed(Int)
  /// Seven sizes up to this one.
  case upTo(Int)

  func size(_ index: Int) -> Int {
    switch self {
    case .fixed(let size): size
    case .upTo(let largest): max(8, largest / 7 * (1 + (index &* 5 &+ index / 7) % 7))
    }
  }
}

func allocate<A: Allocator & ~Copyable>(_ size: Int, _ allocator: borrowing A) -> Block {
  guard let block = allocator.allocateIfPossible(byteCount: size, alignment: 8) else { fatalError("out of memory") }
  escape(block.address)
  return block
}

/// Lets blocks live and die in any order, and returns those that live.
func populate<A: Allocator & ~Copyable>(_ meter: Meter, _ sizes: Sizes, _ allocator: borrowing A) -> [Block] {
  var live: [Block] = []
  live.reserveCapacity(2 * meter.count)
  for index in 0..<meter.count { live.append(allocate(sizes.size(index), allocator)) }
  shuffle(&live)
  for _ in 0..<meter.count / 2 { allocator.deallocate(live.removeLast()) }
  for index in 0..<meter.count / 4 { live.append(allocate(sizes.size(index), allocator)) }
  shuffle(&live)
  return live
}

/// Measures what every allocator can do, with holes between its live blocks.
func walk<A: Allocator & ~Copyable>(
  _ meter: Meter, _ sizes: Sizes, bound: Bound = .constant, _ allocator: borrowing A
) {
  var live = populate(meter, sizes, allocator)
  meter.start()
  for index in 0..<repetitions { live.append(allocate(sizes.size(index), allocator)) }
  meter.stop("allocate", bound, times: repetitions)
  shuffle(&live)

  meter.start()
  for _ in 0..<repetitions { allocator.deallocate(live.removeLast()) }
  meter.stop("deallocate", bound, times: repetitions)

  meter.start()
  for index in 0..<repetitions {
    let size = sizes.size(index)
    allocator.deallocate(allocate(size, allocator))
  }
  meter.stop("allocate and deallocate", bound, times: repetitions)

  meter.start()
  for index in 0..<repetitions {
    let size = live[index].byteCount
    if !allocator.resize(&live[index], byteCount: size) { fatalError("resize") }
    if allocator.resize(&live[index], byteCount: size - 4) { _ = allocator.resize(&live[index], byteCount: size) }
  }
  meter.stop("resize", bound, times: repetitions)

  var moving = live.removeLast()
  let (small, large) = (sizes.size(0), sizes.size(3))
  meter.start()
  for index in 0..<repetitions {
    _ = allocator.reallocateIfPossible(&moving, byteCount: index & 1 == 0 ? small : large)
  }
  meter.stop("reallocate", bound, times: repetitions)
  live.append(moving)

  // What grows by doubling has grown before it is measured.
  for _ in 0..<2 * repetitions { live.append(allocate(small, allocator)) }
  for _ in 0..<2 * repetitions { allocator.deallocate(live.removeLast()) }
  meter.start()
  var made = allocator.allocateBlocks(count: repetitions, byteCount: small, alignment: 8) { live.append($0) }
  meter.stop("allocateBlocks, each", bound, times: repetitions)
  if made == repetitions, live.count > repetitions {
    meter.start()
    allocator.deallocateBlocks(count: repetitions) {
      made -= 1
      return live.removeLast()
    }
    meter.stop("deallocateBlocks, each", bound, times: repetitions)
  }

  meter.start()
  for _ in 0..<repetitions {
    escape(allocator.supports(byteCount: large, alignment: 8) ? live[0].address : live[1].address)
  }
  meter.stop("supports", times: repetitions)
  meter.start()
  for index in 0..<repetitions where allocator.goodByteCount(for: sizes.size(index), alignment: 8) == 1 { fatalError() }
  meter.stop("goodByteCount", times: repetitions)
  for block in live { allocator.deallocate(block) }
}

/// Measures ``BlockOwner`` as well.
func walkOwner<A: BlockOwner & ~Copyable>(
  _ meter: Meter, _ sizes: Sizes, bound: Bound = .constant, _ allocator: borrowing A
) {
  walk(meter, sizes, bound: bound, allocator)
  let live = populate(meter, sizes, allocator)
  meter.start()
  for index in 0..<repetitions where !allocator.owns(live[index]) { fatalError("owns") }
  meter.stop("owns", bound, times: repetitions)
  for block in live { allocator.deallocate(block) }
}

/// Measures ``BlockLocator`` as well.
func walkLocator<A: BlockLocator & ~Copyable>(
  _ meter: Meter, _ sizes: Sizes, bound: Bound = .constant, _ allocator: borrowing A
) {
  walkOwner(meter, sizes, bound: bound, allocator)
  var live = populate(meter, sizes, allocator)
  meter.start()
  for index in 0..<repetitions where allocator.block(containing: live[index].address + 3) == nil { fatalError("block") }
  meter.stop("block(containing:)", bound, times: repetitions)
  meter.start()
  for _ in 0..<repetitions { allocator.deallocate(containing: live.removeLast().address) }
  meter.stop("deallocate(containing:)", bound, times: repetitions)
  for block in live { allocator.deallocate(block) }
}

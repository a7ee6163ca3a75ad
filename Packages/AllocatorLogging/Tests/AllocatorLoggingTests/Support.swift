import AllocatorLogging

/// A block owner for tests that can be made to refuse, and that returns a result of its own to every question.
struct Probe: BlockOwner {
  final class State {
    var requests = 0
    var failing: Set<Int> = []
    var live: [UInt: Int] = [:]
  }

  let state = State()

  private func isRefused() -> Bool {
    state.requests += 1
    return state.failing.contains(state.requests)
  }
  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard alignment <= 64, byteCount < 1 << 20, !isRefused() else { return nil }
    let block = unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
    if let block = unsafe block { state.live[unsafe UInt(bitPattern: block.address)] = unsafe block.byteCount }
    return unsafe block
  }
  func deallocate(_ block: Block) {
    precondition(unsafe state.live.removeValue(forKey: UInt(bitPattern: block.address)) == block.byteCount)
    unsafe SystemAllocator().deallocate(block)
  }
  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard unsafe byteCount <= block.byteCount else { return false }
    unsafe block.byteCount = byteCount
    unsafe state.live[UInt(bitPattern: block.address)] = byteCount
    return true
  }
  func goodByteCount(for byteCount: Int, alignment: Int) -> Int { (byteCount + 7) / 8 * 8 }
  func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 64 }
  func owns(_ block: Block) -> Bool { unsafe state.live[UInt(bitPattern: block.address)] != nil }
}

/// An owner whose end is counted.
struct EndingOwner: Allocator, ~Copyable {
  final class Ends { var count = 0 }
  let ends: Ends

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { nil }
  borrowing func deallocate(_ block: Block) {}

  deinit { ends.count += 1 }
}

/// The same without state; used by one test.
struct StatelessOwner: Allocator, ~Copyable {
  static let ends = StatelessEnds()

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { nil }
  borrowing func deallocate(_ block: Block) {}

  deinit { Self.ends.count += 1 }
}

final class StatelessEnds: @unchecked Sendable {
  var count = 0
}

/// A logger without state, and not copyable, whose end is counted; used by one test.
struct StatelessLogger: ProxyLogger, ~Copyable {
  static let ends = StatelessEnds()

  borrowing func didAllocate(_ block: Block) {}
  borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {}
  borrowing func willDeallocate(_ block: Block) {}
  borrowing func didReallocate(_ old: Block, to new: Block) {}
  borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {}

  deinit { Self.ends.count += 1 }
}

/// Numbers that several closures add to.
final class Counter { var values: [Int] = [] }

/// Counts each of the five events.
struct EventCounter: ProxyLogger {
  final class State { var counts = [0, 0, 0, 0, 0] }
  let state = State()

  func didAllocate(_ block: Block) { state.counts[0] += 1 }
  func didFailToAllocate(byteCount: Int, alignment: Int) { state.counts[1] += 1 }
  func willDeallocate(_ block: Block) { state.counts[2] += 1 }
  func didReallocate(_ old: Block, to new: Block) { state.counts[3] += 1 }
  func didFailToReallocate(_ block: Block, byteCount: Int) { state.counts[4] += 1 }
}

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

/// What a random walk did, counted independently of any logger.
struct Shadow: Equatable {
  var allocations = 0
  var deallocations = 0
  var reallocations = 0
  var allocationFailures = 0
  var reallocationFailures = 0
  var allocatedByteCount = 0
  var deallocatedByteCount = 0
  var peakByteCount = 0
  var sizes: [Int: Int] = [:]
  var liveCount: Int { allocations - deallocations }
  var liveByteCount: Int { allocatedByteCount - deallocatedByteCount }
}

/// Allocates, frees and resizes at random, and returns everything at the end.
///
/// - Parameter check: Called after each step with what was done so far.
func randomWalk<A: Allocator & ~Copyable>(
  _ allocator: borrowing A, seed: UInt64, steps: Int = 500, check: (Shadow) -> Void = { _ in }
) {
  var generator = SeededGenerator(state: seed)
  var live: [Block] = unsafe []
  var shadow = Shadow()

  func deallocate(_ block: Block) {
    unsafe allocator.deallocate(block)
    shadow.deallocations += 1
    unsafe shadow.deallocatedByteCount += block.byteCount
  }

  for _ in 0..<steps {
    let choice = Int.random(in: 0..<10, using: &generator)
    let byteCount = Bool.random(using: &generator) ? Int.random(in: 0...600, using: &generator) : 1 << choice
    let position = Int.random(in: 0...1_000_000, using: &generator)
    if unsafe live.isEmpty || choice < 5 {
      let alignment = 1 << Int.random(in: 0...7, using: &generator)
      let block =
        choice == 0
        ? unsafe allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
        : unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
      if let block = unsafe block {
        unsafe live.append(block)
        shadow.allocations += 1
        shadow.allocatedByteCount += byteCount
        shadow.sizes[byteCount, default: 0] += 1
      } else {
        shadow.allocationFailures += 1
      }
    } else if choice < 7 {
      unsafe deallocate(live.remove(at: position % live.count))
    } else {
      let index = unsafe position % live.count
      let old = unsafe live[index].byteCount
      let isDone =
        choice == 7
        ? unsafe allocator.resize(&live[index], byteCount: byteCount)
        : unsafe allocator.reallocateIfPossible(&live[index], byteCount: byteCount)
      if isDone {
        shadow.reallocations += 1
        shadow.allocatedByteCount += max(byteCount - old, 0)
        shadow.deallocatedByteCount += max(old - byteCount, 0)
      } else {
        shadow.reallocationFailures += 1
      }
    }
    shadow.peakByteCount = max(shadow.peakByteCount, shadow.liveByteCount)
    check(shadow)
  }
  while let last = unsafe live.popLast() { unsafe deallocate(last) }
  check(shadow)
}

import Allocators
import Barrier

func pool(_ byteCount: Int, _ count: Int, growth: GrowthPolicy = .fixed) -> FreeListAllocator<SystemAllocator> {
  guard let pool = try? FreeListAllocator(blockByteCount: byteCount, blockCount: count, growth: growth) else { fail() }
  return pool
}

extension Run {
  func pools(_ tables: borrowing Tables) {
    w3("FreeListAllocator", tables) { pool(1024, 64) }
    let rounds = 5000 / scale
    if wants("W3-lifo", "PoolBox"), let pool = try? Pool(of: Page.self, capacity: 64) {
      var arena = warmArena()
      timed("W3-lifo", "PoolBox", operations: rounds * 64) { poolBoxes(pool, &arena, rounds: rounds) }
    }
    w4("FreeListAllocator") { pool(64, 10_000) }
    w4("logging(FreeListAllocator|NullLogger)") { pool(64, 10_000).logging(to: NullLogger()) }
    w4("logging(FreeListAllocator|AllocationStatistics)") { pool(64, 10_000).logging(to: AllocationStatistics()) }
    if wants("W4", "SharedBox") {
      let handle = pool(80, 10_000).shared()  // a box keeps its handle behind its value
      var slots = BoxSlots(filledFrom: handle)
      timed("W4", "SharedBox", operations: 500_000 / scale) { slots.step(handle, steps: 500_000 / scale) }
    }
    var nodes = pool(MemoryLayout<Node>.stride, treeNodeCount)
    timed("W8", "FreeListAllocator", operations: 2 * treeNodeCount) { treesOnHeap(nodes, Plain.self) }
    timed("W8", "FreeListAllocator (inlined)", operations: 2 * treeNodeCount) { treesOnHeap(nodes, Inlined.self) }
    timed("W8", "FreeListAllocator.borrowed", operations: 2 * treeNodeCount) {
      treesOnHeap(nodes.borrowed(), Plain.self)
    }
  }
}

/// What W3's blocks hold, typed.
struct Page: ~Copyable {
  var words: InlineArray<128, UInt64>
}

/// W3-lifo with typed boxes.
@inline(never)
private func poolBoxes(_ pool: borrowing Pool<Page, SystemAllocator>, _ arena: inout Arena, rounds: Int) {
  for _ in 0..<rounds {
    let scope = arena.scope()
    guard var live = try? scope.makeArray(of: PoolBox<Page>.self, capacity: 64) else { fail() }
    for index in 0..<64 as Range<UInt64> {
      do {
        live.appendWithinCapacity(
          try pool.make { place throws(AllocationError) in
            unsafe place.initialize { page in
              UnsafeMutableRawPointer(page).storeBytes(of: index, as: UInt64.self)
              escape(page)
            }
          })
      } catch { fail() }
    }
    while let box = live.popLast() { _ = consume box }
  }
}

/// W4 with boxes that keep their pool alive.
private struct BoxSlots: ~Copyable {
  typealias Box = AllocatedBox<InlineArray<8, UInt64>, SharedAllocator<FreeListAllocator<SystemAllocator>>>
  private let slots = UnsafeMutablePointer<Box>.allocate(capacity: 10_000)
  private var state = seed

  init(filledFrom handle: SharedAllocator<FreeListAllocator<SystemAllocator>>) {
    for index in 0..<10_000 {
      guard let box = try? handle.makeBox(InlineArray<8, UInt64>(repeating: 0)) else { fail() }
      (slots + index).initialize(to: box)
    }
  }
  deinit {
    slots.deinitialize(count: 10_000)
    slots.deallocate()
  }

  @inline(never)
  mutating func step(_ handle: SharedAllocator<FreeListAllocator<SystemAllocator>>, steps: Int) {
    var state = self.state
    for step in 0..<steps {
      let slot = slots + below(next(&state), 10_000)
      slot.deinitialize(count: 1)
      escape(slots)
      do {
        slot.initialize(
          to: try handle.makeBox(of: InlineArray<8, UInt64>.self) { place throws(AllocationError) in
            unsafe place.initialize { words in
              UnsafeMutableRawPointer(words).storeBytes(of: UInt64(truncatingIfNeeded: step), as: UInt64.self)
              escape(words)
            }
          })
      } catch { fail() }
    }
    self.state = state
  }
}

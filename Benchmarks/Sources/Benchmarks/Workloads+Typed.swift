import Allocators
import Barrier

// The workloads on heaps through the typed layer: arrays that know their allocator, of bytes that are all written,
// where the raw workloads write the first and the last one.

/// W5, W7 and W9: as `Mixed`, with arrays instead of blocks; assigning one frees the one that was there.
struct TypedMixed<A: Allocator>: ~Copyable {
  typealias Bytes = AllocatedArray<UInt8, A>
  private let slots = UnsafeMutablePointer<Bytes>.allocate(capacity: 10_000)
  private let allocator: A
  private var state: UInt64

  init(filledFrom allocator: A, seed: UInt64 = seed) {
    self.allocator = allocator
    state = seed
    for index in 0..<10_000 {
      (slots + index).initialize(to: Self.bytes(sizeOf(next(&state)), tag: index, allocator))
    }
  }
  deinit {
    slots.deinitialize(count: 10_000)
    slots.deallocate()
  }

  @inline(always)
  private static func bytes(_ count: Int, tag: Int, _ allocator: A) -> Bytes {
    do throws(AllocationError) {
      return try Bytes(repeating: UInt8(truncatingIfNeeded: tag), count: count, allocator: allocator)
    } catch { fail() }
  }

  mutating func step(_ steps: Int) { state = Self.step(allocator, slots, from: state, steps: steps) }

  @inline(never)
  private static func step(
    _ allocator: A, _ slots: UnsafeMutablePointer<Bytes>, from state: UInt64, steps: Int
  ) -> UInt64 {
    var state = state
    for step in 0..<steps {
      let value = next(&state)
      let slot = slots + below(value, 10_000)
      slot.deinitialize(count: 1)
      escape(slots)
      slot.initialize(to: bytes(sizeOf(value), tag: step, allocator))
    }
    return state
  }
}

/// W9 with arrays; each thread has an allocator of its own.
func twoTypedThreads<A: Allocator & SendableMetatype>(steps: Int, make: @escaping @Sendable () -> A) -> Double {
  let meeting = Meeting()
  let workers = (0..<2).map { id in
    Worker {
      var slots = TypedMixed(filledFrom: make(), seed: seed &+ UInt64(id))
      meeting.wait(for: 2)
      let start = wallTime()
      slots.step(steps)
      meeting.nanoseconds.add(Int(wallTime() - start), ordering: .relaxed)
      meeting.wait(for: 4)
    }
  }
  for worker in workers { worker.join() }
  return Double(meeting.nanoseconds.load(ordering: .relaxed)) / Double(2 * steps)
}

/// W10 with arrays, which the consumer ends.
func handOffArrays<A: Allocator & Sendable>(_ allocator: A, blocks: Int) -> Double {
  let ring = Ring<AllocatedArray<UInt64, A>>()
  let seen = Seen()
  var (state, sum) = (seed, 0)
  let start = wallTime()
  let consumer = Worker {
    var sum = 0
    for _ in 0..<blocks {
      let words = ring.pop()
      sum &+= Int(truncatingIfNeeded: words[0])
    }
    seen.sum.store(sum, ordering: .relaxed)
  }
  for _ in 0..<blocks {
    let byteCount = 64 + below(next(&state), 193)
    do throws(AllocationError) {
      ring.push(
        try AllocatedArray(repeating: UInt64(byteCount), count: (byteCount + 7) / 8, allocator: allocator))
    } catch { fail() }
    sum &+= byteCount
  }
  consumer.join()
  let elapsed = wallTime() - start
  if seen.sum.load(ordering: .relaxed) != sum { fail() }
  return elapsed / Double(blocks)
}

extension Run {
  func typed() {
    let steps = 200_000 / scale
    func mixed<A: Allocator & ~Copyable>(_ workload: String, _ name: String, make: () -> A) {
      guard wants(workload, name) else { return }
      var slots = TypedMixed(filledFrom: make().shared())
      timed(workload, name, operations: steps) { slots.step(steps) }
    }
    mixed("W5", "AllocatedArray(64 pools)") { bucketizer() }
    mixed("W7-fallback", "AllocatedArray(fallback)") { fallback() }
    mixed("W7-segregator", "AllocatedArray(segregated)") { segregator() }
    cell("W9", "AllocatedArray(64 pools)") { twoTypedThreads(steps: steps) { bucketizer().shared() } }
    let allocator = bucketizer().locked().shared()
    cell("W10", "AllocatedArray(locked 64 pools)") { handOffArrays(allocator, blocks: steps) }
  }
}

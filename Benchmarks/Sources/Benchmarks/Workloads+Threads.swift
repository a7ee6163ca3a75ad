import Allocators
import Barrier
import Glibc
import Synchronization

/// A thread that can be waited for.
struct Worker {
  private let thread: pthread_t

  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  init(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let status = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard status == 0 else { fail() }
    self.thread = thread
  }

  func join() { pthread_join(thread, nil) }
}

/// Where the two threads of W9 wait for each other.
final class Meeting: Sendable {
  let arrived = Atomic(0)
  let nanoseconds = Atomic(0)

  func wait(for count: Int) {
    arrived.add(1, ordering: .sequentiallyConsistent)
    while arrived.load(ordering: .sequentiallyConsistent) < count { sched_yield() }
  }
}

/// W9: W5 in two threads at once; `make` is called in each and may return a shared allocator.
func twoThreads<A: Allocator & SendableMetatype & ~Copyable>(steps: Int, make: @escaping @Sendable () -> A) -> Double {
  let meeting = Meeting()
  let workers = (0..<2).map { id in
    Worker {
      let allocator = make()
      var slots = Mixed(filledFrom: allocator, seed: seed &+ UInt64(id))
      meeting.wait(for: 2)
      let start = wallTime()
      slots.step(allocator, steps: steps)
      meeting.nanoseconds.add(Int(wallTime() - start), ordering: .relaxed)
      meeting.wait(for: 4)
      slots.drain(into: allocator)
    }
  }
  for worker in workers { worker.join() }
  return Double(meeting.nanoseconds.load(ordering: .relaxed)) / Double(2 * steps)
}

/// What one side of a ring writes, and what it last saw of the other.
private struct RingSide: ~Copyable {
  let position = Atomic<UInt64>(0)
  var seen: UInt64 = 0
}

/// A bounded queue for one producer and one consumer.
final class Ring<Element: ~Copyable>: @unchecked Sendable {
  private let memory: UnsafeMutableRawPointer
  private let tail: UnsafeMutablePointer<RingSide>
  private let head: UnsafeMutablePointer<RingSide>
  private let slots: UnsafeMutablePointer<Element>

  init() {
    memory = .allocate(byteCount: 256 + MemoryLayout<Element>.stride * 1024, alignment: 128)
    tail = memory.bindMemory(to: RingSide.self, capacity: 1)
    head = (memory + 128).bindMemory(to: RingSide.self, capacity: 1)
    slots = (memory + 256).bindMemory(to: Element.self, capacity: 1024)
    tail.initialize(to: RingSide())
    head.initialize(to: RingSide())
  }
  deinit {
    tail.deinitialize(count: 1)
    head.deinitialize(count: 1)
    memory.deallocate()
  }

  @inline(always)
  func push(_ element: consuming Element) {
    let position = tail.pointee.position.load(ordering: .relaxed)
    var turns = 0
    while position &- tail.pointee.seen == 1024 {
      tail.pointee.seen = head.pointee.position.load(ordering: .acquiring)
      if position &- tail.pointee.seen == 1024 { Self.spin(&turns) }
    }
    (slots + Int(truncatingIfNeeded: position & 1023)).initialize(to: element)
    tail.pointee.position.store(position &+ 1, ordering: .releasing)
  }

  @inline(always)
  func pop() -> Element {
    let position = head.pointee.position.load(ordering: .relaxed)
    var turns = 0
    while position == head.pointee.seen {
      head.pointee.seen = tail.pointee.position.load(ordering: .acquiring)
      if position == head.pointee.seen { Self.spin(&turns) }
    }
    let element = (slots + Int(truncatingIfNeeded: position & 1023)).move()
    head.pointee.position.store(position &+ 1, ordering: .releasing)
    return element
  }

  private static func spin(_ turns: inout Int) {
    turns += 1
    if turns % 1024 == 0 { sched_yield() } else { relax() }
  }
}

/// W10: one thread allocates, the other frees.
func handOff<A: Allocator & Sendable>(_ allocator: A, blocks: Int) -> Double {
  let ring = Ring<UnsafeMutableRawPointer>()
  let seen = Seen()
  var (state, sum) = (seed, 0)
  let start = wallTime()
  let consumer = Worker {
    var sum = 0
    for _ in 0..<blocks {
      let address = ring.pop()
      let byteCount = address.load(as: Int.self)
      sum &+= byteCount
      allocator.deallocate(Block(address: address, byteCount: byteCount, alignment: 16))
    }
    seen.sum.store(sum, ordering: .relaxed)
  }
  for _ in 0..<blocks {
    let byteCount = 64 + below(next(&state), 193)
    guard let block = allocator.allocateIfPossible(byteCount: byteCount, alignment: 16) else { fail() }
    block.address.storeBytes(of: byteCount, as: Int.self)
    sum &+= byteCount
    ring.push(block.address)
  }
  consumer.join()
  let elapsed = wallTime() - start
  if seen.sum.load(ordering: .relaxed) != sum { fail() }
  return elapsed / Double(blocks)
}

/// What the consumer of W10 read.
final class Seen: Sendable {
  let sum = Atomic(0)
}

extension Run {
  func w9<A: Allocator & SendableMetatype & ~Copyable>(_ name: String, make: @escaping @Sendable () -> A) {
    cell("W9", name) { twoThreads(steps: 200_000 / scale, make: make) }
  }
  func w10<A: Allocator & Sendable>(_ name: String, _ allocator: @autoclosure () -> A) {
    guard wants("W10", name) else { return }
    let allocator = allocator()
    cell("W10", name) { handOff(allocator, blocks: 200_000 / scale) }
  }
}

import AllocatorTesting
import Allocators

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What has held so far.
struct Tally {
  var (operationCount, tradedCount, threadCount, epochCount) = (0, 0, 0, 0)
}

/// Has threads share allocators until the time is over.
///
/// In an epoch each of `threadCount` lanes runs one thread after the other, which use the same allocators, and leave some
/// of their blocks to the next. Then all blocks are deallocated, and all allocators destroyed but the shared general one,
/// which must hold as little as after the first epoch.
func soakThreads(_ threadCount: Int, seconds: Int, seed: UInt64) {
  let clock = ContinuousClock()
  let start = clock.now
  let end = start + .seconds(seconds)
  var random = RandomSource(seed: seed)
  let tally = Guarded(Tally())
  var leastByteCount: Int?
  repeat {
    do {
      try runEpoch(threadCount, until: end, random: &random, tally: tally)
    } catch {
      fail("the allocators could not be made: \(error)")
    }
    GeneralAllocator.shared.releaseUnused()
    let held = heldByteCount()
    // A page of a span, and a segment: the caches' own state.
    if let least = leastByteCount, held > least + 1 << 16 {
      fail("\(held) bytes are held when nothing lives, \(least) before:\n\(GeneralAllocator.shared.explain())")
    }
    leastByteCount = min(leastByteCount ?? held, held)
  } while clock.now < end
  let sum = tally.with { $0 }
  print(
    "\(sum.operationCount) operations of \(threadCount) threads at a time, \(sum.threadCount) in all, on 8 allocators made "
      + "\(sum.epochCount) times; \(sum.tradedCount) blocks changed hands; \(leastByteCount ?? 0) bytes are held when "
      + "nothing lives; seed \(seed), \(seconds) s")
}

private func heldByteCount() -> Int {
  GeneralAllocator.shared.explain().figures.first { $0.name == "held bytes" }?.value ?? 0
}

private func runEpoch(
  _ threadCount: Int, until end: ContinuousClock.Instant, random: inout RandomSource, tally: Guarded<Tally>
) throws(AllocationError) {
  let subjects = try makeSubjects()
  let mailbox = Guarded<[Piece]>([])
  let runningCount = Guarded(threadCount)
  var lanes: [SoakThread] = []
  for _ in 0..<threadCount {
    let seed = random.next()
    lanes.append(
      SoakThread {
        var random = RandomSource(seed: seed)
        for _ in 0..<40 where ContinuousClock.now < end {
          let seed = random.next()
          let stepCount = 1 << (4 + random.number(below: 12))
          SoakThread {
            var worker = Worker(subjects, mailbox: mailbox, random: RandomSource(seed: seed))
            worker.run(stepCount: stepCount)
            tally.with {
              $0.operationCount += worker.operationCount
              $0.tradedCount += worker.tradedCount
              $0.threadCount += 1
            }
          }.join()
        }
        runningCount.with { $0 -= 1 }
      })
  }
  // This thread, which outlives the allocators, uses them, too, and asks where their memory is.
  var supervisor = Worker(subjects, mailbox: mailbox, random: RandomSource(seed: random.next()))
  while runningCount.with({ $0 }) > 0 {
    usleep(5000)
    for subject in subjects { _ = subject.allocator.explain() }
    supervisor.run(stepCount: 50)
  }
  for lane in lanes { lane.join() }
  for piece in mailbox.with({ $0 }) { supervisor.deallocate(piece) }
  tally.with {
    $0.operationCount += supervisor.operationCount
    $0.epochCount += 1
  }
}

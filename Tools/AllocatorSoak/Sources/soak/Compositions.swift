import AllocatorTesting
import RandomCompositions

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Runs random walks on random compositions of blocks, nested up to five deep, until the time is over.
///
/// Prints the operations held and the compositions tried; at the first law broken, the composition, its seed and the
/// script, and then the exit code is 1.
func soakCompositions(seconds: Int, first: UInt64) {
  let clock = ContinuousClock()
  let end = clock.now + .seconds(seconds)
  var (seed, stepCount, compositionCount, refusedCount) = (first, 0, 0, 0)
  var kinds: Set<String> = []
  let parents: [TestMemory.Hostility] = [[], .oddAddresses, .neverReuses, .descending, .poisonsFreed, .refusesResize]

  while clock.now < end {
    var random = RandomSource(seed: seed)
    let depth = 1 + random.number(below: 5)
    let hostility = parents[random.number(below: parents.count)]
    let steps = script(count: 200, choices: &random)
    let composing = random
    var text = ""
    var memories: [TestMemory] = []
    let report = replayScript(
      steps, .ownsBlocks, .shrinksByMoving, .bounded(byteCounts: 0...Int.max), .reclaims(.lifoOnly), parent: hostility
    ) { memory in
      var choices = composing
      let composition = try Composition(over: memory, depth: depth, choices: &choices, memories: &memories)
      text = composition.text
      return composition.root
    }
    if report.violations.contains(where: { $0.message.contains("could not be made") }) {
      refusedCount += 1
    } else if let memory = memories.first(where: { $0.liveBlockCount > 0 || $0.misuse != nil }), report.passed {
      print("seed \(seed), parent \(hostility): \(text)\n\(memory.misuse ?? "\(memory.liveBlockCount) blocks leaked")")
      exit(1)
    } else if !report.passed {
      print("seed \(seed), parent \(hostility): \(text)\n\(report)")
      exit(1)
    } else {
      stepCount += report.stepCount
      compositionCount += 1
      kinds.insert(text)
    }
    seed += 1
  }
  print(
    "\(stepCount) operations on \(compositionCount) compositions, \(kinds.count) of them different, held laws 1 to 7, 9 to 15, "
      + "17, 18 and 21; \(refusedCount) could not be made of their parts; seeds \(first) to \(seed - 1), \(seconds) s")
}

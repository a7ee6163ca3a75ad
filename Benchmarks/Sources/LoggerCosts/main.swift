// What loggers cost an event, beyond the allocator that they watch. `Benchmarks/loggers` starts this program with the name
// of a logger and a number of passes, and subtracts what the same passes cost without one.
import Allocators
import Barrier

/// 100 blocks of seven sizes, each returned and allocated again in each pass: 200 events.
///
/// - Returns: The nanoseconds of the fastest of seven runs.
@inline(never)
func run(_ logger: consuming some ProxyLogger, passes: Int) throws -> Double {
  let memory = try FreeListAllocator(blockByteCount: 512, blockCount: 128).logging(to: logger)
  let sizes = [16, 24, 48, 64, 100, 256, 500]
  let blocks = UnsafeMutablePointer<Block>.allocate(capacity: 100)
  for index in 0..<100 {
    (blocks + index).initialize(to: try memory.allocate(byteCount: sizes[index % 7], alignment: 16))
  }
  var fastest = Double.infinity
  for _ in 0..<7 {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<passes {
      for index in 0..<100 {
        memory.deallocate(blocks[index])
        blocks[index] = try memory.allocate(byteCount: sizes[index % 7], alignment: 16)
        escape(blocks[index].address)
      }
    }
    let duration = (clock.now - start).components
    fastest = min(fastest, Double(duration.seconds) * 1e9 + Double(duration.attoseconds) / 1e9)
  }
  for index in 0..<100 { memory.deallocate(blocks[index]) }
  blocks.deallocate()
  return fastest
}

let loggers: [(name: String, run: (Int) throws -> Double)] = [
  ("none", { try run(NullLogger(), passes: $0) }),
  ("AllocationStatistics", { try run(AllocationStatistics(), passes: $0) }),
  ("AllocationProfile", { try run(AllocationProfile(), passes: $0) }),
  ("LeakTracker", { try run(LeakTracker(), passes: $0) }),
  ("LeakTracker, with call sites", { try run(LeakTracker(callSites: .captured()), passes: $0) }),
  ("TraceRecorder, in memory", { try run(TraceRecorder(name: "costs"), passes: $0) }),
  // What the file system does is left out.
  ("TraceRecorder, to a file", { try run(TraceRecorder(name: "costs", streamingTo: "/dev/null"), passes: $0) }),
]

let arguments = CommandLine.arguments
if arguments.count == 3, let logger = loggers.first(where: { $0.name == arguments[1] }), let passes = Int(arguments[2])
{
  print(try logger.run(passes) / Double(200 * passes))
} else {
  for logger in loggers { print(logger.name) }
}

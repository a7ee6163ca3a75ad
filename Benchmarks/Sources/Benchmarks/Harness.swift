import Barrier
import Glibc

/// What the environment asks for, under the names that the peers know.
struct Run {
  let batches: Int
  let scale: Int
  private let workloads: [Substring]
  private let allocators: [Substring]

  init() {
    func list(_ name: String) -> [Substring] { (Self.text(name) ?? "").split(separator: ",") }
    batches = Self.number("PEERS_BATCHES", or: 3)
    scale = Self.number("PEERS_SCALE", or: 1)
    workloads = list("PEERS_W")
    allocators = list("PEERS_A")
    guard 1...64 ~= batches, 1...200 ~= scale else { exit(2) }
  }

  static func text(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
  static func number(_ name: String, or fallback: Int) -> Int { text(name).flatMap { Int($0) } ?? fallback }

  func wants(_ workload: String, _ allocator: String) -> Bool {
    (workloads.isEmpty || workloads.contains { $0 == workload })
      && (allocators.isEmpty || allocators.contains { $0 == allocator })
  }

  /// Runs one batch to warm up, then the asked number, and prints the best; `batch` returns ns per operation.
  func cell(_ workload: String, _ allocator: String, _ batch: () -> Double) {
    guard wants(workload, allocator) else { return }
    _ = batch()
    var best = Double.infinity
    for _ in 0..<batches { best = min(best, batch()) }
    let hundredThousandths = Int((best * 10_000).rounded())
    let fraction = String(hundredThousandths % 10_000)
    print(
      "\(workload),\(allocator),\(hundredThousandths / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
    )
    fflush(nil)  // all of them: a crash in a later cell must not lose this line
  }

  /// A cell timed by the thread's processor time; `operations` is what one batch counts.
  func timed(_ workload: String, _ allocator: String, operations: Int, _ batch: () -> Void) {
    cell(workload, allocator) {
      let start = processorTime()
      batch()
      return (processorTime() - start) / Double(operations)
    }
  }
}

func time(of clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}
func processorTime() -> Double { time(of: CLOCK_THREAD_CPUTIME_ID) }
func wallTime() -> Double { time(of: CLOCK_MONOTONIC) }

/// Where a workload ends when its allocator fails, or its memory was not kept.
@inline(never)
func fail() -> Never { fatalError("an allocation failed or its memory was lost") }

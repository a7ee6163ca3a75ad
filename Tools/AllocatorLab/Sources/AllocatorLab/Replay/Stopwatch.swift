import Foundation

/// Time as a replay counts it: that of this process's processors, so that a busy machine disturbs it less.
enum Stopwatch {
  /// User and system time of this process, in nanoseconds.
  static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  /// How long `body` takes, in nanoseconds.
  static func measure(_ body: () -> Void) -> Double {
    let start = now()
    body()
    return now() - start
  }
}

/// The least and the middle of several measurements.
struct Spread: Equatable {
  var minimum: Double
  var median: Double

  /// The spread of `samples`, of which there is at least one.
  init(_ samples: [Double]) {
    let sorted = samples.sorted()
    let middle = sorted.count / 2
    minimum = sorted[0]
    median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// Both of them for an event, less the same loop without an allocator: the fastest time of that, which nothing
  /// disturbed, in both, so that the least stays the least.
  func net(of loop: Spread, eventCount: Int) -> Spread {
    let count = Double(max(eventCount, 1))
    var net = self
    net.minimum = (minimum - loop.minimum) / count
    net.median = (median - loop.minimum) / count
    return net
  }
}

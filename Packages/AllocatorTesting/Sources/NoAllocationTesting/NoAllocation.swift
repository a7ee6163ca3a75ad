internal import AllocatorTesting
internal import MallocInterposer

/// A call of `malloc` or its kin that was seen.
public struct ObservedAllocation: Sendable {
  /// The function: `malloc`, `calloc`, `realloc`, `free`, `memalign`, `aligned_alloc` or `posix_memalign`.
  public let function: String
  /// How many bytes it was asked for; zero for `free`.
  public let byteCount: Int
  /// The calls that led to it, by name, innermost first.
  public let calls: String
}

extension ObservedAllocation: CustomStringConvertible {
  /// The call, its size, and what led to it.
  public var description: String {
    function == "free" ? function + calls : "\(function) of \(byteCount) bytes" + calls
  }
}

/// Whether calls of `malloc` can be observed in this program: on Linux with the GNU C library, without a sanitizer.
public var canObserveAllocations: Bool { malloc_interposer_is_available() != 0 }

/// What the body that is running on a thread has done; reached by that thread only.
private final class Observations {
  var first: [(function: String, byteCount: Int, trace: CallTrace)] = []
  var count = 0
  /// How many are described.
  static let describedCount = 8

  func note(_ function: String, _ byteCount: Int) {
    count += 1
    if first.count < Self.describedCount { first.append((function, byteCount, CallTrace(isWanted: true))) }
  }

  /// Set once, and the runtime's own lazy parts made before a thread is watched.
  static let isInstalled: Bool = {
    _ = CallTrace(isWanted: true)
    unsafe malloc_interposer_set_observer { context, function, byteCount in
      guard let context = unsafe context, let function = unsafe function else { return }
      unsafe Unmanaged<Observations>.fromOpaque(context).takeUnretainedValue().note(
        String(cString: function), byteCount)
    }
    return malloc_interposer_is_available() != 0
  }()
}

/// Calls `body`, and returns the calls of `malloc` and its kin that it made on this thread, whoever made them: the body,
/// the standard library, or the runtime.
///
/// - Parameters:
///   - warmUpCount: How often the body runs before it is observed. What the runtime makes once and keeps, such as
///     metadata, lazy globals and the caches of conformances, is made then.
///   - body: What is observed; it runs several times and must do the same each time.
/// - Returns: How many calls there were, and the first eight of them; none where they cannot be observed.
/// - Complexity: `warmUpCount` + 1 runs of `body`; each of the first eight calls that are seen costs a walk up the
///   stack.
public func observeAllocations<Failure: Error>(
  warmUpCount: Int = 1, _ body: () throws(Failure) -> Void
) throws(Failure) -> (count: Int, first: [ObservedAllocation]) {
  for _ in 0..<warmUpCount { try body() }
  guard Observations.isInstalled else {
    try body()
    return (0, [])
  }
  let observations = Observations()
  observations.first.reserveCapacity(Observations.describedCount)
  unsafe malloc_interposer_begin(Unmanaged.passUnretained(observations).toOpaque())
  do throws(Failure) {
    try body()
  } catch {
    malloc_interposer_end()
    throw error
  }
  malloc_interposer_end()
  return withExtendedLifetime(observations) {
    (
      observations.count,
      observations.first.map {
        ObservedAllocation(
          function: $0.function, byteCount: $0.byteCount, calls: $0.trace.description(after: "called"))
      }
    )
  }
}

import AllocatorCore

/// A test that needs nothing of a platform but memory: no printing, no exit tests, no run-time reflection.
typealias Check = @Sendable (inout Expectations) throws(AllocationError) -> Void

/// Every member's checks; a member's file adds its list here.
let checks: [Check] =
  coreChecks + scopedChecks + freeListChecks + combinatorChecks + loggingChecks + containerChecks + pageChecks
  + blockChecks + lawChecks + topChecks

/// Counts how often its destructor ran.
@safe
struct Token: ~Copyable {
  let count: UnsafeMutablePointer<Int>
  deinit { unsafe count.pointee += 1 }
}

/// Calls `body` with a counter that starts at zero.
func withCounter(_ body: (UnsafeMutablePointer<Int>) throws(AllocationError) -> Void) throws(AllocationError) {
  let counter = UnsafeMutablePointer<Int>.allocate(capacity: 1)
  defer { unsafe counter.deallocate() }
  unsafe counter.initialize(to: 0)
  try unsafe body(counter)
}

/// What a check expects. The line of the first expectation that was not met is what its report is made of.
struct Expectations {
  private(set) var failedLine: Int32 = 0

  mutating func expect(_ condition: Bool, line: Int32 = #line) {
    if !condition && failedLine == 0 { failedLine = line }
  }
}

/// The platform's count of allocations that were not freed yet.
@_extern(c, "liveAllocationCount")
private func liveAllocationCount() -> Int32

/// How many checks there are.
@c
public func checkCount() -> Int32 { Int32(checks.count) }

/// Runs the checks up to the first that fails.
///
/// - Returns: 0 when all passed; else the failed check's number, counted from one, times 10 000, plus the line in its
///   file where it failed, 9 999 when it threw an error, or 9 998 when it kept memory.
@c
public func firstFailure() -> Int32 {
  for (index, check) in checks.enumerated() {
    let failedLine = run(check)
    if failedLine != 0 { return Int32(index + 1) * 10_000 + failedLine }
  }
  return 0
}

private func run(_ check: Check) -> Int32 {
  let liveBefore = liveAllocationCount()
  var expectations = Expectations()
  do throws(AllocationError) {
    try check(&expectations)
  } catch {
    return 9_999
  }
  if expectations.failedLine != 0 { return expectations.failedLine }
  return liveAllocationCount() == liveBefore ? 0 : 9_998
}

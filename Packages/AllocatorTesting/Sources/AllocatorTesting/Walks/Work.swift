/// What running scripts has cost, and may cost: everything that the kit does has a bound that is stated here, so that a
/// verdict takes seconds, also in debug builds and on an allocator that breaks a law at sizes that nobody has.
struct Work {
  var stepCount = 0
  /// Bytes of blocks that were written and looked at, and those that the allocator zeroed and copied.
  var byteCount = 0

  static func += (left: inout Work, right: Work) {
    left.stepCount += right.stepCount
    left.byteCount += right.byteCount
  }

  /// Whether there is anything left of `budget`.
  func isWithin(_ budget: Work) -> Bool { stepCount < budget.stepCount && byteCount < budget.byteCount }

  /// What shrinking a script may cost.
  static let shrinking = Work(stepCount: 200_000, byteCount: 1 << 28)
}

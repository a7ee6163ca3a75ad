import Testing

/// A small generator with a seed, so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Runs random sequences of operations, one for each seed; the first one that fails is shrunk and reported.
///
/// - Parameters:
///   - generate: Makes one operation. Operations must stay meaningful when others are left out.
///   - run: Runs a sequence beside a model, and returns what went wrong, if anything.
func checkRandomSequences<Operation>(
  seeds: Range<UInt64>, operationCount: Int, generate: (inout SeededGenerator) -> Operation,
  run: ([Operation]) -> String?, sourceLocation: SourceLocation = #_sourceLocation
) {
  for seed in seeds {
    var generator = SeededGenerator(state: seed)
    let operations = (0..<operationCount).map { _ in generate(&generator) }
    guard let failure = run(operations) else { continue }
    let (shrunk, reason) = shrink(operations, failure, run)
    Issue.record("seed \(seed): \(reason), after \(shrunk)", sourceLocation: sourceLocation)
    return
  }
}

/// Leaves out operations, in ever smaller pieces, as long as the rest still fails.
private func shrink<Operation>(
  _ operations: [Operation], _ failure: String, _ run: ([Operation]) -> String?
) -> ([Operation], String) {
  var operations = operations
  var failure = failure
  var piece = operations.count / 2
  while piece > 0 {
    var start = 0
    while start < operations.count {
      var rest = operations
      rest.removeSubrange(start..<min(start + piece, rest.count))
      if let reason = run(rest) {
        operations = rest
        failure = reason
      } else {
        start += piece
      }
    }
    piece /= 2
  }
  return (operations, failure)
}

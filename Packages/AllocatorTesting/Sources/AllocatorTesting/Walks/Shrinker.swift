/// Makes a failing script as short and plain as it can, by trying scripts that are a little simpler.
///
/// First steps are left out, in halves, quarters, and at last one by one (Zeller's delta debugging); then sizes and
/// alignments are replaced by simpler ones. Every attempt runs on a fresh allocator, and counts when it breaks the same
/// law.
struct Shrinker {
  /// Runs a script; the law that it breaks.
  let run: ([Step]) -> Violation?
  /// How many scripts may be tried.
  var budget = 3000

  /// The simplest script found, and how it fails.
  mutating func shrink(_ script: [Step], _ violation: Violation) -> (script: [Step], violation: Violation) {
    var best = script
    var found = violation
    var chunk = max(1, best.count / 2)
    while budget > 0 {
      var removed = false
      var start = max(0, best.count - chunk)
      while budget > 0, !best.isEmpty {
        let end = min(best.count, start + chunk)
        var shorter = best
        shorter.removeSubrange(start..<end)
        if let violation = attempt(shorter, like: found) {
          best = shorter
          found = violation
          removed = true
        }
        if start == 0 { break }
        start = max(0, min(start, best.count) - chunk)
      }
      if chunk > 1 { chunk /= 2 } else if !removed && !simplify(&best, &found) { break }
    }
    best = Shrinker.renumbered(Shrinker.withoutIdleSteps(best))
    return (best, attempt(best, like: found) ?? found)
  }

  /// Replaces the first step that has a simpler form which fails too; whether there was one.
  private mutating func simplify(_ script: inout [Step], _ found: inout Violation) -> Bool {
    var simplified = false
    for index in script.indices {
      var candidates = script[index].simpler
      while budget > 0, !candidates.isEmpty {
        var plainer = script
        plainer[index] = candidates.removeFirst()
        if let violation = attempt(plainer, like: found) {
          script = plainer
          found = violation
          simplified = true
          candidates = script[index].simpler
        }
      }
    }
    return simplified
  }

  private mutating func attempt(_ script: [Step], like found: Violation) -> Violation? {
    budget -= 1
    guard let violation = run(script), violation.law == found.law else { return nil }
    return violation
  }

  /// The same script without steps on blocks that no earlier step asks for, which do nothing.
  ///
  /// They can be left over where a failure depends on where a fresh allocator lies: then it is not seen in every
  /// attempt.
  static func withoutIdleSteps(_ script: [Step]) -> [Step] {
    var known: [Int] = []
    return script.filter { step in
      switch step {
      case .allocate(let id, _, _), .allocateZeroed(let id, _, _):
        known.append(id)
        return true
      case .deallocate(let id), .resize(let id, _), .reallocate(let id, _): return known.contains(id)
      case .reset, .parentRefuses, .parentFails: return true
      }
    }
  }

  /// The same script with its blocks numbered from zero in the order in which they appear.
  static func renumbered(_ script: [Step]) -> [Step] {
    var known: [Int] = []
    return script.map { step in
      guard let id = step.id else { return step }
      if let number = known.firstIndex(of: id) { return step.renamed(number) }
      known.append(id)
      return step.renamed(known.count - 1)
    }
  }
}

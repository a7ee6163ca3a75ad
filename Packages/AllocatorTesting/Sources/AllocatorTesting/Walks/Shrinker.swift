/// Makes a failing script as short and plain as it can, by trying scripts that are a little simpler.
///
/// First steps are left out, in halves, quarters, and at last one by one (Zeller's delta debugging); then sizes and
/// alignments are replaced by simpler ones. Every attempt runs on a fresh allocator, and counts when it breaks the same
/// law. It ends when nothing is simpler, after 3000 attempts, or with the budget that ``Work/shrinking`` states.
struct Shrinker {
  /// Runs a script; the law that it breaks, and what running it has cost.
  let run: ([Step]) -> (violation: Violation?, work: Work)
  /// How many scripts may be tried.
  var attemptCount = 3000
  var budget = Work.shrinking
  private(set) var work = Work()

  init(run: @escaping ([Step]) -> (violation: Violation?, work: Work)) { self.run = run }

  private var mayGoOn: Bool { attemptCount > 0 && work.isWithin(budget) }

  /// The simplest script found, and how it fails.
  mutating func shrink(_ script: [Step], _ violation: Violation) -> (script: [Step], violation: Violation) {
    var best = script
    var found = violation
    var chunk = max(1, best.count / 2)
    while mayGoOn {
      var removed = false
      var start = max(0, best.count - chunk)
      while mayGoOn, !best.isEmpty {
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
    let plain = Shrinker.renumbered(Shrinker.withoutIdleSteps(best))
    if let violation = attempt(plain, like: found) { return (plain, violation) }
    return (best, found)
  }

  /// Replaces the first step that has a simpler form which fails too; whether there was one.
  private mutating func simplify(_ script: inout [Step], _ found: inout Violation) -> Bool {
    var simplified = false
    for index in script.indices {
      var candidates = script[index].simpler
      while mayGoOn, !candidates.isEmpty {
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
    attemptCount -= 1
    let attempt = run(script)
    work += attempt.work
    guard let violation = attempt.violation, violation.law == found.law else { return nil }
    return violation
  }

  /// The same script without steps on blocks that no earlier step asks for, which do nothing.
  ///
  /// They can be left over where a failure depends on where a fresh allocator lies: then it is not seen in every
  /// attempt.
  static func withoutIdleSteps(_ script: [Step]) -> [Step] {
    var known: [Range<Int>] = []
    return script.filter { step in
      if step.isRequest, let ids = step.ids { known.append(ids) }
      guard let ids = step.ids else { return true }
      return known.contains { $0.overlaps(ids) }
    }
  }

  /// The same script with its blocks numbered from zero in the order in which they appear.
  static func renumbered(_ script: [Step]) -> [Step] {
    var known: [Range<Int>] = []
    var numbers: [Int] = []
    var count = 0
    return script.map { step in
      guard let ids = step.ids else { return step }
      if let index = known.firstIndex(where: { $0.contains(ids.lowerBound) }) {
        return step.renamed(numbers[index] + ids.lowerBound - known[index].lowerBound)
      }
      known.append(ids)
      numbers.append(count)
      count += ids.count
      return step.renamed(count - ids.count)
    }
  }
}

/// A law that an allocator broke, how, and the shortest way to see it again.
public struct Violation: Sendable {
  /// The law's number, 1 to 29, in the list that the package's documentation holds; zero for a declaration that is
  /// not true.
  public var law: Int
  /// What happened, in words.
  public var message: String
  /// The steps that lead to it, when it came from a walk: as few as the kit could find.
  public var script: [Step] = []
  /// The seed of the random walk that found it.
  public var seed: UInt64?
  /// The script as a test.
  var test = ""

  init(law: Int, _ message: String) {
    self.law = law
    self.message = message
  }

  /// A trait that was declared wrongly, or was not declared.
  static func declaration(_ message: String) -> Violation { Violation(law: 0, message) }
}

extension Violation: CustomStringConvertible {
  /// The law, the message, and the script as a test that can be pasted.
  public var description: String {
    var text = law == 0 ? "declaration: " + message : "law \(law), \(Laws.summary(of: law)): " + message
    if let seed { text += "\n  found by a walk with seed \(seed)" }
    guard !script.isEmpty else { return text }
    text += script.count == 1 ? "\n  in one step:\n\n" : "\n  in \(script.count) steps:\n\n"
    return text + test
  }
}

/// The laws by number.
enum Laws {
  /// What a law asks for, in a few words.
  static func summary(of law: Int) -> StaticString {
    switch law {
    case 1: "a result is nil or a block of the requested size"
    case 2: "addresses are aligned, and an alignment that cannot be had is refused"
    case 3: "live blocks never overlap and can be written to the last byte"
    case 4: "nobody but its user changes a live block"
    case 5: "an empty block aliases no live byte"
    case 6: "sizes near Int.max fail"
    case 7: "a failed operation changes nothing"
    case 8: "goodByteCount is at least its argument, monotone, idempotent and true"
    case 9: "zeroed memory is zero"
    case 10: "reallocate keeps the contents and the alignment"
    case 11: "resize never moves"
    case 12: "shrinking never fails and needs no memory"
    case 13: "resizing to the same size changes nothing"
    case 14: "resized blocks can be freed and reused in any order"
    case 15: "owns is true for live blocks and false for others"
    case 16: "freed memory is reused"
    case 17: "the parent gets everything back"
    case 18: "the parent gets each block back once, as it allocated it"
    case 19: "reset equals freeing everything"
    case 20: "closing a scope frees what came after its opening"
    case 21: "a failing parent makes an operation fail, and nothing else"
    case 22: "a transparent wrapper changes no answer"
    case 23: "statistics add up"
    case 24: "a thread-safe allocator keeps the laws under threads"
    case 25: "a checking wrapper detects misuse"
    case 26: "no operation costs more for what lived before"
    case 27: "blocks by the n are as blocks one by one"
    case 28: "a block is found from every address in it"
    case 29: "what is released was not in use"
    default: "a law of the allocator's own"
    }
  }
}

/// What the kit found out about an allocator.
public struct LawReport: Sendable {
  /// The laws that were broken; none when the allocator passed.
  public var violations: [Violation] = []
  /// How many steps were made on how many fresh allocators.
  public var stepCount = 0
  public var allocatorCount = 0

  /// Whether no law was broken.
  public var passed: Bool { violations.isEmpty }

  @usableFromInline
  init() {}

  mutating func add(_ other: LawReport) {
    violations += other.violations
    stepCount += other.stepCount
    allocatorCount += other.allocatorCount
  }
}

extension LawReport: CustomStringConvertible {
  /// The violations in words, or that there are none.
  public var description: String {
    if passed { return "all laws held: \(stepCount) steps on \(allocatorCount) allocators" }
    var text = ""
    for violation in violations {
      if !text.isEmpty { text += "\n\n" }
      text += violation.description
    }
    return text
  }
}

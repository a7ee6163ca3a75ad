/// How much the kit tries.
public struct LawOptions: Sendable {
  /// Where random walks begin; the same seed makes the same walks.
  public var seed: UInt64
  /// How many random walks are made with a friendly parent; a third of them again with each hostile one.
  public var walkCount: Int
  /// How many steps a random walk has.
  public var stepCount: Int

  /// The defaults take some hundredths of a second for most allocators, also in debug builds.
  public init(seed: UInt64 = 0x5EED, walkCount: Int = 12, stepCount: Int = 160) {
    self.seed = seed
    self.walkCount = walkCount
    self.stepCount = stepCount
  }
}

/// One allocator's way through all laws.
@usableFromInline
struct Inspection {
  let specimen: Specimen
  let traits: Traits
  let options: LawOptions
  var report = LawReport()
  /// Whether the allocator draws on the memory that it is given.
  private(set) var usesParent = false

  @usableFromInline
  init(_ specimen: Specimen, options: LawOptions = LawOptions()) {
    self.specimen = specimen
    self.options = options
    traits = Traits(specimen.traits)
  }

  /// Runs every law that applies, and stops after the first one broken.
  @usableFromInline
  mutating func run() -> LawReport {
    let parts: [(inout Inspection) -> Void] = [
      { $0.checkDeclarations() },
      { $0.runDirectedScripts() },
      { $0.runRandomWalks() },
      { $0.runHostileWalks() },
      { $0.failEveryRequest() },
      { $0.checkOutsiders() },
      { $0.checkGrowth() },
      { $0.checkGoodByteCounts() },
      { $0.checkBound() },
      { $0.checkReuse() },
      { $0.checkThreads() },
    ]
    for part in parts where report.passed { part(&self) }
    return report
  }

  /// Replays one script.
  @usableFromInline
  mutating func run(_ script: [Step], hostility: TestMemory.Hostility) -> LawReport {
    if let violation = attempt(script, hostility: hostility, checkInterval: 1) {
      fail(violation, script: script, hostility: hostility)
    }
    return report
  }

  private mutating func runDirectedScripts() {
    for script in DirectedScripts(traits: traits, canReset: specimen.canReset, hasParent: usesParent).all {
      guard explore(script) else { return }
    }
  }

  private mutating func runRandomWalks() {
    for number in 0..<options.walkCount { guard explore(randomScript(number), number) else { return } }
  }

  private mutating func runHostileWalks() {
    guard usesParent else { return }
    let parents: [TestMemory.Hostility] = [
      .oddAddresses, .neverReuses, .descending, .refusesResize, .poisonsFreed,
      [.oddAddresses, .descending, .refusesResize, .poisonsFreed],
    ]
    let scripts = DirectedScripts(traits: traits, canReset: specimen.canReset, hasParent: true).all
    for (index, parent) in parents.enumerated() {
      for script in scripts { guard explore(script, hostility: parent) else { return } }
      for number in 0..<max(1, options.walkCount / 3) {
        let number = 1000 * (index + 1) + number
        guard explore(randomScript(number), number, hostility: parent) else { return }
      }
    }
  }

  func seed(of walk: Int) -> UInt64 { options.seed &+ UInt64(walk) }

  func randomScript(_ number: Int) -> [Step] {
    var generator = ScriptGenerator(
      traits: traits, canReset: specimen.canReset, hasParent: usesParent, seed: seed(of: number))
    return generator.script(count: options.stepCount)
  }

  /// Runs a script and, when it fails, shrinks and reports it; whether it passed.
  @discardableResult
  mutating func explore(_ script: [Step], _ number: Int? = nil, hostility: TestMemory.Hostility = []) -> Bool {
    guard let violation = attempt(script, hostility: hostility, checkInterval: 16) else { return true }
    var copy = self
    var shrinker = Shrinker { copy.attempt($0, hostility: hostility, checkInterval: 1) }
    let (shortest, found) = shrinker.shrink(script, violation)
    fail(found, script: shortest, hostility: hostility, seed: number.map(seed(of:)))
    return false
  }

  private mutating func fail(
    _ violation: Violation, script: [Step], hostility: TestMemory.Hostility, seed: UInt64? = nil
  ) {
    var violation = violation
    violation.script = script
    violation.seed = seed
    violation.test = specimen.test(
      of: script, name: violation.law == 0 ? "keepsItsDeclaration" : "keepsLaw\(violation.law)", hostility: hostility)
    report.violations.append(violation)
  }

  /// Runs a script on a fresh allocator.
  private mutating func attempt(
    _ script: [Step], hostility: TestMemory.Hostility, checkInterval: Int
  ) -> Violation? {
    let memory = TestMemory(hostility)
    var traits = traits
    // What a parent refuses, no wrapper can do.
    if hostility.contains(.refusesResize) { traits.shrinksByMoving = true }
    do throws(MakingFailure) {
      var walk = Walk(try make(memory), traits: traits, memory: memory)
      walk.checkInterval = checkInterval
      let violation = walk.run(script)
      report.stepCount += walk.stepCount
      return violation
    } catch {
      return couldNotBeMade(error)
    }
  }

  /// A fresh allocator.
  mutating func make(_ memory: TestMemory) throws(MakingFailure) -> Subject {
    report.allocatorCount += 1
    return try specimen.make(memory)
  }

  func couldNotBeMade(_ error: MakingFailure) -> Violation {
    .declaration("the allocator could not be made: " + error.reason)
  }

  mutating func noteParent(_ memory: TestMemory) { if memory.requestCount > 0 { usesParent = true } }
}

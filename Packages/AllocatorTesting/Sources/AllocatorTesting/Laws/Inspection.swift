/// One allocator's way through all laws.
@usableFromInline
struct Inspection {
  let specimen: Specimen
  let traits: Traits
  let options: LawOptions
  var report = LawReport()
  /// What notices when the allocator does not return.
  var watch: Watch?
  /// What a wrapper that keeps books charges for a block.
  @usableFromInline var charge: ((_ byteCount: Int, _ alignment: Int) -> Int)?
  /// Whether the allocator draws on the memory that it is given.
  private(set) var usesParent = false
  /// Whether a walk found that it has large blocks of its own beside its parent's.
  private var hasOtherMemory = false

  @usableFromInline
  init(_ specimen: Specimen, options: LawOptions = LawOptions()) {
    self.specimen = specimen
    self.options = options
    traits = Traits(specimen.traits)
  }

  /// Runs every law that applies, and stops after the first one broken.
  @usableFromInline
  mutating func run() -> LawReport {
    let parts: [(name: StaticString, body: (inout Inspection) -> Void)] = [
      ("comparing the allocator with its declaration", { $0.checkDeclarations() }),
      ("running directed scripts", { $0.runDirectedScripts() }),
      ("running random walks", { $0.runRandomWalks() }),
      ("running walks on hostile parents", { $0.runHostileWalks() }),
      ("failing each of the parent's allocations", { $0.failEveryRequest() }),
      ("asking for the owner of blocks", { $0.checkOutsiders() }),
      ("growing blocks in place", { $0.checkGrowth() }),
      ("asking for good sizes", { $0.checkGoodByteCounts() }),
      ("filling the allocator", { $0.checkBound() }),
      ("emptying the allocator to the last block", { $0.checkExhaustion() }),
      ("allocating and freeing one shape again and again", { $0.checkReuse() }),
      ("using the allocator from several threads", { $0.checkThreads() }),
      ("living through a long time", { $0.checkLongLife() }),
    ]
    watched { inspection in
      for part in parts where inspection.report.passed {
        inspection.watch?.begin(part.name)
        part.body(&inspection)
      }
    }
    return report
  }

  /// Replays one script.
  @usableFromInline
  mutating func run(_ script: [Step], hostility: TestMemory.Hostility) -> LawReport {
    watched { inspection in
      if let violation = inspection.attempt(script, hostility: hostility, checkInterval: 1).violation {
        inspection.fail(violation, script: script, hostility: hostility)
      }
    }
    return report
  }

  /// Calls `body` while a thread looks whether the allocator returns.
  mutating func watched(_ body: (inout Inspection) -> Void) {
    #if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
      if options.secondsPerStep > 0 {
        let specimen = specimen
        watch = Watch(seconds: options.secondsPerStep) {
          specimen.test(of: $0, name: "returns", hostility: [])
        }
      }
    #endif
    body(&self)
    watch?.end()
    watch = nil
  }

  mutating func runDirectedScripts() {
    for script in DirectedScripts(traits: traits, canReset: specimen.canReset, hasParent: usesParent).all {
      guard explore(script) else { return }
    }
  }

  mutating func runRandomWalks() {
    for number in 0..<options.walkCount { guard explore(randomScript(number), number) else { return } }
    for (index, kind) in ScriptGenerator.Kind.special.enumerated() {
      for number in 0..<max(1, options.walkCount / 3) {
        let number = 500 * (index + 1) + number
        guard explore(randomScript(number, kind), number) else { return }
      }
    }
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
        let number = 10_000 * (index + 1) + number
        guard explore(randomScript(number), number, hostility: parent) else { return }
      }
    }
  }

  func seed(of walk: Int) -> UInt64 { options.seed &+ UInt64(walk) }

  func randomScript(_ number: Int, _ kind: ScriptGenerator.Kind = .ordinary) -> [Step] {
    var generator = ScriptGenerator(
      traits: traits, canReset: specimen.canReset, hasParent: usesParent, kind: kind, seed: seed(of: number))
    return generator.script(count: kind == .crowded ? 4 * options.stepCount : options.stepCount)
  }

  /// Runs a script and, when it fails, shrinks and reports it; whether it passed.
  @discardableResult
  mutating func explore(_ script: [Step], _ number: Int? = nil, hostility: TestMemory.Hostility = []) -> Bool {
    guard let violation = attempt(script, hostility: hostility, checkInterval: 16).violation else { return true }
    shrink(script, violation, number, hostility: hostility)
    return false
  }

  /// Shrinks a script that breaks a law, and reports it.
  mutating func shrink(
    _ script: [Step], _ violation: Violation, _ number: Int? = nil, hostility: TestMemory.Hostility = []
  ) {
    var copy = self
    var shrinker = Shrinker { copy.attempt($0, hostility: hostility, checkInterval: 1) }
    let (shortest, found) = shrinker.shrink(script, violation)
    fail(found, script: shortest, hostility: hostility, seed: number.map(seed(of:)))
  }

  private mutating func fail(
    _ violation: Violation, script: [Step], hostility: TestMemory.Hostility, seed: UInt64? = nil
  ) {
    var violation = violation
    violation.script = script
    violation.seed = seed
    violation.test = specimen.test(
      of: script,
      name: violation.law == 0
        ? "keeps its declaration" : "keeps law \(violation.law): \(Laws.summary(of: violation.law))",
      hostility: hostility)
    report.violations.append(violation)
  }

  /// Runs a script on a fresh allocator.
  private mutating func attempt(
    _ script: [Step], hostility: TestMemory.Hostility, checkInterval: Int
  ) -> (violation: Violation?, work: Work) {
    let memory = TestMemory(hostility)
    var traits = traits
    // What a parent refuses, no wrapper can do.
    if hostility.contains(.refusesResize) { traits.shrinksByMoving = true }
    do throws(MakingFailure) {
      var walk = Walk(try make(memory), traits: traits, memory: memory)
      walk.checkInterval = checkInterval
      walk.watch = watch
      walk.charge = charge
      if hasOtherMemory { walk.hasOtherMemory = true }
      let violation = walk.run(script)
      report.stepCount += walk.stepCount
      hasOtherMemory = walk.hasOtherMemory ?? hasOtherMemory
      return (violation, walk.work)
    } catch {
      return (couldNotBeMade(error), Work(stepCount: 1))
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

  /// Finds out whether the allocator draws on its parent.
  mutating func noteParentByAsking() {
    withFresh { inspection, subject, memory in
      if let block = unsafe subject.allocate(byteCount: 1, alignment: 1) { unsafe subject.deallocate(block) }
      inspection.noteParent(memory)
    }
  }

  mutating func noteParent(_ memory: TestMemory) { if memory.requestCount > 0 { usesParent = true } }
}

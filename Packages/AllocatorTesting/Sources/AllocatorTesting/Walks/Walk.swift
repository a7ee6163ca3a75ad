/// One run of a script on a fresh allocator, beside a shadow that knows what must be true after every step.
struct Walk {
  let traits: Traits
  let memory: TestMemory
  var subject: Subject?
  var shadow = Shadow()
  var patterns: RandomSource
  /// After how many steps every live byte is looked at; the blocks that a step touches always are.
  var checkInterval = 16
  private(set) var stepCount = 0
  /// How many bytes of blocks steps wrote and looked at, beside those that the shadow looked at.
  var touchedByteCount = 0
  /// What notices when a step does not end.
  var watch: Watch?
  /// What a wrapper that keeps books charges for a block.
  var charge: ((_ byteCount: Int, _ alignment: Int) -> Int)?
  /// Which steps were refused, also when they were repeated.
  private(set) var refusals: [Bool] = []
  /// Whether the allocator has large blocks of its own beside its parent's; `nil` while that was not of interest.
  var hasOtherMemory: Bool?

  init(_ subject: Subject, traits: Traits, memory: TestMemory, seed: UInt64 = 1) {
    self.subject = subject
    self.traits = traits
    self.memory = memory
    patterns = RandomSource(seed: seed)
  }

  /// How many bytes a walk touches before it goes straight to its end; the last step may add some.
  static let byteLimit = 1 << 26

  /// What the walk has cost so far.
  var work: Work { Work(stepCount: stepCount, byteCount: touchedByteCount + shadow.touchedByteCount) }

  /// Performs all steps, frees what is left, ends the allocator, and looks whether the parent has everything back.
  mutating func run(_ script: [Step]) -> Violation? {
    for (index, step) in script.enumerated() where work.byteCount < Self.byteLimit {
      watch?.begin(step, at: index, of: script)
      if let violation = perform(step) { return abandoned(violation) }
    }
    watch?.begin("freeing all blocks and ending the allocator")
    if let violation = finish() { return abandoned(violation) }
    return nil
  }

  /// An allocator that broke a law is never ended: it may not survive that, and the report would be lost.
  mutating func abandoned(_ violation: Violation) -> Violation {
    if let subject { abandon(subject) }
    abandon(memory.state)
    return violation
  }

  mutating func perform(_ step: Step) -> Violation? {
    stepCount += 1
    guard let subject else { return nil }
    memory.state.hasInjectedFailure = false
    if let violation = dispatch(step, subject) { return violation }
    if memory.state.hasInjectedFailure, !memory.refusesEverything, wasRefused {
      memory.state.hasInjectedFailure = false
      if let violation = dispatch(step, subject) { return repeated(violation) }
    }
    refusals.append(wasRefused)
    if let misuse = memory.misuse { return Violation(law: 18, misuse) }
    if let violation = flaw(ofBooksAfter: step, subject) { return violation }
    return stepCount % checkInterval == 0 ? shadow.someChanged() : nil
  }

  /// A step that failed because the parent was made to fail once is repeated, and must succeed then.
  private func repeated(_ violation: Violation) -> Violation {
    if violation.law != 0 && violation.law != 16 { return violation }
    return Violation(law: 21, "the parent failed once, and the next attempt failed, too: " + violation.message)
  }

  /// Whether the last step was a request that was refused.
  var wasRefused = false

  private mutating func dispatch(_ step: Step, _ subject: Subject) -> Violation? {
    wasRefused = false
    switch step {
    case .allocate(let id, let byteCount, let alignment):
      return allocate(id, byteCount, alignment, zeroed: false, subject)
    case .allocateZeroed(let id, let byteCount, let alignment):
      return allocate(id, byteCount, alignment, zeroed: true, subject)
    case .allocateBlocks(let id, let count, let byteCount, let alignment):
      return allocateBlocks(id, count: count, byteCount, alignment, subject)
    case .deallocate(let id): return deallocate(id, subject)
    case .deallocateContaining(let id, let offset): return deallocate(id, containing: offset, subject)
    case .deallocateBlocks(let id, let count): return deallocateBlocks(id, count: count, subject)
    case .releaseUnused: return releaseUnused(subject)
    case .resize(let id, let byteCount): return resize(id, byteCount, subject)
    case .reallocate(let id, let byteCount): return reallocate(id, byteCount, subject)
    case .reset:
      if let violation = shadow.someChanged() { return violation }
      if subject.reset() { shadow.removeAll() }
      return nil
    case .parentRefuses(let refuses):
      memory.refusesEverything = refuses
      return nil
    case .parentFails(let number):
      memory.failRequest(number)
      return nil
    }
  }

  /// Frees every block, ends the allocator, and settles accounts with the parent.
  mutating func finish() -> Violation? {
    memory.refusesEverything = false
    memory.state.failingRequest = 0
    if let violation = shadow.firstChanged() { return violation }
    while let last = shadow.blocks.last, let subject {
      // Arenas want the newest first; others get an order of addresses, which is neither.
      let id = traits.reclamation == .lifoOnly ? shadow.newestID ?? last.id : last.id
      if let violation = deallocate(id, subject) { return violation }
    }
    subject = nil
    memory.state.checkAll()
    if let misuse = memory.misuse { return Violation(law: 18, misuse) }
    guard memory.liveBlockCount == 0 else {
      return Violation(
        law: 17,
        "all blocks were freed and the allocator is gone, but \(memory.liveBlockCount) blocks of "
          + "\(memory.liveByteCount) bytes never came back to the parent")
    }
    return nil
  }
}

// What must hold for a block that the allocator has just given or changed.
extension Walk {
  /// The law that a granted request broke.
  func flaw(of block: Block, byteCount: Int, alignment: Int) -> Violation? {
    let text = unsafe block.description
    if unsafe block.byteCount != byteCount || block.alignment != alignment {
      return Violation(law: 1, "a request of \(byteCount) bytes aligned to \(alignment) was answered by \(text)")
    }
    if byteCount >= Traits.unattainableByteCount { return Violation(law: 6, "a request was granted: \(text)") }
    if unsafe UInt(bitPattern: block.address) & UInt(alignment - 1) != 0 {
      return Violation(law: 2, "the address is not divisible by the alignment: \(text)")
    }
    if let limit = traits.maximumAlignment(for: byteCount), alignment > limit {
      return .declaration("it declares no alignment above \(limit) and yet gave \(text)")
    }
    if let limit = traits.maximumByteCount, byteCount > limit {
      return .declaration("it declares that no block has more than \(limit) bytes and yet gave \(text)")
    }
    if let violation = unsafe shadow.collision(of: block) { return violation }
    if unsafe memory.state.isForbidden(UInt(bitPattern: block.address), byteCount: byteCount) {
      return Violation(law: 3, "the allocator does not have all of \(text), from its parent")
    }
    if let bound = traits.bound, shadow.liveByteCount + byteCount > bound.upperBound {
      return .declaration(
        "it declares at most \(bound.upperBound) bytes and yet gave \(shadow.liveByteCount + byteCount)")
    }
    if let subject, subject.isOwner, unsafe !subject.owns(block) {
      return Violation(law: 15, "owns is false for the live block of \(text)")
    }
    if let subject, let violation = unsafe flaw(ofLocating: block, subject) { return violation }
    return nil
  }

  /// What is wrong with a refusal, when something is.
  func flaw(ofRefusing byteCount: Int, alignment: Int, while action: StaticString) -> Violation? {
    if memory.state.hasInjectedFailure || traits.refuses(byteCount: byteCount, alignment: alignment) { return nil }
    // No platform must have so much; smaller requests succeed when nothing but memory limits them.
    if byteCount + alignment > 1 << 24 { return nil }
    guard let bound = traits.bound else {
      return .declaration(
        "it was refused \(byteCount) bytes aligned to \(alignment) while \(action), with \(shadow.liveByteCount) bytes "
          + "live, but declares neither .bounded nor a smaller .maximumByteCount or .maximumAlignment")
    }
    if let blockByteCount = traits.blockByteCount, traits.reclamation == .inAnyOrder,
      shadow.blocks.count < bound.lowerBound / blockByteCount
    {
      return Violation(
        law: 16,
        "refused while \(action), although only \(shadow.blocks.count) of \(bound.lowerBound / blockByteCount) blocks "
          + "are live")
    }
    return nil
  }

  /// A block that failed to change must be as it was; one that changed must hold what it held.
  func flaw(ofContents entry: ShadowBlock, now block: Block, law: Int) -> Violation? {
    let kept = unsafe min(entry.block.byteCount, block.byteCount)
    guard
      let offset = unsafe entry.pattern.firstMismatch(
        in: block.address, byteCount: kept, of: entry.block.byteCount)
    else { return nil }
    return unsafe Violation(
      law: law, "the contents of \(entry.block) differ near byte \(offset) in what is now \(block)")
  }
}

// What an allocator is declared to be, against what it says and does.
extension Inspection {
  mutating func declare(_ message: String) { report.violations.append(.declaration(message)) }

  mutating func breakLaw(_ law: Int, _ message: String) { report.violations.append(Violation(law: law, message)) }

  /// Calls `body` with a fresh allocator on friendly memory; a failure to make one is reported.
  mutating func withFresh(_ body: (inout Inspection, Subject, TestMemory) -> Void) {
    let memory = TestMemory()
    do throws(MakingFailure) {
      let subject = try make(memory)
      body(&self, subject, memory)
      // An allocator that broke a law may not survive its end; the report would be lost.
      if !report.passed { abandon(subject) }
    } catch {
      report.violations.append(couldNotBeMade(error))
    }
  }

  mutating func checkDeclarations() {
    withFresh { inspection, subject, memory in
      inspection.noteParent(memory)
      if subject.isOwner && !inspection.traits.isOwner {
        inspection.declare("the allocator is a BlockOwner, but does not declare .ownsBlocks")
      }
      if !subject.isOwner && inspection.traits.isOwner {
        inspection.declare("the allocator declares .ownsBlocks, but is not a BlockOwner")
      }
      inspection.checkSupport(subject)
      // One that draws on its parent late is found out by a request.
      if let block = unsafe subject.allocate(byteCount: 1, alignment: 1) {
        inspection.noteParent(memory)
        unsafe subject.deallocate(block)
      }
      #if !hasFeature(Embedded)
        inspection.checkExplanation(subject.explain(), typeName: subject.typeName)
      #endif
    }
    checkFirstBlocks()
  }

  /// Where there is room for an alignment that is supported, wherever the memory begins, it must be had.
  ///
  /// For allocators with a bound, which may refuse in walks; all others may not.
  private mutating func checkFirstBlocks() {
    guard let bound = traits.bound else { return }
    let room = bound.lowerBound / 2
    let limit = min(traits.maximumAlignment(for: 1) ?? room, room, Traits.greatestAlignment)
    var alignment = 1
    while alignment <= limit, report.passed {
      withFresh { inspection, subject, _ in
        guard let block = unsafe subject.allocate(byteCount: 1, alignment: alignment) else {
          return inspection.declare(
            "it declares at least \(bound.lowerBound) bytes and no lower .maximumAlignment, but refused the first "
              + "byte aligned to \(alignment)")
        }
        unsafe subject.deallocate(block)
      }
      alignment *= 2
    }
  }

  /// Support is refused for what is declared, and for nothing else. Sizes that are refused anyway are no matter of
  /// alignment; nor are those that one part refuses for its alignment and the other for their size.
  /// Sizes on both sides of each limit, and some between.
  private var sizesOfSupport: [Int] {
    let limit = traits.maximumByteCount ?? 1 << 16
    let steps = traits.smallAlignments.flatMap { [$0.byteCount, $0.byteCount == Int.max ? Int.max : $0.byteCount + 1] }
    return ([0, 1, 24, 64, 65, traits.typicalByteCount, limit] + steps).filter { $0 <= limit }
  }

  private mutating func checkSupport(_ subject: Subject) {
    for byteCount in sizesOfSupport {
      let limit = traits.maximumAlignment(for: byteCount)
      var alignment = 1
      while alignment <= Traits.greatestAlignment {
        let supported = subject.supports(byteCount: byteCount, alignment: alignment)
        // What is bounded may call it a matter of room where one of its parts has none at all.
        let isExcused = supported && traits.bound != nil && traits.isSmall(byteCount)
        if supported != (alignment <= limit ?? Int.max), !isExcused {
          let call = "supports(byteCount: \(byteCount), alignment: \(alignment)) is \(supported)"
          guard let limit else { return declare(call + ", but it declares no .maximumAlignment") }
          return declare("it declares that blocks of that size are aligned to at most \(limit), but " + call)
        }
        alignment *= 2
      }
    }
  }

  #if !hasFeature(Embedded)
    /// An explanation must agree with the declaration, except for the capabilities of the protocol's default, which
    /// lists none.
    private mutating func checkExplanation(_ explanation: Explanation, typeName: String) {
      // The largest alignment of any size, or that of all sizes.
      let limits = sizesOfSupport.map { traits.maximumAlignment(for: $0) }
      let least = limits.compactMap { $0 }.min()
      if explanation.maximumAlignment != traits.greatestMaximumAlignment, explanation.maximumAlignment != least {
        let text = explanation.maximumAlignment.map { "alignments up to \($0)" } ?? "any alignment"
        declare("explain() prints \(text), unlike its declaration")
      }
      let isDefault =
        explanation.name == typeName && explanation.parameters.isEmpty && explanation.figures.isEmpty
        && explanation.capabilities.isEmpty && explanation.parts.isEmpty
      if isDefault { return }
      let says = explanation.capabilities
      let pairs: [(String, Bool, Bool)] = [
        (".ownsBlocks", says.contains(.owns), traits.isOwner),
        (".growsInPlace", says.contains(.resizesInPlace), traits.growsInPlace),
        (".threadSafe", says.contains(.isThreadSafe), traits.isThreadSafe),
      ]
      for (name, explained, declared) in pairs where explained != declared {
        if explained {
          declare("explain() lists what \(name) stands for, but the check does not declare \(name)")
        } else {
          // The one that a wrapper does not inherit.
          let cure = name == ".threadSafe" ? ": insert .isThreadSafe into its capabilities" : ""
          declare("the check declares \(name), but explain() does not list what it stands for" + cure)
        }
      }
    }
  #endif

  /// Whether blocks grow in place, as declared and no better.
  mutating func checkGrowth() {
    var grew = false
    var shrinkRefused = false
    var granted = false
    let largest = min(traits.maximumByteCount ?? 4096, Traits.greatestWrittenByteCount)
    var byteCounts = [0, 1, 5, 8, 24, 63, 64, 100, 1000, 2000, 4000].filter { $0 < largest }
    byteCounts.append(largest)
    for old in byteCounts {
      for new in byteCounts + byteCounts.map({ min($0 + 1, largest) }) where new != old {
        withFresh { inspection, subject, _ in
          guard var block = unsafe subject.allocate(byteCount: old, alignment: 1) else { return }
          granted = true
          let changed = unsafe subject.resize(&block, byteCount: new)
          if new > old { grew = grew || changed } else { shrinkRefused = shrinkRefused || !changed }
          if let byteCount = inspection.traits.blockByteCount, inspection.traits.growsInPlace, !changed, new > old {
            inspection.declare(
              "it declares .fixedBlock(\(byteCount)) and .growsInPlace, but refused to resize from \(old) to \(new) bytes"
            )
          }
          unsafe subject.deallocate(block)
        }
        guard report.passed else { return }
      }
    }
    if !granted || byteCounts.count < 2 { return }
    if grew && !traits.growsInPlace {
      declare("resize to a larger size succeeded, but the allocator does not declare .growsInPlace")
    }
    if !grew && traits.growsInPlace {
      declare("the allocator declares .growsInPlace, but resize never succeeded with a larger size")
    }
    if !shrinkRefused && traits.shrinksByMoving {
      declare("the allocator declares .shrinksByMoving, but resize never refused to shrink a block")
    }
  }
}

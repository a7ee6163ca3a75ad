// Sizes that nobody should write, copy or fill: a walk asks for them only where that costs nothing.
extension Walk {
  /// Whether a step that asks for so much is left out, since the allocator may well grant it.
  ///
  /// Parents refuse such sizes, so that asking is cheap and shows whether their refusal arrives. An allocator that has
  /// other memory, such as the system's, beside its parent grants gigabytes, and what lies above it may fill or wipe
  /// all of them. So it is asked once, while its parents refuse everything, for as much as may be written, and for a
  /// little more than parents ever grant.
  ///
  /// What must be refused in every state is always asked for.
  mutating func isTooMuch(_ byteCount: Int, _ alignment: Int, _ subject: Subject) -> Bool {
    if byteCount <= Traits.greatestWrittenByteCount { return false }
    if traits.refuses(byteCount: byteCount, alignment: alignment) { return false }
    if let hasOtherMemory { return hasOtherMemory }
    let found = memory.state.refusing {
      [Traits.greatestWrittenByteCount, TestMemoryState.largestRequest + 1].contains { byteCount in
        guard let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) else { return false }
        unsafe subject.deallocate(block)
        return true
      }
    }
    hasOtherMemory = found
    return found
  }
}

extension TestMemoryState {
  /// This memory, those beside it, and those beside them.
  private var all: [TestMemoryState] { guarded { $0.companions }.reduce(into: [self]) { $0 += $1.all } }

  /// Calls `body` while this memory and those beside it refuse everything, as if nobody had asked.
  fileprivate func refusing<Result>(_ body: () -> Result) -> Result {
    let states = all.map { state in (state, state.guarded { ($0.refusesEverything, $0.hasInjectedFailure) }) }
    for (state, _) in states { state.guarded { $0.refusesEverything = true } }
    defer {
      for (state, before) in states {
        state.guarded { ($0.refusesEverything, $0.hasInjectedFailure) = before }
      }
    }
    return body()
  }
}

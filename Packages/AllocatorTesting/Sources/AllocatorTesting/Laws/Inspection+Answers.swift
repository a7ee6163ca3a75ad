// What an allocator says about sizes, about blocks that are not its own, and when its parent fails.
extension Inspection {
  /// Law 8.
  mutating func checkGoodByteCounts() {
    for alignment in [1, 8, 16, 256] where alignment <= traits.greatestMaximumAlignment ?? 256 {
      checkGoodByteCounts(alignment: alignment)
      guard report.passed else { return }
    }
  }

  private mutating func checkGoodByteCounts(alignment: Int) {
    let limit = traits.maximumByteCount
    var byteCounts: [Int] = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 25, 31, 32, 33, 48, 63, 64, 65, 100, 127, 128, 129]
    byteCounts += [255, 256, 257, 511, 512, 513, 1000, 1023, 1024, 1025, 2000, 4095, 4096, 4097, 10_000, 65_536]
    if let limit { byteCounts += [max(0, limit - 1), limit, limit < Int.max ? limit + 1 : limit] }
    byteCounts += [Int.max - 4096, Int.max - 64, Int.max - 15, Int.max - 7, Int.max - 1, Int.max]
    byteCounts.sort()
    withFresh { inspection, subject, _ in
      var previous = 0
      for byteCount in byteCounts {
        let good = subject.goodByteCount(for: byteCount, alignment: alignment)
        let call = "goodByteCount(for: \(byteCount), alignment: \(alignment)) is \(good)"
        if good < byteCount { return inspection.breakLaw(8, call + ", which is less") }
        if good < previous { return inspection.breakLaw(8, call + ", but \(previous) for a smaller size") }
        let again = subject.goodByteCount(for: good, alignment: alignment)
        if again != good { return inspection.breakLaw(8, call + ", for which it is \(again)") }
        if let limit, byteCount <= limit, good > limit {
          return inspection.breakLaw(8, call + ", which the allocator always refuses")
        }
        previous = good
      }
    }
    guard report.passed else { return }
    for byteCount in byteCounts where byteCount <= 1 << 16 { checkGoodByteCount(of: byteCount, alignment) }
  }

  /// A good size can be had where the size itself can, and is reached in place by what grows in place.
  private mutating func checkGoodByteCount(of byteCount: Int, _ alignment: Int) {
    guard report.passed else { return }
    withFresh { inspection, subject, _ in
      let good = subject.goodByteCount(for: byteCount, alignment: alignment)
      let call = "goodByteCount(for: \(byteCount), alignment: \(alignment)) is \(good)"
      guard good != byteCount, var block = unsafe subject.allocate(byteCount: byteCount, alignment: alignment) else {
        return
      }
      if inspection.traits.growsInPlace, unsafe !subject.resize(&block, byteCount: good) {
        return inspection.breakLaw(8, call + ", but a new block cannot grow to it in place")
      }
      unsafe subject.deallocate(block)
      inspection.withFresh { inspection, subject, _ in
        if let block = unsafe subject.allocate(byteCount: good, alignment: alignment) {
          return unsafe subject.deallocate(block)
        }
        // Where a fresh allocator lies decides how much room a large alignment takes: only the same one can be asked.
        if let block = unsafe subject.allocate(byteCount: byteCount, alignment: alignment) {
          unsafe subject.deallocate(block)
          inspection.breakLaw(8, call + ", which is refused where the size itself is granted")
        }
      }
    }
  }

  /// Law 15 right behind the last block of a pool that is used up and whose blocks lie side by side.
  private mutating func checkEndOfPool() {
    guard let byteCount = traits.blockByteCount, let bound = traits.bound, bound.upperBound / byteCount <= 2048 else {
      return
    }
    withFresh { inspection, subject, _ in
      var own: [Block] = unsafe []
      while let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) { unsafe own.append(block) }
      let starts = unsafe own.map { unsafe UInt(bitPattern: $0.address) }.sorted()
      if let first = starts.first, let last = starts.last, last - first == UInt((starts.count - 1) * byteCount) {
        let end = unsafe Block(
          address: TestMemoryState.pointer(last + UInt(byteCount)), byteCount: 1, alignment: 1)
        if unsafe subject.owns(end) {
          unsafe inspection.breakLaw(
            15, "all \(starts.count) blocks are live, and owns is true for \(end), behind them")
        }
      }
      while let block = unsafe own.popLast() { unsafe subject.deallocate(block) }
    }
  }

  /// Law 15 for blocks that are somebody else's, and for those next to what the allocator has from its parent.
  mutating func checkOutsiders() {
    guard traits.isOwner else { return }
    checkEndOfPool()
    withFresh { inspection, subject, memory in
      var own: [Block] = unsafe []
      let byteCount = min(inspection.traits.typicalByteCount, 48)
      while unsafe own.count < 40, let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) {
        unsafe own.append(block)
      }
      for byteCount in [0, 1, 24, 4096, 1 << 20] {
        guard let foreign = unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: 16) else {
          continue
        }
        let claimed = unsafe subject.owns(foreign)
        if claimed { unsafe inspection.breakLaw(15, "owns is true for a foreign block, \(foreign)") }
        unsafe SystemAllocator().deallocate(foreign)
      }
      for entry in memory.state.entries where entry.isLive {
        let start = unsafe TestMemoryState.pointer(entry.address)
        let end = unsafe start + entry.byteCount
        let neighbors = unsafe [
          Block(address: end, byteCount: 1, alignment: 1), Block(address: end, byteCount: 0, alignment: 1),
          Block(address: start - 1, byteCount: 1, alignment: 1), Block(address: end + 8, byteCount: 8, alignment: 1),
        ]
        for unsafe(index, neighbor) in unsafe neighbors.enumerated() where unsafe subject.owns(neighbor) {
          let place = index == 2 ? "before" : "behind"
          return unsafe inspection.breakLaw(
            15, "owns is true for \(neighbor), right \(place) the \(entry.byteCount) bytes from its parent")
        }
      }
      while let block = unsafe own.popLast() { unsafe subject.deallocate(block) }
    }
  }

  /// Law 21: one short life of the allocator for each request that it makes of its parent, with that request failing.
  mutating func failEveryRequest() {
    guard usesParent else { return }
    for number in 0..<3 {
      let script = Array(randomScript(5000 + number).filter { !$0.isParentControl }.prefix(48))
      let memory = TestMemory()
      let total: Int
      do throws(MakingFailure) {
        var walk = Walk(try make(memory), traits: traits, memory: memory)
        for step in script { if let violation = walk.perform(step) { return report.violations.append(violation) } }
        total = memory.requestCount
        if let violation = walk.finish() { return report.violations.append(violation) }
      } catch {
        return report.violations.append(couldNotBeMade(error))
      }
      let stride = max(1, total / 40)
      var failing = 1
      while failing <= total {
        failMaking(at: failing)
        guard report.passed, explore([.parentFails(at: failing)] + script, 5000 + number) else { return }
        failing += stride
      }
    }
  }

  /// An allocator whose parent fails while it is made must say so, and keep nothing.
  private mutating func failMaking(at number: Int) {
    let memory = TestMemory()
    memory.failRequest(number)
    do throws(MakingFailure) {
      var walk = Walk(try make(memory), traits: traits, memory: memory)
      if let violation = walk.finish() { report.violations.append(violation) }
    } catch {
      if memory.liveBlockCount > 0 {
        breakLaw(
          21, "request \(number) of the allocator's initializer failed, and \(memory.liveBlockCount) blocks leaked")
      }
    }
  }
}

extension Step {
  /// Whether the step is about the parent.
  var isParentControl: Bool {
    switch self {
    case .parentRefuses, .parentFails: true
    default: false
    }
  }
}

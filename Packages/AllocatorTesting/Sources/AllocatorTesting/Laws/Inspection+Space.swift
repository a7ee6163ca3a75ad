// How much an allocator allocates, and whether it reuses freed memory.
extension Inspection {
  /// How many blocks are enough to call an allocator unbounded.
  private static var greatestFill: Int { 2048 }

  mutating func checkBound() {
    if traits.bound?.upperBound == Int.max && ![8, 64, 1000].contains(where: { runsOut(of: $0) }) {
      declare("it declares .bounded, but served \(Self.greatestFill) blocks of 8, 64, and 1000 bytes each")
    }
    checkBlockCount()
    guard report.passed else { return }
    withFresh { inspection, subject, _ in
      var blocks: [Block] = unsafe []
      let first = unsafe inspection.fill(subject, &blocks)
      unsafe inspection.judge(filled: first, blockCount: blocks.count)
      guard inspection.report.passed, unsafe !blocks.isEmpty else { return }
      if inspection.traits.bound != nil, !inspection.traits.shrinksByMoving {
        unsafe inspection.shrinkWhenFull(subject, &blocks[0])
      }
      guard inspection.report.passed else { return }
      unsafe inspection.free(&blocks, subject)
      if inspection.traits.bound != nil, inspection.traits.reclamation != .never {
        unsafe inspection.fillWithCrumbs(subject, &blocks)
        unsafe inspection.free(&blocks, subject)
        let second = unsafe inspection.fill(subject, &blocks)
        if second < first {
          inspection.breakLaw(16, "\(first) bytes fitted in at first, and only \(second) after all were freed")
          return
        }
      }
      if inspection.specimen.canReset {
        _ = subject.reset()
        unsafe blocks.removeAll()
        let third = unsafe inspection.fill(subject, &blocks)
        if third < first {
          inspection.breakLaw(19, "\(first) bytes fitted in at first, and only \(third) after a reset")
        } else if third > inspection.traits.bound?.upperBound ?? Int.max {
          inspection.breakLaw(19, "\(first) bytes fitted in at first, and \(third) after a reset")
        }
      }
      unsafe inspection.free(&blocks, subject)
    }
  }

  /// The blocks of a pool are used up by requests of one byte as soon as by large ones.
  private mutating func checkBlockCount() {
    guard let byteCount = traits.blockByteCount, byteCount > 0, let bound = traits.bound,
      bound.upperBound / byteCount < Self.greatestFill
    else { return }
    withFresh { inspection, subject, _ in
      let counts = bound.lowerBound / byteCount...bound.upperBound / byteCount
      var blocks: [Block] = unsafe []
      while unsafe blocks.count <= counts.upperBound, let block = unsafe subject.allocate(byteCount: 1, alignment: 1) {
        unsafe blocks.append(block)
      }
      let count = unsafe blocks.count
      if !counts.contains(count) {
        inspection.declare(
          "it declares .fixedBlock(\(byteCount)) and a bound of \(counts.upperBound) blocks, but gave \(count) blocks of "
            + "one byte")
      }
      while let block = unsafe blocks.popLast() { unsafe subject.deallocate(block) }
    }
  }

  private mutating func judge(filled: Int, blockCount: Int) {
    guard let bound = traits.bound else {
      if blockCount < Self.greatestFill && filled < 1 << 20 {
        declare("it refused after \(filled) bytes in \(blockCount) blocks, but does not declare .bounded")
      }
      return
    }
    if filled > bound.upperBound {
      declare("it declares at most \(bound.upperBound) bytes, but gave \(filled)")
    } else if filled < min(bound.lowerBound, 1 << 20) && blockCount < Self.greatestFill {
      declare("it declares at least \(bound.lowerBound) bytes, but gave only \(filled)")
    }
  }

  /// Whether a fresh allocator refuses at some time when it is asked for blocks of this size.
  private mutating func runsOut(of byteCount: Int) -> Bool {
    var refused = false
    withFresh { _, subject, _ in
      var blocks: [Block] = unsafe []
      while !refused, unsafe blocks.count < Self.greatestFill {
        if let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) {
          unsafe blocks.append(block)
        } else {
          refused = true
        }
      }
      while let block = unsafe blocks.popLast() { unsafe subject.deallocate(block) }
    }
    return refused
  }

  private mutating func shrinkWhenFull(_ subject: Subject, _ block: inout Block) {
    let old = unsafe block.byteCount
    for byteCount in [old, old - old / 4, old / 2, 1, 0] where byteCount <= old {
      guard unsafe subject.reallocate(&block, byteCount: byteCount) else {
        return breakLaw(12, "with all its memory given out, shrinking a block of \(old) bytes to \(byteCount) failed")
      }
    }
  }

  /// Asks for blocks, the largest that are granted, until even one byte is refused; the sum of their bytes.
  private mutating func fill(_ subject: Subject, _ blocks: inout [Block]) -> Int {
    var sum = 0
    var byteCount = min(traits.maximumByteCount ?? 4096, Traits.greatestWrittenByteCount)
    while byteCount > 0, unsafe blocks.count < Self.greatestFill {
      if sum >= 1 << 20, traits.bound?.upperBound ?? Int.max == Int.max { break }
      if let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) {
        unsafe blocks.append(block)
        sum += byteCount
      } else if traits.bound == nil {
        break
      } else {
        byteCount /= 2
      }
    }
    return sum
  }

  /// Asks for blocks of every small size in turn until one is refused: once freed, they must serve as large blocks again.
  private func fillWithCrumbs(_ subject: Subject, _ blocks: inout [Block]) {
    let largest = min(traits.maximumByteCount ?? 256, 256)
    var byteCount = 1
    while unsafe blocks.count < Self.greatestFill,
      let block = unsafe subject.allocate(byteCount: min(byteCount, largest), alignment: 1)
    {
      unsafe blocks.append(block)
      byteCount = byteCount % 256 + 5
    }
  }

  /// Newest first for what reclaims only so, otherwise every other block first.
  private func free(_ blocks: inout [Block], _ subject: Subject) {
    if traits.reclamation == .inAnyOrder {
      for index in unsafe blocks.indices where index % 2 == 0 { unsafe subject.deallocate(blocks[index]) }
      for index in unsafe blocks.indices where index % 2 == 1 { unsafe subject.deallocate(blocks[index]) }
    } else {
      while let block = unsafe blocks.popLast() { unsafe subject.deallocate(block) }
    }
    unsafe blocks.removeAll()
  }

  /// How often a block is allocated and freed, and how many addresses may be seen meanwhile.
  private static var roundCount: Int { 1024 }
  private static var greatestFootprint: Int { 512 }

  /// Allocates and frees one shape for a long time: the addresses must repeat as declared.
  mutating func checkReuse() {
    let limit = min(traits.maximumByteCount ?? 1000, 1000)
    // What starts over when nothing lives may reuse some shapes in any order, and others newest first only.
    var reusesInAnyOrder: [String] = []
    var shapeCount = 0
    for (byteCount, alignment) in [(0, 1), (min(64, limit), 8), (min(24, limit), 1), (limit, 64)] {
      let alignment = min(alignment, traits.maximumAlignment(for: byteCount) ?? alignment)
      let newestFirst = reuses(byteCount: byteCount, alignment: alignment, newestFirst: true)
      let oldestFirst = reuses(byteCount: byteCount, alignment: alignment, newestFirst: false)
      guard report.passed else { return }
      let shape = "blocks of \(byteCount) bytes aligned to \(alignment), allocated and freed again and again"
      switch traits.reclamation {
      case .inAnyOrder:
        if oldestFirst == false {
          return breakLaw(16, shape + ", oldest first, take ever more space; an arena or a stack declares .reclaims")
        }
        if newestFirst == false { return breakLaw(16, shape + ", newest first, take ever more space") }
      case .lifoOnly:
        if newestFirst == false { return breakLaw(16, shape + ", newest first, take ever more space") }
        if byteCount > 0, oldestFirst != nil { shapeCount += 1 }
        if byteCount > 0, oldestFirst == true { reusesInAnyOrder.append(shape) }
      case .never:
        if newestFirst == true, byteCount > 0 {
          return declare("it declares .reclaims(.never), but reuses " + shape + ", newest first")
        }
      }
    }
    if let shape = reusesInAnyOrder.first, reusesInAnyOrder.count == shapeCount {
      declare("it declares .reclaims(.lifoOnly), but reuses " + shape + ", oldest first")
    }
  }

  /// Whether one shape repeats its addresses while some blocks of it stay alive; nil when there is no room to find out.
  private mutating func reuses(byteCount: Int, alignment: Int, newestFirst: Bool) -> Bool? {
    var answer: Bool?
    withFresh { inspection, subject, _ in
      var ring: [Block] = unsafe []
      while unsafe ring.count < 8, let block = unsafe subject.allocate(byteCount: byteCount, alignment: alignment) {
        unsafe ring.append(block)
      }
      // Room for one more, beside at least two.
      if let last = unsafe ring.popLast() { unsafe subject.deallocate(last) }
      if unsafe ring.count >= 2 {
        unsafe answer = inspection.cycle(&ring, byteCount, alignment, newestFirst: newestFirst, subject)
      }
      while let block = unsafe ring.popLast() { unsafe subject.deallocate(block) }
    }
    return answer
  }

  private func cycle(
    _ ring: inout [Block], _ byteCount: Int, _ alignment: Int, newestFirst: Bool, _ subject: Subject
  ) -> Bool {
    var addresses: [UInt] = []
    var oldest = 0
    for _ in 0..<Self.roundCount {
      guard let block = unsafe subject.allocate(byteCount: byteCount, alignment: alignment) else { return false }
      unsafe addresses.append(UInt(bitPattern: block.address))
      if newestFirst {
        unsafe subject.deallocate(block)
      } else {
        unsafe subject.deallocate(ring[oldest])
        unsafe ring[oldest] = block
        oldest = unsafe (oldest + 1) % ring.count
      }
    }
    addresses.sort()
    var footprint = 1
    for index in 1..<addresses.count where addresses[index] != addresses[index - 1] { footprint += 1 }
    return footprint <= Self.greatestFootprint
  }
}

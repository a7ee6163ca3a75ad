/// Walks a trace once, and counts.
struct TraceAnalyzer {
  private let trace: Trace
  private var analysis: TraceAnalysis
  private var blocks: [LiveBlock]
  /// The youngest and the oldest live block, as slots; live blocks are a list in order of birth.
  private var youngest = none
  private var oldest = none
  private var live = TraceAnalysis.Amount()
  private var sizes = [Count](repeating: Count(), count: 65)
  private var fineSizes: [Int: Count] = [:]
  private var lifetimes = [TraceAnalysis.Amount](repeating: TraceAnalysis.Amount(), count: 20)
  private var alignments = [Int](repeating: 0, count: 64)
  private var threadEvents: [Int]

  private static let none = -1
  private static let momentCount = 240

  private struct LiveBlock {
    var older = none
    var younger = none
    var birth = 0
    var birthByteCount = 0
    var thread = 0
    var resizeCount = 0
  }

  private struct Count {
    var blocks = 0
    var bytes = 0
    var live = 0
    var peak = 0

    mutating func add(_ byteCount: Int) {
      blocks += 1
      bytes += byteCount
      live += 1
      peak = max(peak, live)
    }
  }

  init(_ trace: Trace) {
    self.trace = trace
    blocks = Array(repeating: LiveBlock(), count: trace.slotCount)
    threadEvents = Array(repeating: 0, count: trace.threadCount)
    analysis = TraceAnalysis(
      trace: trace.name, events: trace.events.count, allocations: 0, zeroedAllocations: 0, resizes: .init(),
      frees: .init(), threads: [], askedBytes: 0, largestBytes: 0, peak: .init(), liveAtEnd: .init(), sizes: [],
      commonSizes: [], lifetimes: [], alignments: [], timeline: [], leaks: [])
  }

  /// The figures.
  ///
  /// - Complexity: O(*n*) in the number of events.
  consuming func run() -> TraceAnalysis {
    let count = trace.events.count
    let momentCount = min(Self.momentCount, count)
    var moment = TraceAnalysis.Moment(event: 0, bytes: 0, blocks: 0)
    for (index, event) in trace.events.enumerated() {
      threadEvents[event.thread] += 1
      switch event.kind {
      case .allocate, .allocateZeroed: allocate(event, at: index)
      case .resize: resize(event)
      case .free: free(event, at: index)
      }
      if live.bytes > analysis.peak.bytes {
        analysis.peak.bytes = live.bytes
        analysis.peak.event = index + 1
      }
      analysis.peak.blocks = max(analysis.peak.blocks, live.blocks)
      moment.bytes = max(moment.bytes, live.bytes)
      moment.blocks = max(moment.blocks, live.blocks)
      if index + 1 == count * (analysis.timeline.count + 1) / momentCount {
        moment.event = index + 1
        analysis.timeline.append(moment)
        moment.bytes = live.bytes
        moment.blocks = live.blocks
      }
    }
    analysis.liveAtEnd = live
    finish()
    return analysis
  }

  private mutating func allocate(_ event: Trace.Event, at index: Int) {
    analysis.allocations += 1
    if event.kind == .allocateZeroed { analysis.zeroedAllocations += 1 }
    analysis.askedBytes += event.byteCount
    analysis.largestBytes = max(analysis.largestBytes, event.byteCount)
    alignments[Int(event.alignmentShift)] += 1
    sizes[Self.bucket(event.byteCount)].add(event.byteCount)
    if event.byteCount <= 4096 { fineSizes[Self.fineSize(event.byteCount), default: Count()].add(event.byteCount) }
    live.bytes += event.byteCount
    live.blocks += 1
    let slot = Int(event.slot)
    blocks[slot] = LiveBlock(
      older: youngest, birth: index, birthByteCount: event.byteCount, thread: event.thread)
    if youngest == Self.none { oldest = slot } else { blocks[youngest].younger = slot }
    youngest = slot
  }

  private mutating func resize(_ event: Trace.Event) {
    let growth = event.byteCount - event.oldByteCount
    analysis.resizes.count += 1
    if growth > 0 { analysis.resizes.growing += 1 }
    if growth < 0 { analysis.resizes.shrinking += 1 }
    if event.oldByteCount > 0, event.byteCount >= 2 * event.oldByteCount { analysis.resizes.doubling += 1 }
    analysis.askedBytes += max(growth, 0)
    analysis.largestBytes = max(analysis.largestBytes, event.byteCount)
    live.bytes += growth
    let slot = Int(event.slot)
    blocks[slot].resizeCount += 1
    if blocks[slot].resizeCount == 1 { analysis.resizes.blocks += 1 }
    analysis.resizes.mostOfOneBlock = max(analysis.resizes.mostOfOneBlock, blocks[slot].resizeCount)
  }

  private mutating func free(_ event: Trace.Event, at index: Int) {
    let slot = Int(event.slot)
    let block = blocks[slot]
    analysis.frees.count += 1
    if slot == youngest { analysis.frees.lastInFirstOut += 1 }
    if slot == oldest { analysis.frees.firstInFirstOut += 1 }
    if block.thread != event.thread { analysis.frees.byOtherThread += 1 }
    if block.older == Self.none { oldest = block.younger } else { blocks[block.older].younger = block.younger }
    if block.younger == Self.none { youngest = block.older } else { blocks[block.younger].older = block.older }
    live.bytes -= event.byteCount
    live.blocks -= 1
    die(block)
    var power = 0
    var bound = 1
    while bound < index - block.birth {
      bound *= 10
      power += 1
    }
    lifetimes[power].blocks += 1
    lifetimes[power].bytes += block.birthByteCount
  }

  private mutating func die(_ block: LiveBlock) {
    sizes[Self.bucket(block.birthByteCount)].live -= 1
    if block.birthByteCount <= 4096 { fineSizes[Self.fineSize(block.birthByteCount)]?.live -= 1 }
  }

  private mutating func finish() {
    for (bucket, count) in sizes.enumerated() where count.blocks > 0 {
      analysis.sizes.append(
        .init(
          upToBytes: bucket == 0 ? 0 : 1 << (bucket - 1), blocks: count.blocks, bytes: count.bytes,
          peakBlocks: count.peak))
    }
    analysis.commonSizes = fineSizes.sorted { ($1.value.blocks, $0.key) < ($0.value.blocks, $1.key) }.prefix(8)
      .map { .init(upToBytes: $0.key, blocks: $0.value.blocks, bytes: $0.value.bytes, peakBlocks: $0.value.peak) }
    var bound = 1
    for amount in lifetimes {
      if amount.blocks > 0 {
        analysis.lifetimes.append(.init(upToEvents: bound, blocks: amount.blocks, bytes: amount.bytes))
      }
      bound = bound.multipliedReportingOverflow(by: 10).partialValue
    }
    if live.blocks > 0 {
      var bytes = 0
      var slot = youngest
      while slot != Self.none {
        bytes += blocks[slot].birthByteCount
        slot = blocks[slot].older
      }
      analysis.lifetimes.append(.init(upToEvents: nil, blocks: live.blocks, bytes: bytes))
    }
    for (shift, count) in alignments.enumerated() where count > 0 {
      analysis.alignments.append(.init(alignment: 1 << shift, blocks: count))
    }
    analysis.threads = zip(trace.threadNumbers, threadEvents).map { .init(number: $0, events: $1) }
    analysis.leaks = leaks()
  }

  /// What is live at the end, by the site of its birth, most bytes first.
  private func leaks() -> [TraceAnalysis.Site] {
    guard !trace.eventSites.isEmpty else { return [] }
    var amounts: [Int: TraceAnalysis.Amount] = [:]
    for leftover in trace.leftovers {
      let site = Int(trace.eventSites[blocks[Int(leftover.slot)].birth])
      amounts[site, default: .init()].blocks += 1
      amounts[site, default: .init()].bytes += leftover.byteCount
    }
    return amounts.sorted { ($1.value.bytes, $0.key) < ($0.value.bytes, $1.key) }
      .map { .init(site: trace.sites[$0.key], blocks: $0.value.blocks, bytes: $0.value.bytes) }
  }

  /// 0 for no bytes, else one more than the smallest `k` with `byteCount <= 1 << k`.
  private static func bucket(_ byteCount: Int) -> Int {
    byteCount == 0 ? 0 : 1 + (byteCount == 1 ? 0 : Int.bitWidth - (byteCount - 1).leadingZeroBitCount)
  }

  private static func fineSize(_ byteCount: Int) -> Int { (byteCount + 15) & ~15 }
}

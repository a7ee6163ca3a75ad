import AllocatorCore

/// Where the bytes of one part of a composition are: `requested + slack + cached == committed`, always.
public struct LedgerBalance: Equatable, Sendable, Encodable {
  /// The live blocks.
  public var blocks = 0
  /// Their bytes, as they were asked for.
  public var requestedBytes = 0
  /// What those blocks take beyond that: sizes rounded up.
  public var slackBytes = 0
  /// What lies in no live block: free blocks, the rest of chunks, their bookkeeping.
  public var cachedBytes = 0
  /// What it has from the system.
  public var committedBytes = 0

  static func + (left: LedgerBalance, right: LedgerBalance) -> LedgerBalance {
    LedgerBalance(
      blocks: left.blocks + right.blocks, requestedBytes: left.requestedBytes + right.requestedBytes,
      slackBytes: left.slackBytes + right.slackBytes, cachedBytes: left.cachedBytes + right.cachedBytes,
      committedBytes: left.committedBytes + right.committedBytes)
  }
}

/// What one part of a composition did with a trace, and the parts below it.
public struct LedgerEntry: Sendable, Encodable {
  /// The part it plays: `≤ 64` bytes, `else`, `parent`.
  public var role: String
  /// What it is, as descriptions name it.
  public var name: String
  /// Whether it cuts its blocks out of memory from the parts below it.
  var isSource: Bool
  /// How many blocks it allocated, and their bytes; growth counts as bytes.
  public var allocations: Int
  public var allocatedBytes: Int
  /// How many requests it refused; a resize that asks for no move is not counted.
  public var refusals: Int
  /// What went back to the system, of what it had.
  public var returnedBytes: Int
  /// The most bytes that were live in it at once.
  public var peakRequestedBytes: Int
  /// How it stood when most was live in the whole composition.
  public var atPeak: LedgerBalance
  /// How it stood behind the last event.
  public var atEnd: LedgerBalance
  public var parts: [LedgerEntry]

  private enum CodingKeys: String, CodingKey {
    case role, name, allocations, allocatedBytes, refusals, returnedBytes, peakRequestedBytes, atPeak, atEnd, parts
  }

  /// For a person: at most `limit` parts each, those that have most, and the others in one; without the system below
  /// pools and arenas, whose own line says what they have from it.
  func condensed(to limit: Int) -> LedgerEntry {
    var entry = self
    if isSource && parts.allSatisfy({ $0.parts.isEmpty }) {
      entry.parts = []
    } else if parts.count > limit {
      let order = parts.indices.sorted {
        let (left, right) = (parts[$0], parts[$1])
        return (right.atPeak.committedBytes, right.allocatedBytes, $0)
          < (left.atPeak.committedBytes, left.allocatedBytes, $1)
      }
      let others = order[(limit - 1)...].map { parts[$0] }
      entry.parts = order[..<(limit - 1)].sorted().map { parts[$0].condensed(to: limit) }
      entry.parts.append(Self.sum(others))
    } else {
      entry.parts = parts.map { $0.condensed(to: limit) }
    }
    return entry
  }

  private static func sum(_ entries: [LedgerEntry]) -> LedgerEntry {
    func sum(_ figure: KeyPath<LedgerEntry, Int>) -> Int { entries.reduce(0) { $0 + $1[keyPath: figure] } }
    return LedgerEntry(
      role: "", name: "\(entries.count) others", isSource: false, allocations: sum(\.allocations),
      allocatedBytes: sum(\.allocatedBytes), refusals: sum(\.refusals), returnedBytes: sum(\.returnedBytes),
      peakRequestedBytes: sum(\.peakRequestedBytes), atPeak: entries.reduce(LedgerBalance()) { $0 + $1.atPeak },
      atEnd: entries.reduce(LedgerBalance()) { $0 + $1.atEnd }, parts: [])
  }
}

/// What one composition did with a trace, part by part.
public struct Ledger: Sendable, Encodable {
  /// The composition as a description: the names of its parts.
  public var specification: String
  /// The event behind which most was live.
  public var peakEvent: Int
  public var root: LedgerEntry

  /// Replays `trace` once more, on the composition as it is described, every part with books of its own.
  ///
  /// A composition whose type is known is put together at run time for this: calls become dynamic, and where blocks lie
  /// stays what it was.
  ///
  /// - Returns: `nil` when the composition has no description, or cannot be made.
  public static func keep(_ trace: Trace, on composition: any Composition) -> Ledger? {
    guard let text = composition.specification else { return nil }
    let book = LedgerBook()
    var parser = SpecificationParser(text)
    let builder = SpecificationBuilder(text: text, leaf: AnyAllocator(SystemAllocator()), book: book)
    guard let node = try? parser.parse(), let built = try? builder.build(node).any, let root = book.root else {
      return nil
    }
    let peakEvent = trace.peakEvent
    let table = SlotTable(count: trace.slotCount)
    return trace.withScript(table) { script in
      _ = script.replay(0..<peakEvent, on: built)
      root.markPeak()
      _ = script.replay(peakEvent..<script.eventCount, on: built)
      let ledger = Ledger(specification: text, peakEvent: peakEvent, root: root.entry)
      script.sweep(on: built)
      return ledger
    }
  }
}

extension Trace {
  /// The number of calls behind which most bytes are live for the first time.
  fileprivate var peakEvent: Int {
    var (live, peak, event) = (0, 0, 0)
    for (index, call) in events.enumerated() {
      live += call.growth
      if live > peak { (peak, event) = (live, index + 1) }
    }
    return event
  }
}

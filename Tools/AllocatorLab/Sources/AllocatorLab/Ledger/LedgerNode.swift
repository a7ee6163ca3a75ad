import AllocatorCore

/// The books of one part of a composition while a trace is replayed on it: what was asked of it, and what it has from
/// the parts below.
final class LedgerNode {
  enum Kind {
    /// It takes memory from its parts and cuts blocks out of it: a pool, an arena.
    case source
    /// It passes requests on to its parts.
    case joint
    /// The system, or what refuses everything.
    case leaf
  }

  let role: String
  let name: String
  let kind: Kind
  fileprivate(set) var parts: [LedgerNode] = []

  private var blockCount = 0
  private var requestedByteCount = 0
  /// What the live blocks take up here, by this part's own good sizes.
  private var occupiedByteCount = 0
  private var peakRequestedByteCount = 0
  private var allocationCount = 0
  private var allocatedByteCount = 0
  private var refusalCount = 0
  private var leftByteCount = 0
  private var atPeak = LedgerBalance()

  init(role: String, name: String, kind: Kind) {
    self.role = role
    self.name = name
    self.kind = kind
  }

  func allocate(_ byteCount: Int, occupying occupied: Int) {
    blockCount += 1
    allocationCount += 1
    grow(byteCount, occupied)
  }

  func deallocate(_ byteCount: Int, occupying occupied: Int) {
    blockCount -= 1
    shrink(byteCount, occupied)
  }

  func resize(from old: (byteCount: Int, occupied: Int), to new: (byteCount: Int, occupied: Int)) {
    // What lies at another size is another block, as a parent sees it, wherever it lies.
    shrink(old.byteCount, old.occupied)
    grow(new.byteCount, new.occupied)
    allocatedByteCount -= min(old.byteCount, new.byteCount)
    leftByteCount -= min(old.occupied, new.occupied)
  }

  func refuse() { refusalCount += 1 }

  private func grow(_ byteCount: Int, _ occupied: Int) {
    allocatedByteCount += byteCount
    requestedByteCount += byteCount
    occupiedByteCount += occupied
    peakRequestedByteCount = max(peakRequestedByteCount, requestedByteCount)
  }

  private func shrink(_ byteCount: Int, _ occupied: Int) {
    requestedByteCount -= byteCount
    occupiedByteCount -= occupied
    leftByteCount += occupied
  }

  /// How it stands now. What a joint has is what its parts have; only there, what it adds to a request is slack, too.
  var balance: LedgerBalance {
    let below = parts.map(\.balance)
    var balance = LedgerBalance(blocks: blockCount, requestedBytes: requestedByteCount)
    switch kind {
    case .leaf: balance.committedBytes = occupiedByteCount
    case .source:
      balance.committedBytes = below.reduce(0) { $0 + $1.committedBytes }
      balance.cachedBytes = balance.committedBytes - occupiedByteCount
    case .joint:
      balance.committedBytes = below.reduce(0) { $0 + $1.committedBytes }
      balance.cachedBytes = below.reduce(0) { $0 + $1.cachedBytes }
    }
    balance.slackBytes = balance.committedBytes - balance.cachedBytes - balance.requestedBytes
    return balance
  }

  /// This is the moment of the peak.
  func markPeak() {
    atPeak = balance
    for part in parts { part.markPeak() }
  }

  /// The books as they stand now, this part's and those below.
  var entry: LedgerEntry {
    let below = parts.map(\.entry)
    return LedgerEntry(
      role: role, name: name, isSource: kind == .source, allocations: allocationCount,
      allocatedBytes: allocatedByteCount, refusals: refusalCount,
      returnedBytes: kind == .leaf ? leftByteCount : below.reduce(0) { $0 + $1.returnedBytes },
      peakRequestedBytes: peakRequestedByteCount, atPeak: atPeak, atEnd: balance, parts: below)
  }
}

/// Knows which part is being built, so that what is built within it becomes its part.
final class LedgerBook {
  private var open: [LedgerNode] = []
  private(set) var root: LedgerNode?

  func begin(role: String, name: String) -> LedgerNode {
    let kind: LedgerNode.Kind =
      switch name {
      case "system", "null": .leaf
      case "freelist", "scoped": .source
      default: .joint
      }
    let node = LedgerNode(role: role, name: name, kind: kind)
    if let whole = open.last { whole.parts.append(node) } else { root = node }
    open.append(node)
    return node
  }

  /// The part that was begun last is built. Its own parts stand in the order of their thresholds, not of building.
  func end() {
    let node = open.removeLast()
    if node.name == "fallback" || node.name == "segregated" { node.parts.reverse() }
  }
}

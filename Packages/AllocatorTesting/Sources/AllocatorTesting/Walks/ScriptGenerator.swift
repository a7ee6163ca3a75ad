/// Makes random scripts that fit an allocator: sizes and alignments around its limits, and phases of growth and decay.
struct ScriptGenerator {
  /// What a script is made for.
  enum Kind {
    case ordinary
    /// Some blocks of more than 64 KiB, alive together.
    case large
    /// A few sizes of more than 1,000 bytes, which come again and again, so that freed blocks are used for others.
    case recurring
    /// Up to some hundreds of live blocks of mixed sizes.
    case crowded

    static var special: [Kind] { [.large, .recurring, .crowded] }
  }

  let traits: Traits
  let canReset: Bool
  /// Whether the parent may be made to refuse.
  let hasParent: Bool
  let kind: Kind
  private var random: RandomSource
  private var live: [Int] = []
  /// The numbers of blocks that one call asked for.
  private var groups: [Range<Int>] = []
  private var nextID = 0
  private var parentRefuses = false

  init(traits: Traits, canReset: Bool, hasParent: Bool, kind: Kind = .ordinary, seed: UInt64) {
    self.traits = traits
    self.canReset = canReset
    self.hasParent = hasParent
    self.kind = kind
    random = RandomSource(seed: seed)
  }

  private var greatestLiveCount: Int {
    switch kind {
    case .ordinary: 200
    case .large: 5
    case .recurring: 12
    case .crowded: 320
    }
  }

  /// A script of `count` steps.
  mutating func script(count: Int) -> [Step] {
    var steps: [Step] = []
    var growth = kind == .crowded ? 95 : 60
    var order = 0
    for index in 0..<count {
      // A crowd gathers in the first half.
      if random.chance(kind == .crowded ? 1 : 4), kind != .crowded || index > count / 2 {
        growth = random.element(of: [35, 50, 65, 90])
        order = random.number(below: 3)
      }
      steps.append(step(growth: growth, order: order))
    }
    return steps
  }

  private mutating func step(growth: Int, order: Int) -> Step {
    if hasParent, random.chance(parentRefuses ? 25 : 2) {
      parentRefuses.toggle()
      return .parentRefuses(parentRefuses)
    }
    if canReset, kind != .crowded, random.chance(2) {
      live.removeAll()
      return .reset
    }
    if random.chance(1) { return .releaseUnused }
    if live.isEmpty || random.chance(growth) {
      return live.count > greatestLiveCount ? .deallocate(take(order)) : request()
    }
    // Half of the changes go to the newest block, which an arena can change in place.
    let id = random.chance(50) ? live[live.count - 1] : random.element(of: live)
    switch random.number(below: 12) {
    case 0, 1: return .resize(id, byteCount: byteCount())
    case 2, 3, 4: return .reallocate(id, byteCount: byteCount())
    case 5: return .deallocateContaining(take(order), offset: random.number(below: 300))
    case 6:
      guard !groups.isEmpty else { return .deallocate(take(order)) }
      let group = groups.remove(at: random.number(below: groups.count))
      live.removeAll { group.contains($0) }
      return .deallocateBlocks(group.lowerBound, count: group.count)
    default: return .deallocate(take(order))
    }
  }

  private mutating func request() -> Step {
    let byteCount = byteCount()
    let alignment = alignment(of: byteCount)
    let id = nextID
    if random.chance(6), byteCount <= 4096 || byteCount >= Traits.absurdByteCount {
      let count = 1 + random.number(below: kind == .crowded ? 40 : 12)
      nextID += count
      live += id..<nextID
      groups.append(id..<nextID)
      return .allocateBlocks(id, count: count, byteCount: byteCount, alignment: alignment)
    }
    nextID += 1
    live.append(id)
    return random.chance(20)
      ? .allocateZeroed(id, byteCount: byteCount, alignment: alignment)
      : .allocate(id, byteCount: byteCount, alignment: alignment)
  }

  /// Which block goes: the newest, the oldest, or any.
  private mutating func take(_ order: Int) -> Int {
    switch order {
    case 0: live.removeLast()
    case 1: live.removeFirst()
    default: live.remove(at: random.number(below: live.count))
    }
  }

  private mutating func byteCount() -> Int {
    let typical = traits.typicalByteCount
    let limit = traits.largestWalkByteCount
    switch kind {
    case .large:
      let byteCounts = [65_537, 70_000, 100_000, 131_072, 131_073, 200_000]
      return random.chance(20) ? min(typical, random.number(below: 160)) : min(limit, random.element(of: byteCounts))
    case .recurring:
      let byteCount = random.element(of: [1001, 1500, 2500, 4000, 9000, 30_000])
      return min(limit, byteCount - (random.chance(30) ? random.number(below: 200) : 0))
    case .crowded:
      return min(typical, random.chance(5) ? 3000 : random.number(below: random.chance(50) ? 64 : 600))
    case .ordinary: break
    }
    switch random.number(below: 40) {
    case 0, 1: return 0
    case 2: return Int.max - random.number(below: 70)
    case 3: return min(limit, 1 << 16)
    case 4: return traits.maximumByteCount.map { $0 < 1 << 20 ? $0 + 1 : 1 << 16 } ?? 1 << 16
    case 5, 6: return max(0, (1 << random.number(below: 13)) + random.number(below: 3) - 1)
    case 7...15: return min(typical, random.number(below: typical + 1))
    default: return min(typical, random.number(below: 160))
    }
  }

  private mutating func alignment(of byteCount: Int) -> Int {
    let limit = traits.maximumAlignment(for: byteCount) ?? Traits.greatestAlignment
    switch random.number(below: 40) {
    case 0: return limit < Traits.greatestAlignment ? limit * 2 : 4096
    case 1, 2: return min(limit, 1 << random.number(below: 14))
    case 3...7: return min(limit, 1 << random.number(below: 8))
    default: return min(limit, 1 << random.number(below: 5))
    }
  }
}

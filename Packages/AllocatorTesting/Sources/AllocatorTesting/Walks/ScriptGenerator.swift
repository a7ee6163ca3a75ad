/// Makes random scripts that fit an allocator: sizes and alignments around its limits, and phases of growth and decay.
struct ScriptGenerator {
  let traits: Traits
  let canReset: Bool
  /// Whether the parent may be told to refuse.
  let hasParent: Bool
  private var random: RandomSource
  private var live: [Int] = []
  private var nextID = 0
  private var parentRefuses = false

  init(traits: Traits, canReset: Bool, hasParent: Bool, seed: UInt64) {
    self.traits = traits
    self.canReset = canReset
    self.hasParent = hasParent
    random = RandomSource(seed: seed)
  }

  /// A script of `count` steps.
  mutating func script(count: Int) -> [Step] {
    var steps: [Step] = []
    var growth = 60
    var order = 0
    for _ in 0..<count {
      if random.chance(4) {
        growth = [35, 50, 65, 90].randomElement(using: &random) ?? 50
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
    if canReset, random.chance(2) {
      live.removeAll()
      return .reset
    }
    if live.isEmpty || random.chance(growth) {
      if live.count > 200 { return .deallocate(take(order)) }
      let id = nextID
      nextID += 1
      live.append(id)
      let byteCount = byteCount()
      let alignment = alignment()
      return random.chance(20)
        ? .allocateZeroed(id, byteCount: byteCount, alignment: alignment)
        : .allocate(id, byteCount: byteCount, alignment: alignment)
    }
    // Half of the changes go to the newest block, which an arena can change in place.
    let id = random.chance(50) ? live[live.count - 1] : random.element(of: live)
    switch random.number(below: 10) {
    case 0, 1: return .resize(id, byteCount: byteCount())
    case 2, 3, 4: return .reallocate(id, byteCount: byteCount())
    default: return .deallocate(take(order))
    }
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
    let limit = traits.maximumByteCount ?? 1 << 16
    switch random.number(below: 40) {
    case 0, 1: return 0
    case 2: return Int.max - random.number(below: 70)
    case 3: return limit
    case 4: return traits.maximumByteCount == nil ? limit : limit + 1
    case 5, 6: return max(0, (1 << random.number(below: 13)) + random.number(below: 3) - 1)
    case 7...15: return min(typical, random.number(below: typical + 1))
    default: return min(typical, random.number(below: 160))
    }
  }

  private mutating func alignment() -> Int {
    let limit = traits.maximumAlignment ?? Traits.greatestAlignment
    switch random.number(below: 40) {
    case 0: return limit < Traits.greatestAlignment ? limit * 2 : 4096
    case 1, 2: return min(limit, 1 << random.number(below: 14))
    case 3...7: return min(limit, 1 << random.number(below: 8))
    default: return min(limit, 1 << random.number(below: 5))
    }
  }
}

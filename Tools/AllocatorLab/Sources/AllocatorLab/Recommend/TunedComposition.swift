import Allocators

/// A composition of a known type whose sizes and counts are chosen for a program: what `recommend` searches among.
public enum TunedComposition: Composition, Hashable {
  /// A row of pools every `step` bytes up to `top`, another above it, and the leaf for the rest.
  case classes(Row, Row?, Pools)
  /// Pools for up to each of one to four sizes, found by comparing, and the leaf for the rest.
  case pools([Int], Pools)
  /// An arena for up to a number of bytes, which reuses the newest block only, and the leaf for the rest.
  case arena(upTo: Int, byteCount: Int)

  /// A row of size classes.
  public struct Row: Hashable, Sendable {
    var step: Int
    var top: Int
  }

  /// How pools take memory from their parent.
  public struct Pools: Hashable, Sendable {
    /// The bytes of a chunk, of two blocks at least.
    var chunk: Int
    /// Whether each chunk is as large as all before it.
    var isDoubling: Bool
  }

  public var kind: CompositionKind { .specialised }

  public var startsAfresh: Bool { if case .arena = self { true } else { false } }

  /// A description that `--allocator` takes.
  public var name: String {
    switch self {
    case .classes(let fine, nil, let pools): "classes(step: \(fine.step), to: \(fine.top), \(Self.text(pools)))"
    case .classes(let fine, let coarse?, let pools):
      "classes(step: \(fine.step), to: \(fine.top), above: \(coarse.step), top: \(coarse.top), \(Self.text(pools)))"
    case .pools(let sizes, let pools): "pools(\(sizes.map(String.init).joined(separator: ", ")), \(Self.text(pools)))"
    case .arena(let limit, let byteCount): "arena(to: \(limit), bytes: \(byteCount))"
    }
  }

  private static func text(_ pools: Pools) -> String {
    "chunk: \(pools.chunk), growth: \(pools.isDoubling ? "doubling" : "constant")"
  }

  public var specification: String? {
    func pool(_ pools: Pools) -> String { "freelist(\(Self.text(pools)))" }
    func part(_ row: Row, above floor: Int, _ pools: Pools) -> String {
      "\(row.top): buckets(above: \(floor), to: \(row.top), step: \(row.step), each: \(pool(pools))), "
    }
    switch self {
    case .classes(let fine, let coarse, let pools):
      let rows =
        part(fine, above: 0, pools) + (coarse.map { part($0, above: fine.top, pools) } ?? "")
      return "aligned(\(SizeClass.alignment): segregated(\(rows)else: system), else: system)"
    case .pools(let sizes, let pools):
      let parts = sizes.map { "\($0): \(pool(pools)), " }.joined()
      return "aligned(\(SizeClass.alignment): segregated(\(parts)else: system), else: system)"
    case .arena(let limit, let byteCount):
      return "segregated(\(limit): scoped(bytes: \(byteCount), growth: doubling), else: system)"
    }
  }

  public var summary: String {
    switch self {
    case .classes(let fine, let coarse, _):
      "pools every \(fine.step) bytes to \(fine.top)"
        + (coarse.map { " and every \($0.step) to \($0.top)" } ?? "") + ", found by a shift; malloc above"
    case .pools(let sizes, _): "pools for up to \(sizes.map(String.init).joined(separator: ", ")) bytes; malloc above"
    case .arena(let limit, _): "an arena for up to \(limit) bytes, rewound behind the run; malloc above"
    }
  }

  public func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    switch self {
    case .classes(let fine, nil, let pools):
      let row = try Self.row(fine, above: 0, pools, over: leaf)
      return visitor.visit(
        row.segregated(upTo: fine.top, otherwise: leaf)
          .segregated(upToAlignment: SizeClass.alignment, otherwise: leaf))
    case .classes(let fine, let coarse?, let pools):
      let row = try Self.row(fine, above: 0, pools, over: leaf)
      let upper = try Self.row(coarse, above: fine.top, pools, over: leaf)
      return visitor.visit(
        row.segregated(upTo: fine.top, otherwise: upper.segregated(upTo: coarse.top, otherwise: leaf))
          .segregated(upToAlignment: SizeClass.alignment, otherwise: leaf))
    case .pools(let sizes, let pools):
      return try Self.visit(sizes, pools, over: leaf, visitor)
    case .arena(let limit, let byteCount):
      let arena = try ScopedAllocator(byteCount: byteCount, growth: .doubling, parent: leaf)
      return visitor.visit(arena.segregated(upTo: limit, otherwise: leaf))
    }
  }

  private static func pool<Leaf: Allocator>(
    _ byteCount: Int, _ pools: Pools, over leaf: Leaf
  ) throws(AllocationError) -> FreeListAllocator<Leaf> {
    try FreeListAllocator(
      blockByteCount: byteCount, blockCount: max(2, pools.chunk / byteCount), blockAlignment: SizeClass.alignment,
      growth: pools.isDoubling ? .doubling : .constant, parent: leaf)
  }

  private static func row<Leaf: Allocator>(
    _ row: Row, above floor: Int, _ pools: Pools, over leaf: Leaf
  ) throws(AllocationError) -> PoolRow<Leaf> {
    try PoolRow<Leaf>(above: floor, upTo: row.top, step: row.step) { (byteCount) throws(AllocationError) in
      try pool(byteCount, pools, over: leaf)
    }
  }

  private static func visit<Leaf: Allocator, Visitor: AllocatorVisitor>(
    _ sizes: [Int], _ pools: Pools, over leaf: Leaf, _ visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    // A type for each number of pools.
    let last = sizes.count - 1
    let one = try pool(sizes[last], pools, over: leaf).segregated(upTo: sizes[last], otherwise: leaf)
    if sizes.count == 1 { return visitor.visit(one.segregated(upToAlignment: SizeClass.alignment, otherwise: leaf)) }
    let two = try pool(sizes[last - 1], pools, over: leaf).segregated(upTo: sizes[last - 1], otherwise: one)
    if sizes.count == 2 { return visitor.visit(two.segregated(upToAlignment: SizeClass.alignment, otherwise: leaf)) }
    let three = try pool(sizes[last - 2], pools, over: leaf).segregated(upTo: sizes[last - 2], otherwise: two)
    if sizes.count == 3 { return visitor.visit(three.segregated(upToAlignment: SizeClass.alignment, otherwise: leaf)) }
    let four = try pool(sizes[0], pools, over: leaf).segregated(upTo: sizes[0], otherwise: three)
    return visitor.visit(four.segregated(upToAlignment: SizeClass.alignment, otherwise: leaf))
  }
}

extension TunedComposition {
  /// The composition that a description names; `nil` when its first word is none of these.
  init?(_ node: SpecificationNode, text: String) throws(SpecificationError) {
    var arguments = SpecificationArguments(node, text: text)
    let limit = 1 << 24
    switch node.name {
    case "classes":
      let fine = Row(
        step: try arguments.powerOfTwo("step", default: 16),
        top: try arguments.number("to", in: 1...limit, default: 1024))
      let step = try arguments.number("above", in: 0...limit, default: 0)
      let top = try arguments.number("top", in: 1...limit, default: fine.top)
      let pools = try Self.pools(&arguments)
      try arguments.finish()
      func isRow(_ row: Row, above floor: Int) -> Bool {
        row.top > floor && (row.top - floor) % row.step == 0 && (row.top - floor) / row.step <= 4096
      }
      guard isRow(fine, above: 0) else {
        throw arguments.error("'to' must be from 1 to 4096 steps of \(fine.step) bytes")
      }
      guard step > 0 else {
        self = .classes(fine, nil, pools)
        return
      }
      let coarse = Row(step: step, top: top)
      guard SizeArithmetic.isPowerOfTwo(step), isRow(coarse, above: fine.top) else {
        throw arguments.error("'top' must be from 1 to 4096 steps of 'above', a power of two, more than 'to'")
      }
      self = .classes(fine, coarse, pools)
    case "pools":
      var sizes: [Int] = []
      while arguments.hasNext { sizes.append(try arguments.nextNumber("a size", in: 1...limit)) }
      let pools = try Self.pools(&arguments)
      try arguments.finish()
      guard (1...4).contains(sizes.count), zip(sizes, sizes.dropFirst()).allSatisfy(<) else {
        throw arguments.error("pools needs one to four ascending sizes")
      }
      self = .pools(sizes, pools)
    case "arena" where !node.arguments.isEmpty:
      self = .arena(
        upTo: try arguments.number("to", in: 0...(1 << 40), default: 1024),
        byteCount: try arguments.number("bytes", in: 0...(1 << 40), default: 1 << 20))
      try arguments.finish()
    default: return nil
    }
  }

  private static func pools(_ arguments: inout SpecificationArguments) throws(SpecificationError) -> Pools {
    let chunk = try arguments.number("chunk", in: 1...(1 << 30), default: 8 << 10)
    let growth = try arguments.growth(default: .constant)
    guard growth == .constant || growth == .doubling else {
      throw arguments.error("growth is constant or doubling here")
    }
    return Pools(chunk: chunk, isDoubling: growth == .doubling)
  }
}

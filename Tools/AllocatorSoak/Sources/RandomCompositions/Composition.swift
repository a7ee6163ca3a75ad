public import AllocatorTesting
internal import Allocators

/// A composition that was decided at run time: the allocator, and how it is written.
public struct Composition {
  public let allocator: AnyBlockOwner
  public let text: String

  /// A random composition over `memory`, nested up to `depth` deep.
  ///
  /// The primaries of fallbacks get memory of their own, which is appended to `memories`: one that owns what its
  /// secondary draws on would claim the secondary's blocks.
  public init<C: Choices>(
    over memory: TestMemory, depth: Int, choices: inout C, memories: inout [TestMemory]
  ) throws(AllocationError) {
    if depth <= 1 {
      self = try Composition.leaf(memory, &choices)
      return
    }
    let kind = choices.number(below: 27)
    let isFallback = kind < 2 || kind == 19
    let ground = isFallback ? TestMemory(beside: memory) : memory
    if isFallback { memories.append(ground) }
    let first = try Composition(over: ground, depth: depth - 1, choices: &choices, memories: &memories)
    switch kind {
    case 0, 1:
      let second = try Composition(over: memory, depth: depth - 1, choices: &choices, memories: &memories)
      self.init(first.allocator.fallback(to: second.allocator), "\(first.text).fallback(to: \(second.text))")
    case 2, 3:
      let second = try Composition(over: memory, depth: depth - 1, choices: &choices, memories: &memories)
      let threshold = [0, 1, 16, 64, 100, 512][choices.number(below: 6)]
      self.init(
        first.allocator.segregated(upTo: threshold, otherwise: second.allocator),
        "\(first.text).segregated(upTo: \(threshold), otherwise: \(second.text))")
    case 4:
      let limit = [100, 1000, 4096, 100_000][choices.number(below: 4)]
      self.init(first.allocator.limited(toByteCount: limit), "\(first.text).limited(toByteCount: \(limit))")
    case 5:
      let quantum = 1 << choices.number(below: 9)
      self.init(
        first.allocator.quantized(toMultipleOf: quantum), "\(first.text).quantized(toMultipleOf: \(quantum))")
    case 6:
      self.init(first.allocator.logging(to: AllocationStatistics().and(LeakTracker())), "\(first.text).logging(to: …)")
    case 7:
      let blockByteCount = [1, 8, 24, 64, 500, 1024][choices.number(below: 6)]
      self.init(
        try FreeListAllocator(
          blockByteCount: blockByteCount, blockCount: 1 + choices.number(below: 12),
          growth: choices.number(below: 2) == 0 ? .fixed : .doubling, parent: first.allocator),
        "pool(\(blockByteCount), in: \(first.text))")
    case 8:
      let second = try Composition(over: memory, depth: depth - 1, choices: &choices, memories: &memories)
      let threshold = 1 << choices.number(below: 8)
      self.init(
        first.allocator.segregated(upToAlignment: threshold, otherwise: second.allocator),
        "\(first.text).segregated(upToAlignment: \(threshold), otherwise: \(second.text))")
    case 9:
      let step = 16 << choices.number(below: 4)
      let growth = choices.number(below: 2) == 0 ? GrowthPolicy.fixed : .constant
      self.init(
        try BucketizedAllocator(upTo: 8 * step, step: step) { (byteCount) throws(AllocationError) in
          try FreeListAllocator(blockByteCount: byteCount, blockCount: 3, growth: growth, parent: first.allocator)
        }, "buckets(upTo: \(8 * step), step: \(step), growth: .\(growth), in: \(first.text))")
    case 11:
      let floor = 1 << choices.number(below: 8)
      self.init(first.allocator.aligned(toAtLeast: floor), "\(first.text).aligned(toAtLeast: \(floor))")
    case 12:
      self.init(first.allocator.affixed(prefix: 7 as UInt16, suffix: 9 as UInt32), "\(first.text).affixed(…)")
    case 13:
      let time: ZeroingTime = choices.number(below: 2) == 0 ? .whenAllocated : [.whenAllocated, .whenDeallocated]
      self.init(first.allocator.zeroing(time), "\(first.text).zeroing(\(time.rawValue))")
    case 14:
      let limit = [1000, 4096, 100_000][choices.number(below: 3)]
      self.init(
        first.allocator.budgeted(by: Budget(byteCount: 5000, parent: Budget(byteCount: limit))),
        "\(first.text).budgeted(by: 5000 in \(limit))")
    case 15:
      let byteCount = [0, 100, 4096][choices.number(below: 3)]
      self.init(
        first.allocator.quarantined(byteCount: byteCount, blockCount: 5, poison: 0xDF),
        "\(first.text).quarantined(byteCount: \(byteCount))")
    case 16:
      let ground = TestMemory(beside: memory)
      memories.append(ground)
      let interval = 1 + choices.number(below: 4)
      self.init(
        first.allocator.sampled(
          every: interval, into: try FreeListAllocator(blockByteCount: 100, blockCount: 4, parent: ground)),
        "\(first.text).sampled(every: \(interval), into: pool(100))")
    case 17:
      let sizes = GeometricSizeClasses(upTo: 500, stepsPerDoubling: 4)
      self.init(
        try BucketizedAllocator(sizes) { (byteCount) throws(AllocationError) in
          try FreeListAllocator(blockByteCount: byteCount, blockCount: 3, growth: .constant, parent: first.allocator)
        }, "buckets(.geometric(upTo: 500, stepsPerDoubling: 4), in: \(first.text))")
    case 10:
      self.init(
        CheckedAllocator(first.allocator, tracesCalls: false, quarantineCount: 8), "CheckedAllocator(\(first.text))")
    case 19:
      let second = try Composition(over: memory, depth: depth - 1, choices: &choices, memories: &memories)
      self.init(
        first.allocator.adaptiveFallback(to: second.allocator), "\(first.text).adaptiveFallback(to: \(second.text))")
    case 20...26: try self.init(policy: kind - 20, over: first, &choices)
    default:
      let byteCount = 64 << choices.number(below: 7)
      self.init(
        try ScopedAllocator(
          byteCount: byteCount, growth: choices.number(below: 2) == 0 ? .fixed : .constant, parent: first.allocator),
        "arena(\(byteCount), in: \(first.text))")
    }
  }

  init(_ allocator: consuming some BlockOwner & ~Copyable, _ text: String) {
    self.allocator = AnyBlockOwner(allocator)
    self.text = text
  }
}

import Allocators

// One function for each word of the descriptions.
extension SpecificationBuilder {
  /// `freelist(block: 64, count: 1024, align: 16, growth: fixed, parent: system)`; without `count` it grows, by `chunk`
  /// bytes, of two blocks at least.
  func buildFreeList(_ arguments: inout SpecificationArguments, largest: Int?) throws(Failure) -> BuiltAllocator {
    let mostBytes = 1 << 40
    var taken = arguments
    let (block, count, alignment, growth) = try specified { () throws(SpecificationError) in
      let block = try taken.number("block", in: 1...mostBytes, default: max(largest ?? 0, 0))
      guard block > 0 else { throw taken.error("freelist needs 'block: BYTES' here: no threshold tells its size") }
      let isCounted = taken.node.arguments.contains { $0.label == .word("count") }
      let chunk = try taken.number("chunk", in: 1...(1 << 30), default: SizeClass.chunkByteCount)
      let count = try taken.number("count", in: 0...mostBytes, default: max(2, chunk / block))
      return (
        block, count, try taken.powerOfTwo("align", default: SizeClass.alignment),
        try taken.growth(default: isCounted ? .fixed : .constant)
      )
    }
    let parent = try parent(&taken)
    arguments = taken
    let built = try allocated { () throws(AllocationError) in
      AnyBlockOwner(
        try FreeListAllocator(
          blockByteCount: block, blockCount: count, blockAlignment: alignment, growth: growth, parent: parent))
    }
    return try finish(arguments, .owner(built))
  }

  /// `scoped(bytes: 64K, growth: doubling, limit: 1G, parent: system)`; without `bytes` it begins with 64 KiB and
  /// grows.
  func buildScoped(_ arguments: inout SpecificationArguments) throws(Failure) -> BuiltAllocator {
    var taken = arguments
    let (byteCount, growth, limit) = try specified { () throws(SpecificationError) in
      let isSized = taken.node.arguments.contains { $0.label == .word("bytes") }
      return (
        try taken.number("bytes", in: 0...(1 << 40), default: 64 << 10),
        try taken.growth(default: isSized ? .fixed : .doubling),
        try taken.number("limit", in: 0...Int.max, default: .max)
      )
    }
    let parent = try parent(&taken)
    arguments = taken
    let built = try allocated { () throws(AllocationError) in
      AnyBlockOwner(
        try ScopedAllocator(byteCount: byteCount, growth: growth, byteLimit: limit, parent: parent))
    }
    return try finish(arguments, .owner(built))
  }

  /// `fallback(a, b, …)`: each is asked when all before it refused.
  func buildFallback(_ arguments: inout SpecificationArguments, largest: Int?) throws(Failure) -> BuiltAllocator {
    let first = try next(&arguments, "two allocators")
    var parts = [first, try next(&arguments, "a second allocator")]
    while arguments.hasNext { parts.append(try next(&arguments, "an allocator")) }
    var built = try build(parts.removeLast(), largest: largest)
    for part in parts.reversed() {
      let owner = try buildOwner(part, largest: largest, of: "fallback")
      switch built {
      case .owner(let other): built = .owner(AnyBlockOwner(owner.fallback(to: other)))
      case .allocator(let other): built = .allocator(AnyAllocator(owner.fallback(to: other)))
      }
    }
    return try finish(arguments, built)
  }

  /// `segregated(64: a, 512: b, else: c)`: the first part whose number is not exceeded by the size.
  func buildSegregated(_ arguments: inout SpecificationArguments) throws(Failure) -> BuiltAllocator {
    let parts = arguments.takeNumbered()
    guard let rest = arguments.take("else"), !parts.isEmpty else {
      throw .specification(arguments.error("segregated needs 'BYTES: allocator, …, else: allocator'"))
    }
    for (earlier, later) in zip(parts, parts.dropFirst()) where earlier.threshold >= later.threshold {
      throw .specification(
        arguments.error(
          "sizes must ascend: \(later.threshold) is not more than \(earlier.threshold)", column: later.argument.column))
    }
    var built = try build(rest)
    for (threshold, argument) in parts.reversed() {
      switch (try build(argument, largest: threshold), built) {
      case (.owner(let small), .owner(let large)):
        built = .owner(AnyBlockOwner(small.segregated(upTo: threshold, otherwise: large)))
      case (let small, let large):
        built = .allocator(AnyAllocator(small.any.segregated(upTo: threshold, otherwise: large.any)))
      }
    }
    return try finish(arguments, built)
  }

  /// `aligned(16: a, else: b)`: the first part for alignments of up to the number.
  func buildAligned(_ arguments: inout SpecificationArguments, largest: Int?) throws(Failure) -> BuiltAllocator {
    let parts = arguments.takeNumbered()
    guard let rest = arguments.take("else"), parts.count == 1 else {
      throw .specification(arguments.error("aligned needs 'ALIGNMENT: allocator, else: allocator'"))
    }
    let (threshold, argument) = parts[0]
    guard SizeArithmetic.isPowerOfTwo(threshold) else {
      throw .specification(arguments.error("an alignment is a power of two", column: argument.column))
    }
    let built: BuiltAllocator
    let ordinary = try build(argument, largest: largest, role: "alignment ≤ \(threshold)")
    switch (ordinary, try build(rest, largest: largest)) {
    case (.owner(let ordinary), .owner(let strict)):
      built = .owner(AnyBlockOwner(ordinary.segregated(upToAlignment: threshold, otherwise: strict)))
    case (let ordinary, let strict):
      built = .allocator(AnyAllocator(ordinary.any.segregated(upToAlignment: threshold, otherwise: strict.any)))
    }
    return try finish(arguments, built)
  }

  /// `buckets(to: 1024, step: 16, above: 0, each: freelist)`: a row of size classes.
  func buildBuckets(_ arguments: inout SpecificationArguments, largest: Int?) throws(Failure) -> BuiltAllocator {
    var taken = arguments
    let (floor, top, step) = try specified { () throws(SpecificationError) in
      let step = try taken.powerOfTwo("step", default: 16)
      let floor = try taken.number("above", in: 0...(1 << 40), default: 0)
      let top = try taken.number("to", in: 1...(1 << 40), default: max(largest ?? 0, 0))
      guard top > floor, (top - floor) % step == 0, (top - floor) / step <= 4096 else {
        throw taken.error("buckets needs 'to: BYTES', from 1 to 4096 steps of \(step) bytes above \(floor)")
      }
      return (floor, top, step)
    }
    let each = taken.take("each")
    arguments = taken
    // Buckets have one type: they all know their blocks, or none needs to.
    var row: [BuiltAllocator] = []
    for byteCount in stride(from: floor + step, through: top, by: step) {
      if let each {
        row.append(try build(each, largest: byteCount, role: "≤ \(byteCount)"))
      } else {
        let freeList = SpecificationNode(name: "freelist", column: arguments.node.column)
        row.append(try build(freeList, largest: byteCount, role: "≤ \(byteCount)"))
      }
    }
    let owners = row.compactMap { if case .owner(let owner) = $0 { owner } else { nil } }
    let built: BuiltAllocator = try allocated { () throws(AllocationError) in
      if owners.count == row.count {
        return .owner(
          AnyBlockOwner(
            try BucketizedAllocator(above: floor, upTo: top, step: step) { owners[($0 - floor) / step - 1] }))
      }
      return .allocator(
        AnyAllocator(
          try BucketizedAllocator(above: floor, upTo: top, step: step) { row[($0 - floor) / step - 1].any }))
    }
    return try finish(arguments, built)
  }

  /// `limited(1M, a)`, `quantized(64, a)`, `locked(a)` and `stats(a)`.
  func buildWrapper(_ arguments: inout SpecificationArguments, largest: Int?) throws(Failure) -> BuiltAllocator {
    let name = arguments.node.name
    guard ["limited", "quantized", "locked", "stats"].contains(name) else {
      throw .specification(arguments.error("there is no allocator '\(name)': expected \(Self.names)"))
    }
    var number = 0
    if name == "limited" || name == "quantized" {
      var taken = arguments
      number = try specified { () throws(SpecificationError) in
        name == "limited"
          ? try taken.nextNumber("a number of bytes first", in: 0...Int.max)
          : try taken.nextPowerOfTwo("a power of two first")
      }
      arguments = taken
    }
    let base = try build(next(&arguments, "an allocator"), largest: largest)
    let built: BuiltAllocator
    switch base {
    case .owner(let base): built = .owner(wrap(base, name: name, number: number))
    case .allocator(let base): built = .allocator(wrap(base, name: name, number: number))
    }
    return try finish(arguments, built)
  }

  private func wrap(_ base: AnyBlockOwner, name: String, number: Int) -> AnyBlockOwner {
    switch name {
    case "limited": return AnyBlockOwner(base.limited(toByteCount: number))
    case "quantized": return AnyBlockOwner(base.quantized(toMultipleOf: number))
    case "stats": return AnyBlockOwner(base.logging(to: AllocationStatistics()))
    default:
      // Built for this one place, and used by one thread.
      nonisolated(unsafe) let base = base
      return unsafe AnyBlockOwner(LockedAllocator(base))
    }
  }

  private func wrap(_ base: AnyAllocator, name: String, number: Int) -> AnyAllocator {
    switch name {
    case "limited": return AnyAllocator(base.limited(toByteCount: number))
    case "quantized": return AnyAllocator(base.quantized(toMultipleOf: number))
    case "stats": return AnyAllocator(base.logging(to: AllocationStatistics()))
    default:
      nonisolated(unsafe) let base = base
      return unsafe AnyAllocator(LockedAllocator(base))
    }
  }

  private func next(
    _ arguments: inout SpecificationArguments, _ what: String
  ) throws(Failure) -> SpecificationNode.Argument {
    var taken = arguments
    let argument = try specified { () throws(SpecificationError) in try taken.takeNext(what) }
    arguments = taken
    return argument
  }
}

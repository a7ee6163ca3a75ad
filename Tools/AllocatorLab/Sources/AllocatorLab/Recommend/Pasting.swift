/// A composition that can be suggested.
protocol PastableComposition: Composition {
  /// Swift that makes this composition, complete: it compiles as it stands where `Allocators` is a dependency.
  ///
  /// - Parameter remark: What it was chosen for, for the function's comment.
  func swift(remark: String) -> String
}

/// A function of `body`, with what it needs around it.
private func paste(_ remark: String, _ body: [String]) -> String {
  ([
    "import Allocators", "", "/// \(remark)",
    "func makeAllocator() throws(AllocationError) -> some Allocator & ~Copyable {",
  ] + body + ["}"]).joined(separator: "\n")
}

extension TunedComposition: PastableComposition {
  func swift(remark: String) -> String {
    let body: [String]
    switch self {
    case .classes(let fine, let coarse, let pools):
      body =
        Self.poolFunction(pools) + [Self.row("small", fine, above: 0)]
        + (coarse.map { [Self.row("medium", $0, above: fine.top)] } ?? [])
        + ["  return small"]
        + [
          coarse.map {
            "    .segregated(upTo: \(fine.top), otherwise: medium.segregated(upTo: \($0.top), otherwise: SystemAllocator()))"
          } ?? "    .segregated(upTo: \(fine.top), otherwise: SystemAllocator())",
          "    .segregated(upToAlignment: \(SizeClass.alignment), otherwise: SystemAllocator())",
        ]
    case .pools(let sizes, let pools):
      var lines = Self.poolFunction(pools)
      var rest = "SystemAllocator()"
      for (index, size) in sizes.enumerated().reversed() {
        lines.append("  let upTo\(size) = try pool(\(size)).segregated(upTo: \(size), otherwise: \(rest))")
        rest = "upTo\(sizes[index])"
      }
      body =
        lines + [
          "  return \(rest).segregated(upToAlignment: \(SizeClass.alignment), otherwise: SystemAllocator())"
        ]
    case .arena(let limit, let byteCount):
      body = [
        "  // It reuses nothing but the newest block: make one for each piece of work, and let it go with the work.",
        "  try ScopedAllocator(byteCount: \(byteCount), growth: .doubling, parent: SystemAllocator())",
        "    .segregated(upTo: \(limit), otherwise: SystemAllocator())",
      ]
    }
    return paste(remark, body)
  }

  fileprivate static func poolFunction(_ pools: Pools) -> [String] {
    [
      "  func pool(_ byteCount: Int) throws(AllocationError) -> FreeListAllocator<SystemAllocator> {",
      "    try FreeListAllocator(",
      "      blockByteCount: byteCount, blockCount: max(2, \(pools.chunk) / byteCount), "
        + "blockAlignment: \(SizeClass.alignment),",
      "      growth: .\(pools.isDoubling ? "doubling" : "constant"), parent: SystemAllocator())",
      "  }",
    ]
  }

  private static func row(_ name: String, _ row: Row, above floor: Int) -> String {
    let above = floor > 0 ? "above: \(floor), " : ""
    return "  let \(name) = try BucketizedAllocator(\(above)upTo: \(row.top), step: \(row.step)) "
      + "{ (size) throws(AllocationError) in\n    try pool(size)\n  }"
  }
}

extension SizeClassesComposition: PastableComposition {
  func swift(remark: String) -> String {
    TunedComposition.classes(
      .init(step: 16, top: 1024), .init(step: 512, top: 8192), .init(chunk: SizeClass.chunkByteCount, isDoubling: false)
    ).swift(remark: remark)
  }
}

extension SegregatedComposition: PastableComposition {
  func swift(remark: String) -> String {
    paste(
      remark,
      TunedComposition.poolFunction(.init(chunk: SizeClass.chunkByteCount, isDoubling: false)) + [
        "  let tiny = try pool(16).segregated(upTo: 16, otherwise: pool(32))",
        "  let small = try pool(48).segregated(upTo: 48, otherwise: pool(64))",
        "  let middle = try pool(128).segregated(upTo: 128, otherwise: pool(256))",
        "  let large = try pool(512).segregated(upTo: 512, otherwise: SystemAllocator())",
        "  return tiny.segregated(upTo: 32, otherwise: small)",
        "    .segregated(upTo: 64, otherwise: middle.segregated(upTo: 256, otherwise: large))",
        "    .segregated(upToAlignment: \(SizeClass.alignment), otherwise: SystemAllocator())",
      ])
  }
}

extension FallbackComposition: PastableComposition {
  func swift(remark: String) -> String {
    paste(
      remark,
      [
        "  typealias Pool = FallbackAllocator<FreeListAllocator<SystemAllocator>, SystemAllocator>",
        "  func pool(_ byteCount: Int) throws(AllocationError) -> Pool {",
        "    try FreeListAllocator(blockByteCount: byteCount, blockCount: (1 << 20) / byteCount)",
        "      .fallback(to: SystemAllocator())",
        "  }",
        "  let large = try pool(128).segregated(upTo: 128, otherwise: SystemAllocator())",
        "  let middle = try pool(64).segregated(upTo: 64, otherwise: large)",
        "  return try pool(32).segregated(upTo: 32, otherwise: middle)",
      ])
  }
}

extension ArenaComposition: PastableComposition {
  func swift(remark: String) -> String {
    TunedComposition.arena(upTo: 1024, byteCount: 1 << 20).swift(remark: remark)
  }
}

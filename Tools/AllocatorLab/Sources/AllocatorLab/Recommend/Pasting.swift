extension TunedComposition {
  /// Swift that makes this composition, complete: it compiles as it stands where `Allocators` is a dependency.
  ///
  /// - Parameter remark: What it was chosen for, for the function's comment.
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
    return
      ([
        "import Allocators", "", "/// \(remark)",
        "func makeAllocator() throws(AllocationError) -> some Allocator & ~Copyable {",
      ] + body + ["}"]).joined(separator: "\n")
  }

  private static func poolFunction(_ pools: Pools) -> [String] {
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

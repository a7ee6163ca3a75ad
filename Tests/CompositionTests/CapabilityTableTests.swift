import Allocators
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc

  private let heapIsOfTheSystem = unsafe dlsym(nil, "__tsan_init") == nil
#else
  private let heapIsOfTheSystem = true
#endif

/// The tables of the article "Capabilities", found out from the types' conformances, from what `explain()` says, and by
/// trying.
@Suite struct CapabilityTableTests {
  private typealias Pool = FreeListAllocator<SystemAllocator>

  /// A line of a table; `explain()` must agree with the conformances.
  private func row<A: Allocator & ~Copyable>(
    _ memory: borrowing A, owns: Bool, locates: Bool, resets: Bool, threadSafe: Bool
  ) -> Explanation {
    let explanation = memory.explain()
    let says = explanation.capabilities
    #expect(says.contains(.owns) == owns, "owns: \(explanation)")
    #expect(says.contains(.locatesBlocks) == locates, "locates: \(explanation)")
    #expect(says.contains(.resets) == resets, "resets: \(explanation)")
    #expect(says.contains(.isThreadSafe) == threadSafe, "thread-safe: \(explanation)")
    #expect(says.contains(.resizesInPlace) == growsInPlace(memory), "grows: \(explanation)")
    return explanation
  }

  private func mark(_ isTrue: Bool?) -> String { isTrue == true ? "✓" : "–" }

  /// A block's cells in the table of blocks.
  private func line<A: Allocator & ~Copyable>(
    _ memory: borrowing A, owns: Bool, locates: Bool, resets: Bool, threadSafe: Bool
  ) throws -> String {
    let explanation = row(memory, owns: owns, locates: locates, resets: resets, threadSafe: threadSafe)
    let (name, says) = (explanation.name, explanation.capabilities)
    // The system's heap has memory of its own for blocks of a megabyte, and never for such large ones.
    let isOverTheSystemsHeap = explanation.description.contains("SystemAllocator")
    let zeroes = mark(zeroesForFree(memory, byteCount: isOverTheSystemsHeap ? 64 << 20 : 1 << 20))
    let cells: [String] = [
      "`\(name)`", mark(owns), mark(locates), mark(resets), mark(says.contains(.resizesInPlace)), zeroes,
      mark(says.contains(.releasesUnused)), Reclamation(of: memory).rawValue, mark(threadSafe),
      mark(try !isOutOfEmbedded(name)),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  /// Whether the file that declares a type is for the full runtime only.
  private func isOutOfEmbedded(_ name: String) throws -> Bool {
    for folder in ["Packages", "Sources"] {
      let files = FileManager.default.enumerator(atPath: repositoryRoot + folder + "/.")
      while let path = files?.nextObject() as? String {
        guard path.hasSuffix("/\(name).swift"), !path.contains(".build/") else { continue }
        return try String(contentsOfFile: repositoryRoot + folder + "/" + path, encoding: .utf8)
          .hasPrefix("#if !hasFeature(Embedded)")
      }
    }
    Issue.record("no file declares \(name)")
    return false
  }

  /// Compares with what stands in the article between the two comments, and prints what should.
  private func expect(_ lines: [String], between marker: String) throws {
    let article = try String(
      contentsOfFile: repositoryRoot + "Sources/Allocators/Allocators.docc/Capabilities.md", encoding: .utf8)
    let parts = article.components(separatedBy: "<!-- \(marker) -->\n")
    let table = lines.joined(separator: "\n") + "\n"
    #expect(parts.count == 3 && parts[1] == table, "the table is to be\n\(table)")
  }

  // Where a large block of `calloc` is fresh memory is the system's heap's doing, which ThreadSanitizer replaces.
  @Test(.enabled(if: heapIsOfTheSystem)) func `the table of blocks says what they do`() throws {
    let pages = PageAllocator()
    let (page, mib) = (PageAllocator.pageByteCount, 1 << 20)
    var lines = [
      "| block | owns | locates | resets | grows in place | zeroes for free | releases unused | reuses | thread-safe | Embedded |",
      "|---|---|---|---|---|---|---|---|---|---|",
    ]
    func add<A: Allocator & ~Copyable>(
      _ memory: borrowing A, _ owns: Bool, _ locates: Bool, _ resets: Bool, _ threadSafe: Bool
    ) throws {
      lines.append(try line(memory, owns: owns, locates: locates, resets: resets, threadSafe: threadSafe))
    }
    do {
      typealias A = SystemAllocator
      try add(A(), ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = PageAllocator
      try add(A(), ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = ReservedRegion
      let memory = try A(byteCount: 2000 * page)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = SingleUseRegion
      let memory = try A(byteCount: 2000 * page)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = GuardedPageAllocator
      try add(A(), ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = ScopedAllocator<PageAllocator>
      let memory = try A(byteCount: 4 * mib, parent: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = PackedAllocator<PageAllocator>
      let memory = try A(byteCount: 4 * mib, parent: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = FreeListAllocator<PageAllocator>
      let memory = try A(blockByteCount: mib, blockCount: 4, parent: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = SharedFreeListAllocator<PageAllocator>
      let memory = try A(blockByteCount: mib, blockCount: 4, parent: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = BitmapAllocator<PageAllocator>
      let memory = try A(cellByteCount: page, cellCount: 1024, parent: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = BuddyAllocator<PageAllocator>
      let memory = try A(unitByteCount: 4096, unitCount: 1024, parent: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = TLSFAllocator<PageAllocator>
      let memory = try A(byteCount: 4 * mib, parent: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = SlabAllocator<PageAllocator>
      let memory = try A(byteCount: 8 * mib, source: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = GeneralAllocator<PageAllocator>
      let memory = try A(byteCount: 8 * mib, source: pages)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = ThreadCachedAllocator<SystemAllocator>
      let memory = try A(SystemAllocator())
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = RealTimeAllocator
      let memory = try A(byteCount: 1 << 20)
      try add(memory, ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = DebuggingHeap
      try add(
        A(quarantineByteCount: 1000), ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    do {
      typealias A = NullAllocator
      try add(A(), ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self))
    }
    try expect(lines, between: "blocks")
  }

  @Test func `the table of combinators says what they keep`() throws {
    var lines = [
      "| combinator | owns | locates | resets | grows in place | releases unused | thread-safe |",
      "|---|---|---|---|---|---|---|",
    ]
    func add<A: Allocator & ~Copyable>(
      _ memory: borrowing A, _ owns: Bool, _ locates: Bool, _ resets: Bool, _ threadSafe: Bool
    ) {
      let explanation = row(memory, owns: owns, locates: locates, resets: resets, threadSafe: threadSafe)
      let (name, says) = (explanation.name, explanation.capabilities)
      let cells: [String] = [
        "`\(name)`", mark(owns), mark(locates), mark(resets), mark(says.contains(.resizesInPlace)),
        mark(says.contains(.releasesUnused)), mark(threadSafe),
      ]
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    func pool() throws(AllocationError) -> Pool { try Pool(blockByteCount: 128, blockCount: 8) }
    func add<A: Allocator & ~Copyable>(_ memory: consuming A, _ traits: (Bool, Bool, Bool, Bool)) {
      add(memory, traits.0, traits.1, traits.2, traits.3)
    }
    do {
      typealias A = FallbackAllocator<Pool, Pool>
      add(
        A(try pool(), to: try pool()),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = AdaptiveFallbackAllocator<Pool, Pool>
      add(
        try pool().adaptiveFallback(to: pool()),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = SegregatedAllocator<Pool, Pool>
      add(
        try pool().segregated(upTo: 64, otherwise: pool()),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = AlignmentSegregatedAllocator<Pool, Pool>
      add(
        try pool().segregated(upToAlignment: 4, otherwise: pool()),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      let memory = try BucketizedAllocator(.linear(upTo: 128, step: 64)) { _ throws(AllocationError) in try pool() }
      func traits<B: Allocator & ~Copyable>(_: borrowing B) -> B.Type { B.self }
      let type = traits(memory)
      add(memory, ownsBlocks(type), locatesBlocks(type), resets(type), isThreadSafe(type))
    }
    do {
      typealias A = SampledAllocator<Pool, Pool>
      add(
        try pool().sampled(every: 3, into: pool()),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = LimitedAllocator<Pool>
      add(
        try pool().limited(toByteCount: 500),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = BudgetedAllocator<Pool>
      add(
        try pool().budgeted(by: Budget(byteCount: 500)),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = QuantizedAllocator<Pool>
      add(
        try pool().quantized(toMultipleOf: 16),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = AlignedAllocator<Pool>
      add(
        try pool().aligned(toAtLeast: 8),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = OveralignedAllocator<Pool>
      add(
        try pool().overaligned(beyond: 16),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = ZeroingAllocator<Pool>
      add(
        try pool().zeroing(.whenAllocated),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = AffixAllocator<Pool, Int, Int>
      add(
        try pool().affixed(prefix: 1, suffix: 2),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = QuarantineAllocator<Pool>
      add(
        try pool().quarantined(byteCount: 100, blockCount: 2),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = ProxyAllocator<Pool, AllocationStatistics>
      add(
        try pool().logging(to: AllocationStatistics()),
        (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = LockedAllocator<Pool>
      add(try pool().locked(), (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    do {
      typealias A = SharedAllocator<Pool>
      add(try pool().shared(), (ownsBlocks(A.self), locatesBlocks(A.self), resets(A.self), isThreadSafe(A.self)))
    }
    try expect(lines, between: "combinators")
  }
}

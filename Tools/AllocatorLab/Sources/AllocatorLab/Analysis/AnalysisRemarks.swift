/// What a program's figures suggest to whoever chooses its allocator.
enum AnalysisRemarks {
  static func remarks(on a: TraceAnalysis) -> [String] {
    guard a.allocations > 0 else { return ["It allocates nothing."] }
    let total = Double(a.allocations)
    var remarks: [String] = []
    let small = Double(a.sizes.filter { $0.upToBytes <= 256 }.reduce(0) { $0 + $1.blocks }) / total
    let common = Double(a.commonSizes.prefix(4).reduce(0) { $0 + $1.blocks }) / total
    if common > 0.6 {
      let sizes = a.commonSizes.prefix(4).map { String($0.upToBytes) }.joined(separator: ", ")
      remarks.append(
        "\(percent(common)) of its blocks have one of four sizes (up to \(sizes) bytes): pools of these sizes serve most calls."
      )
    } else if small > 0.7 {
      remarks.append(
        "\(percent(small)) of its blocks are of up to 256 bytes, of many sizes: a row of size classes serves them.")
    }
    let short =
      Double(a.lifetimes.filter { $0.upToEvents.map { $0 <= 100 } ?? false }.reduce(0) { $0 + $1.blocks }) / total
    if short > 0.6 {
      remarks.append(
        "\(percent(short)) of its blocks live for at most 100 events: where they die with a piece of work, a scope of an "
          + "arena frees them all at once.")
    }
    let lifo = a.frees.count > 0 ? Double(a.frees.lastInFirstOut) / Double(a.frees.count) : 0
    if lifo > 0.4 {
      remarks.append("\(percent(lifo)) of its frees are of the youngest block: an arena takes those back at once.")
    }
    let never = Double(a.liveAtEnd.blocks) / total
    if never > 0.2 {
      remarks.append(
        "\(percent(never)) of its blocks are never freed: an arena that is never rewound stores them without gaps.")
    }
    if a.resizes.count * 20 > a.allocations {
      remarks.append(
        "One call in \(max(1, a.events / a.resizes.count)) resizes: what resizes in place, or classes at least a quarter "
          + "apart, saves copies.")
    }
    let crossing = a.frees.count > 0 ? Double(a.frees.byOtherThread) / Double(a.frees.count) : 0
    if a.threads.count > 1 {
      remarks.append(
        crossing > 0.01
          ? "\(percent(crossing)) of its frees come from another thread: what serves several threads must take blocks back from any."
          : "Its threads free what they allocate: an allocator for each thread needs no lock.")
    }
    let large = a.sizes.filter { $0.upToBytes > 32 << 10 }.reduce(0) { $0 + $1.bytes }
    let bytes = a.sizes.reduce(0) { $0 + $1.bytes }
    if bytes > 0, Double(large) / Double(bytes) > 0.5 {
      remarks.append(
        "\(percent(Double(large) / Double(bytes))) of its bytes are in blocks above 32 KiB: those are the parent's business."
      )
    }
    return remarks.isEmpty ? ["Nothing stands out: compare a few compositions."] : remarks
  }

  private static func percent(_ share: Double) -> String { (share * 100).formatted(digits: 0) + " %" }
}

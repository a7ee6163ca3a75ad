import Foundation

/// A trace in a file that a process maps into its memory: nothing of it comes from the allocator that is measured.
@safe
final class MappedTrace {
  let script: ReplayScript
  /// How many events stand before each look at resident memory, ascending; the last is all of them.
  let cuts: [Int]
  private let memory: UnsafeMutableRawPointer
  private let byteCount: Int

  private struct Header {
    var magic: UInt64 = 0x3170_616d_6261_6c61  // "alabmap1"
    var eventCount: Int
    var leftoverCount: Int
    var slotCount: Int
    var cutCount: Int
  }

  /// Writes `trace` to the file at `path`.
  static func write(_ trace: Trace, to path: String) throws {
    let cuts = Self.cuts(of: trace)
    var header = Header(
      eventCount: trace.events.count, leftoverCount: trace.leftovers.count, slotCount: trace.slotCount,
      cutCount: cuts.count)
    var data = unsafe withUnsafeBytes(of: &header) { unsafe Data($0) }
    unsafe trace.events.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    unsafe trace.leftovers.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    unsafe cuts.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    try data.write(to: URL(fileURLWithPath: path))
  }

  /// Five hundred places at even distances, and the one behind the event of the peak.
  private static func cuts(of trace: Trace) -> [Int] {
    let count = trace.events.count
    var live = 0
    var peak = (byteCount: 0, index: 0)
    for (index, event) in trace.events.enumerated() {
      live += event.growth
      if live > peak.byteCount { peak = (live, index + 1) }
    }
    var cuts = Set((1...500).map { count * $0 / 500 })
    cuts.insert(peak.index)
    return cuts.sorted()
  }

  /// Maps the file at `path`; `nil` when it is none of ``write(_:to:)``'s.
  init?(path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let length = Int(lseek(descriptor, 0, SEEK_END))
    guard length >= MemoryLayout<Header>.size else { return nil }
    let mapped = unsafe mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { return nil }
    let header = unsafe mapped.load(as: Header.self)
    let events = unsafe mapped + MemoryLayout<Header>.size
    let leftovers = unsafe events + header.eventCount * MemoryLayout<Trace.Event>.stride
    let cuts = unsafe leftovers + header.leftoverCount * MemoryLayout<Trace.Leftover>.stride
    unsafe memory = mapped
    byteCount = length
    script = unsafe ReplayScript(
      events: UnsafeBufferPointer(
        start: events.assumingMemoryBound(to: Trace.Event.self), count: header.eventCount),
      leftovers: UnsafeBufferPointer(
        start: leftovers.assumingMemoryBound(to: Trace.Leftover.self), count: header.leftoverCount),
      table: SlotTable(count: header.slotCount))
    self.cuts = unsafe Array(
      UnsafeBufferPointer(start: cuts.assumingMemoryBound(to: Int.self), count: header.cutCount))
  }

  deinit { unsafe munmap(memory, byteCount) }
}

extension Trace.Event {
  /// By how many bytes the event changes what is live.
  var growth: Int {
    switch kind {
    case .allocate, .allocateZeroed: byteCount
    case .resize: byteCount - oldByteCount
    case .free: -byteCount
    }
  }
}

/// Makes a trace of calls, and refuses calls that no program can have made.
///
/// The formats' readers share it; each brings the words that its users know blocks by.
struct TraceBuilder {
  /// What the input is called in messages.
  let file: String
  /// The line that is being read, for messages.
  var line = 1
  /// The number of the thread that the next events are calls of.
  var thread = 0 {
    didSet { if thread != oldValue { threadIndex = nil } }
  }

  private(set) var trace: Trace
  private(set) var liveByteCount = 0
  private var slots: [Slot] = []
  private var threadIndices: [Int: Int] = [:]
  /// The index of ``thread``, once it has made a call.
  private var threadIndex: Int?

  /// What is known of a slot's block.
  private struct Slot {
    /// The block's size; ``never``, or ``freed`` minus the line that freed it, when there is none.
    var byteCount = Slot.never
    var alignmentShift: UInt8 = 0

    static let never = -1
    static let freed = -2
    var isLive: Bool { byteCount >= 0 }
  }

  /// The place that the next event is called from, as an index into the trace's sites; `nil` where it is not known.
  private var site: UInt32?
  private var siteIndices: [[UInt8]: UInt32] = [:]

  /// More than any address space of today holds.
  private static let limit = 1 << min(47, Int.bitWidth - 2)

  init(file: String, name: String) {
    self.file = file
    trace = Trace(name: name.printable)
  }

  /// The name is shown to people: what could steer a terminal is made visible.
  mutating func rename(_ name: String) { trace.name = name.printable }
  mutating func reserve(_ eventCount: Int) { trace.events.reserveCapacity(eventCount) }
  mutating func leaveOut() { trace.leftOutCount += 1 }

  /// The next events are called from the place of this name; `nil` when nobody knows from where.
  mutating func setSite(_ name: [UInt8]?) {
    guard let name else {
      site = nil
      return
    }
    if let known = siteIndices[name] {
      site = known
    } else {
      let index = UInt32(trace.sites.count)
      trace.sites.append(String(decoding: name, as: UTF8.self).printable)
      siteIndices[name] = index
      site = index
    }
  }

  /// The events from here on are called from site `index` of a list that comes later, with ``setSites(_:)``.
  mutating func setSite(index: UInt32) { site = index }

  /// Names the sites; those of the same name become one.
  mutating func setSites(_ names: [String]) {
    var indices: [String: UInt32] = [:]
    trace.sites = []
    let merged = names.map { name in
      let name = name.printable
      if let known = indices[name] { return known }
      let index = UInt32(trace.sites.count)
      indices[name] = index
      trace.sites.append(name)
      return index
    }
    for index in trace.eventSites.indices where trace.eventSites[index] != .max {
      trace.eventSites[index] = merged[Int(trace.eventSites[index])]
    }
  }

  /// The error that says `message` about the current line.
  func error(_ message: String, line: Int? = nil) -> TraceError {
    TraceError(file: file, line: line ?? self.line, message: message)
  }

  /// A block is born in `slot`. `name` is how the input calls it.
  mutating func allocate(
    slot: Int, byteCount: Int, alignment: Int, isZeroed: Bool, name: @autoclosure () -> String
  ) throws(TraceError) {
    if slot >= slots.count {
      guard slot < Int(UInt32.max) else { throw error("\(name()) is out of range: there are too many blocks") }
      slots.append(contentsOf: repeatElement(Slot(), count: slot + 1 - slots.count))
    }
    guard !slots[slot].isLive else {
      throw error("\(name()) is allocated again while it is live, with \(slots[slot].byteCount) bytes")
    }
    guard alignment > 0 && alignment & (alignment - 1) == 0 && alignment <= Self.limit else {
      throw error("alignment \(alignment) is not a power of two that can be")
    }
    try grow(by: byteCount, to: byteCount)
    let shift = UInt8(truncatingIfNeeded: alignment.trailingZeroBitCount)
    slots[slot] = Slot(byteCount: byteCount, alignmentShift: shift)
    try append(
      isZeroed ? .allocateZeroed : .allocate, slot: slot, byteCount: byteCount, oldByteCount: 0, alignmentShift: shift)
  }

  /// The block in `slot` becomes `byteCount` bytes large.
  mutating func resize(slot: Int, byteCount: Int, name: @autoclosure () -> String) throws(TraceError) {
    let old = try live(slot, action: "resized", name: name())
    guard byteCount > 0 else { throw error("\(name()) is resized to 0 bytes: a program's realloc to 0 is a free") }
    try grow(by: byteCount - old.byteCount, to: byteCount)
    slots[slot].byteCount = byteCount
    try append(
      .resize, slot: slot, byteCount: byteCount, oldByteCount: old.byteCount, alignmentShift: old.alignmentShift)
  }

  /// The block in `slot` dies.
  mutating func free(slot: Int, name: @autoclosure () -> String) throws(TraceError) {
    let old = try live(slot, action: "freed", name: name())
    liveByteCount -= old.byteCount
    slots[slot].byteCount = Slot.freed - line
    try append(
      .free, slot: slot, byteCount: old.byteCount, oldByteCount: old.byteCount, alignmentShift: old.alignmentShift)
  }

  /// The trace, complete.
  consuming func finish() -> Trace {
    trace.slotCount = slots.count
    if !trace.eventSites.isEmpty { nameUnknownSite() }
    for (index, slot) in slots.enumerated() where slot.isLive {
      trace.leftovers.append(
        Trace.Leftover(
          slot: UInt32(truncatingIfNeeded: index), byteCount: slot.byteCount, alignment: 1 << Int(slot.alignmentShift)))
    }
    return trace
  }

  /// Events of which the site is not known have one called so.
  private mutating func nameUnknownSite() {
    guard trace.eventSites.contains(.max) else { return }
    let unknown = UInt32(trace.sites.count)
    trace.sites.append("?")
    for index in trace.eventSites.indices where trace.eventSites[index] == .max { trace.eventSites[index] = unknown }
  }

  private func live(_ slot: Int, action: String, name: @autoclosure () -> String) throws(TraceError) -> Slot {
    guard slot < slots.count, slots[slot].byteCount != Slot.never else {
      throw error("\(name()) is \(action), but it was never allocated")
    }
    guard slots[slot].isLive else {
      throw error("\(name()) is \(action), but it was freed in line \(Slot.freed - slots[slot].byteCount)")
    }
    return slots[slot]
  }

  private mutating func grow(by difference: Int, to byteCount: Int) throws(TraceError) {
    guard byteCount <= Self.limit && liveByteCount + difference <= Self.limit else {
      throw error("a size of \(byteCount) bytes cannot be: no address space is so large")
    }
    liveByteCount += difference
    trace.peakByteCount = max(trace.peakByteCount, liveByteCount)
  }

  private mutating func append(
    _ kind: Trace.Event.Kind, slot: Int, byteCount: Int, oldByteCount: Int, alignmentShift: UInt8
  ) throws(TraceError) {
    let index = if let threadIndex { threadIndex } else { try enterThread() }
    if site != nil || !trace.eventSites.isEmpty {
      if trace.eventSites.isEmpty {
        trace.eventSites = Array(repeating: .max, count: trace.events.count)
      }
      trace.eventSites.append(site ?? .max)
    }
    trace.events.append(
      Trace.Event(
        kind, slot: UInt32(truncatingIfNeeded: slot), byteCount: byteCount, oldByteCount: oldByteCount,
        alignmentShift: alignmentShift, thread: index))
  }

  /// The index of the current thread, which is new if it has not called before.
  private mutating func enterThread() throws(TraceError) -> Int {
    if let known = threadIndices[thread] {
      threadIndex = known
      return known
    }
    let index = trace.threadNumbers.count
    guard index < Trace.Event.threadLimit else {
      throw error("there are more than \(Trace.Event.threadLimit) threads")
    }
    trace.threadNumbers.append(thread)
    threadIndices[thread] = index
    threadIndex = index
    return index
  }
}

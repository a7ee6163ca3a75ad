/// Writes traces as `.repx` text.
enum TraceWriter {
  /// The trace as text.
  ///
  /// - Parameter remarks: Lines `# key: value` for its head, such as what program it is of.
  /// - Complexity: O(*n*) in the number of events.
  static func text(of trace: Trace, remarks: [(key: String, value: String)] = []) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(trace.events.count * 12)
    func line(_ words: String) { text += words.utf8 + [UInt8(ascii: "\n")] }
    line("# trace: \(trace.name.printable)")
    for remark in remarks { line("# \(remark.key): \(remark.value.printable)") }
    for number in [trace.peakByteCount, trace.slotCount, trace.events.count, 1] { line(String(number)) }
    for (index, site) in trace.sites.enumerated() { line("# site \(index): \(site)") }
    var thread = 0
    for (index, event) in trace.events.enumerated() {
      let number = trace.threadNumbers[event.thread]
      if number != thread {
        line("t \(number)")
        thread = number
      }
      if !trace.eventSites.isEmpty, event.kind != .free { line("# s \(trace.eventSites[index])") }
      let alignment = event.alignmentShift == 4 ? "" : " \(event.alignment)"
      switch event.kind {
      case .allocate: line("a \(event.slot) \(event.byteCount)\(alignment)")
      case .allocateZeroed: line("c \(event.slot) \(event.byteCount)\(alignment)")
      case .resize: line("r \(event.slot) \(event.byteCount)")
      case .free: line("f \(event.slot)")
      }
    }
    return text
  }
}

import Foundation

/// A trace in the Chrome JSON format, which Perfetto reads: counters of what is live, held and resident.
///
/// Perfetto wants time, and a trace has calls: a call is a microsecond there.
enum PerfettoTrace {
  private struct File: Encodable {
    var traceEvents: [Event]
    var displayTimeUnit = "ns"
  }

  /// One event: a counter's value (`C`), or the name of a process (`M`).
  private struct Event: Encodable {
    var name: String
    var ph: String
    var ts: Int
    var pid: Int
    var tid = 1
    var args: [String: Argument]
  }

  private enum Argument: Encodable {
    case number(Int)
    case text(String)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }

  static func json(_ trace: Trace, _ comparison: Comparison) throws -> [UInt8] {
    var events: [Event] = []
    func process(_ pid: Int, _ name: String) {
      events.append(Event(name: "process_name", ph: "M", ts: 0, pid: pid, args: ["name": .text(name.printable)]))
    }
    func counters(_ name: String, _ pid: Int, _ values: [Int]) {
      for (index, value) in values.enumerated() {
        let time = trace.events.count * (index + 1) / values.count
        events.append(Event(name: name, ph: "C", ts: time, pid: pid, args: ["value": .number(value)]))
      }
    }
    process(1, trace.name)
    var bytes = 0
    var blocks = 0
    // At most some ten thousand points: what lies between two is no more than a ten-thousandth of the run.
    let step = max(1, trace.events.count / 10_000)
    for (index, event) in trace.events.enumerated() {
      bytes += event.growth
      if event.kind == .free { blocks -= 1 }
      if event.kind == .allocate || event.kind == .allocateZeroed { blocks += 1 }
      guard (index + 1) % step == 0 || index + 1 == trace.events.count else { continue }
      events.append(Event(name: "live bytes", ph: "C", ts: index + 1, pid: 1, args: ["value": .number(bytes)]))
      events.append(Event(name: "live blocks", ph: "C", ts: index + 1, pid: 1, args: ["value": .number(blocks)]))
    }
    for (index, measurement) in comparison.measurements.enumerated() {
      process(index + 2, measurement.allocator)
      counters("held bytes", index + 2, measurement.heldTimeline)
      counters("resident bytes", index + 2, measurement.residentTimeline)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(File(traceEvents: events)))
  }
}

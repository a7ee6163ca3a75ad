/// One line a measurement, with a line of titles before; sizes in bytes.
enum CSVReport {
  static func render(_ measurements: [Measurement]) -> String {
    let titles =
      "trace,allocator,kind,events,ns_per_event_min,ns_per_event_median,peak_asked_bytes,peak_held_bytes,"
      + "fragmentation,failures,verified,peak_resident_bytes,resident_fragmentation"
    let lines = measurements.map { measurement in
      [
        quoted(measurement.trace), quoted(measurement.allocator), measurement.kind.rawValue,
        String(measurement.eventCount), measurement.minimumNanoseconds?.formatted(digits: 3) ?? "",
        measurement.medianNanoseconds?.formatted(digits: 3) ?? "", String(measurement.peakAskedByteCount),
        measurement.peakHeldByteCount.map(String.init) ?? "", measurement.fragmentation?.formatted(digits: 4) ?? "",
        String(measurement.failures), String(measurement.isVerified),
        measurement.peakResidentByteCount.map(String.init) ?? "",
        measurement.residentFragmentation?.formatted(digits: 4) ?? "",
      ].joined(separator: ",")
    }
    return ([titles] + lines).joined(separator: "\n") + "\n"
  }

  /// As RFC 4180 has it: in quotes where it must be; what steers terminals is made visible.
  private static func quoted(_ field: String) -> String {
    let field = field.printable
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

import AllocatorCore
import Foundation

/// An array with one object a measurement; sizes in bytes.
enum JSONReport {
  private struct Row: Encodable {
    var trace: String
    var allocator: String
    var kind: String
    var events: Int
    var nsPerEventMin: Double?
    var nsPerEventMedian: Double?
    var peakAskedBytes: Int
    var peakHeldBytes: Int?
    var fragmentation: Double?
    var peakResidentBytes: Int?
    var residentFragmentation: Double?
    var failures: Int
    var verified: Bool
    var explanation: Node?
    var ledger: Ledger?
  }

  /// An explanation, in JSON.
  struct Node: Encodable {
    var role: String?
    var name: String
    var parameters: [String: String]
    var capabilities: String
    var maximumAlignment: Int?
    var figures: [String: Int]
    var parts: [Node]

    init(_ explanation: Explanation, role: String? = nil) {
      self.role = role
      name = explanation.name
      parameters = Dictionary(explanation.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      capabilities = explanation.capabilities.description
      maximumAlignment = explanation.maximumAlignment
      figures = Dictionary(explanation.figures.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      parts = explanation.parts.map { Node($0.explanation, role: $0.role) }
    }
  }

  static func render(_ measurements: [Measurement], explaining: Bool) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let rows = measurements.map { measurement in
      Row(
        trace: measurement.trace, allocator: measurement.allocator, kind: measurement.kind.rawValue,
        events: measurement.eventCount, nsPerEventMin: measurement.minimumNanoseconds,
        nsPerEventMedian: measurement.medianNanoseconds, peakAskedBytes: measurement.peakAskedByteCount,
        peakHeldBytes: measurement.peakHeldByteCount, fragmentation: measurement.fragmentation,
        peakResidentBytes: measurement.peakResidentByteCount, residentFragmentation: measurement.residentFragmentation,
        failures: measurement.failures, verified: measurement.isVerified,
        explanation: explaining ? measurement.explanation.map { Node($0) } : nil,
        ledger: explaining ? measurement.ledger : nil)
    }
    return String(decoding: try encoder.encode(rows), as: UTF8.self) + "\n"
  }
}

/// How measurements are printed.
public enum ReportFormat: String, CaseIterable, Sendable {
  case table, json, csv

  /// All measurements as one text that ends in a newline.
  public func render(_ measurements: [Measurement], explaining: Bool) throws -> String {
    switch self {
    case .table: TableReport.render(measurements, explaining: explaining)
    case .json: try JSONReport.render(measurements, explaining: explaining)
    case .csv: CSVReport.render(measurements)
    }
  }
}

extension Double {
  /// The number with `digits` digits behind the point, the same in every locale.
  func formatted(digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((magnitude * scale).rounded())
    let fraction = String(scaled % Int(scale))
    let padding = String(repeating: "0", count: max(0, digits - fraction.count))
    let sign = self < 0 && scaled != 0 ? "-" : ""
    return sign + String(scaled / Int(scale)) + (digits > 0 ? "." + padding + fraction : "")
  }
}

#if !hasFeature(Embedded)
  #if canImport(Runtime) && os(Linux)
    internal import Runtime
  #endif

  /// The calls that led to a place, where the platform knows them.
  package struct CallTrace: Sendable {
    #if canImport(Runtime) && os(Linux)
      private let backtrace: Backtrace?
      private static let ownNames = [
        "CallTrace", "CheckedLedger", "CheckedAllocator", "SealedRequests.", "SealedAllocator.", "SealedAllocator<",
        "Observations",
        "malloc_interposer",
      ]

      package init(isWanted: Bool) {
        backtrace = isWanted ? try? Backtrace.capture(algorithm: .fast, limit: 24, top: 0) : nil
      }

      /// The calls by name, one a line, without those of the checking itself and of the test runner.
      package func description(after event: String) -> String {
        guard let frames = backtrace?.symbolicated(options: [.showSourceLocations])?.frames else { return "" }
        var text = "\n  \(event) by"
        var count = 0
        for frame in frames {
          guard let symbol = frame.symbol else { continue }
          let name = symbol.name
          if Self.ownNames.contains(where: { name.contains($0) }) { continue }
          text += "\n    \(name)"
          if let location = symbol.sourceLocation, location.line > 0 {
            let file = location.path.split(separator: "/").last ?? ""
            text += " at \(file):\(location.line)"
          }
          count += 1
          if count == 8 { break }
        }
        return text
      }
    #else
      package init(isWanted: Bool) {}

      package func description(after event: String) -> String { "" }
    #endif
  }
#endif

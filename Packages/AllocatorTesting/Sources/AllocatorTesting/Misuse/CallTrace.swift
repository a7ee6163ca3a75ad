#if !hasFeature(Embedded)
  #if canImport(Runtime) && os(Linux)
    internal import Runtime
  #endif

  /// The calls that led to a place, where the platform can tell them.
  struct CallTrace {
    #if canImport(Runtime) && os(Linux)
      private let backtrace: Backtrace?

      init(isWanted: Bool) {
        backtrace = isWanted ? try? Backtrace.capture(algorithm: .fast, limit: 24, top: 0) : nil
      }

      /// The calls by name, one a line, without those of the checking itself and of the test runner.
      func description(after event: String) -> String {
        guard let frames = backtrace?.symbolicated(options: [.showSourceLocations])?.frames else { return "" }
        var text = "\n  \(event) by"
        var count = 0
        for frame in frames {
          guard let symbol = frame.symbol else { continue }
          let name = symbol.name
          if name.contains("CallTrace") || name.contains("CheckedLedger") || name.contains("CheckedAllocator") {
            continue
          }
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
      init(isWanted: Bool) {}

      func description(after event: String) -> String { "" }
    #endif
  }
#endif

#if !hasFeature(Embedded)
  /// A place in a program: the return addresses of the functions that were running, innermost first.
  ///
  /// Capturing one walks the stack, by the platform's C library (glibc's and Apple's do that). Turning addresses into
  /// names is work for later: ``description`` says module and offset, and the function where the module exports it,
  /// which `addr2line -f -e MODULE OFFSET`, `atos` or a debugger turn into lines.
  public struct CallSite: Hashable, Sendable {
    /// The return addresses, innermost first.
    public let addresses: [UInt]

    /// Whether this platform's C library walks stacks.
    public static var areAvailable: Bool {
      #if canImport(Glibc) || canImport(Darwin)
        true
      #else
        false
      #endif
    }

    /// The place that calls this function, as far as `depth` calls up; `nil` where stacks cannot be walked.
    ///
    /// - Complexity: O(`depth`); some microseconds, as it reads unwinding tables.
    @inline(never)
    public static func capture(depth: Int) -> CallSite? {
      #if canImport(Glibc) || canImport(Darwin)
        // One more: the first is this function itself.
        let addresses = unsafe withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: depth + 1) {
          frames in
          let count = unsafe backtrace(frames.baseAddress, CInt(frames.count))
          return unsafe frames.prefix(Int(count)).dropFirst().map { UInt(bitPattern: $0) }
        }
        return CallSite(addresses: addresses)
      #else
        return nil
      #endif
    }
  }

  extension CallSite: CustomStringConvertible {
    /// A line for each address: its function where the module exports it, module and offset.
    public var description: String { addresses.map(Self.describe).joined(separator: "\n") }

    private static func describe(_ address: UInt) -> String {
      #if canImport(Glibc) || canImport(Darwin)
        var place = unsafe DynamicPlace()
        // The call lies before the address that it returns to.
        let found = unsafe withUnsafeMutablePointer(to: &place) {
          unsafe dladdr(UnsafeRawPointer(bitPattern: address - 1), UnsafeMutableRawPointer($0))
        }
        guard found != 0, let file = unsafe place.file else { return "0x" + String(address, radix: 16) }
        let module = unsafe String(cString: file)
        let offset = unsafe "\(module)+0x\(String(address - UInt(bitPattern: place.base), radix: 16))"
        guard let symbol = unsafe place.symbol else { return offset }
        return unsafe "\(demangled(symbol)) (\(offset))"
      #else
        return "0x" + String(address, radix: 16)
      #endif
    }
  }

  #if canImport(Glibc) || canImport(Darwin)
    /// What `dladdr` returns.
    @unsafe
    private struct DynamicPlace {
      var file: UnsafePointer<CChar>?
      var base: UnsafeMutableRawPointer?
      var symbol: UnsafePointer<CChar>?
      var symbolAddress: UnsafeMutableRawPointer?
    }

    @_extern(c, "backtrace")
    private func backtrace(_ frames: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ count: CInt) -> CInt

    @_extern(c, "dladdr")
    private func dladdr(_ address: UnsafeRawPointer?, _ place: UnsafeMutableRawPointer?) -> CInt

    @_extern(c, "swift_demangle")
    private func demangle(
      _ name: UnsafePointer<CChar>?, _ length: UInt, _ output: UnsafeMutablePointer<CChar>?,
      _ outputLength: UnsafeMutablePointer<UInt>?, _ flags: UInt32
    ) -> UnsafeMutablePointer<CChar>?

    private func demangled(_ symbol: UnsafePointer<CChar>) -> String {
      let name = unsafe String(cString: symbol)
      guard let text = unsafe demangle(symbol, UInt(name.utf8.count), nil, nil, 0) else { return name }
      defer { unsafe text.deallocate() }
      return unsafe String(cString: text)
    }
  #endif
#endif

import Foundation

/// The runtime's own: a name to be freed, or `nil` for what is no name of Swift.
@_silgen_name("swift_demangle")
private func demangle(
  _ name: UnsafePointer<CChar>, _ count: Int, _ place: UnsafeMutablePointer<CChar>?,
  _ placeCount: UnsafeMutablePointer<Int>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?

/// Names for addresses of a process that has ended, from a copy of its `/proc/self/maps`, its files and `addr2line`
/// where there is one; module and offset otherwise.
struct Symbolizer {
  private struct Mapping {
    var range: Range<UInt64>
    var fileOffset: UInt64
    var path: String
  }

  private let mappings: [Mapping]

  init(mapsFile: String) {
    let text = (try? String(decoding: Data(contentsOf: URL(fileURLWithPath: mapsFile)), as: UTF8.self)) ?? ""
    mappings = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      guard words.count == 6, let offset = UInt64(words[2], radix: 16) else { return nil }
      let bounds = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
      return Mapping(range: bounds[0]..<bounds[1], fileOffset: offset, path: String(words[5].drop { $0 == " " }))
    }
  }

  /// The name of the place that a call at each address returns to.
  func names(of addresses: [UInt64]) -> [String] {
    var names = addresses.map { "0x" + String($0, radix: 16) }
    var byPath: [String: [(index: Int, place: UInt64)]] = [:]
    for (index, address) in addresses.enumerated() {
      // The call lies before the address that it returns to.
      guard address > 0, let mapping = mappings.first(where: { $0.range.contains(address - 1) }) else { continue }
      let offset = address - 1 - mapping.range.lowerBound + mapping.fileOffset
      let module = mapping.path.split(separator: "/").last.map(String.init) ?? mapping.path
      names[index] = "\(module)+0x\(String(offset, radix: 16))"
      byPath[mapping.path, default: []].append((index, offset))
    }
    for (path, places) in byPath {
      let module = path.split(separator: "/").last.map(String.init) ?? path
      let addresses = ELFFile(path: path).map { file in places.map { file.virtualAddress(ofOffset: $0.place) } }
      guard let addresses, let found = Self.addr2line(path, addresses), found.count == places.count else { continue }
      for (place, symbol) in zip(places, found) where symbol.function != "??" {
        let line = symbol.place.hasPrefix("??") ? module : symbol.place
        names[place.index] = "\(symbol.function) (\(line))"
      }
    }
    return names
  }

  private static func addr2line(_ path: String, _ addresses: [UInt64]) -> [(function: String, place: String)]? {
    guard let tool = Gzip.find("addr2line") else { return nil }
    let process = Process()
    process.executableURL = tool
    process.arguments = ["-f", "-C", "-s", "-e", path] + addresses.map { "0x" + String($0, radix: 16) }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n").map(String.init)
    guard process.terminationStatus == 0, lines.count == 2 * addresses.count else { return nil }
    return stride(from: 0, to: lines.count, by: 2).map { (Self.demangled(lines[$0]), lines[$0 + 1]) }
  }

  /// A name as it is written in Swift, where it is one of Swift's: `addr2line` knows those of C++ only.
  static func demangled(_ name: String) -> String {
    guard name.hasPrefix("$s") else { return name }
    let demangled = unsafe demangle(name, name.utf8.count, nil, nil, 0)
    guard let demangled = unsafe demangled else { return name }
    defer { unsafe free(demangled) }
    return unsafe String(cString: demangled).replacing("Swift.", with: "")
  }
}

/// As much of a 64-bit ELF file as it takes to turn an offset in it into the address that its symbols use.
private struct ELFFile {
  private var segments: [(offset: UInt64, size: UInt64, address: UInt64)] = []

  init?(path: String) {
    guard let handle = FileHandle(forReadingAtPath: path), let head = try? handle.read(upToCount: 4096),
      head.count >= 64, head.prefix(5) == Data([0x7f, 0x45, 0x4c, 0x46, 2])
    else { return nil }
    func number(_ offset: Int, _ size: Int) -> UInt64 {
      guard offset >= 0, offset + size <= head.count else { return 0 }
      return (0..<size).reduce(0) { $0 | UInt64(head[offset + $1]) << UInt64(8 * $1) }
    }
    let start = Int(clamping: number(32, 8))
    for index in 0..<Int(number(56, 2)) where start < 4096 {
      let entry = start + index * 56
      guard number(entry, 4) == 1 else { continue }
      segments.append((number(entry + 8, 8), number(entry + 32, 8), number(entry + 16, 8)))
    }
  }

  func virtualAddress(ofOffset offset: UInt64) -> UInt64 {
    for segment in segments where segment.offset <= offset && offset - segment.offset < segment.size {
      return offset - segment.offset &+ segment.address
    }
    return offset
  }
}

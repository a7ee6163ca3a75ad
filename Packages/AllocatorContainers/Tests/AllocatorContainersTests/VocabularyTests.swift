import AllocatorContainers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compiles and runs every cell of the table in the article *Operations*, which must list the same.
@Suite struct VocabularyTests {
  /// The operations that a container was seen to have.
  final class Uses {
    var names: [String] = []
    func has(_ name: String) { names.append(name) }
  }

  @Test func `the table of operations is what compiles`() throws {
    let columns: [(String, (Uses) throws -> Void)] = [
      ("Array", array), ("Deque", deque), ("String", string), ("Dictionary", dictionary), ("Texts", texts),
      ("Set", set), ("Slots", slots), ("Grid", grid), ("Joint", joint),
    ]
    var expected: [String: Set<String>] = [:]
    for (column, use) in columns {
      let uses = Uses()
      try use(uses)
      expected[column] = Set(uses.names)
    }
    var listed: [String: Set<String>] = [:]
    var header: [String] = []
    for line in try operationsArticle().split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { trimmed($0) }
      if cells[0] == "operation" {
        guard header.isEmpty else { break }  // the table of values in scopes, which ScopedAllocator's tests compile
        header = cells
      }
      guard cells[0].hasPrefix("`") else { continue }
      let operation = String(cells[0].dropFirst().dropLast())
      for (column, cell) in zip(header, cells).dropFirst() where cell == "✓" {
        listed[column, default: []].insert(operation)
      }
    }
    for (column, _) in columns {
      let (left, right) = (listed[column] ?? [], expected[column] ?? [])
      #expect(
        left == right, "\(column): listed only \(left.subtracting(right)), compiled only \(right.subtracting(left))")
    }
    #expect(header.count == columns.count + 1)
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  /// The text of the article, read without Foundation.
  private func operationsArticle(file: String = #filePath) throws -> String {
    let folder = file.split(separator: "/").dropLast(3).joined(separator: "/")
    let path = "/" + folder + "/Sources/AllocatorContainers/AllocatorContainers.docc/Operations.md"
    let stream = unsafe try #require(fopen(path, "r"))
    defer { unsafe fclose(stream) }
    var bytes: [UInt8] = []
    while true {
      let byte = unsafe getc(stream)
      if byte < 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
  }
}

import ScopedAllocator
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compiles and runs every cell of the table of values in scopes in the article *Operations* of AllocatorContainers.
@Suite struct VocabularyTests {
  @Test func `the table of operations is what compiles`() throws {
    let columns = [("Array", try array()), ("String", try string()), ("Slice", try slice())]
    var listed: [String: Set<String>] = [:]
    var header: [String] = []
    // The other table of the article, which is above, is begun anew by the header of this one.
    for line in try operationsArticle().split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { trimmed($0) }
      if cells[0] == "operation" { (header, listed) = (cells, [:]) }
      guard cells[0].hasPrefix("`") else { continue }
      let operation = String(cells[0].dropFirst().dropLast())
      for (column, cell) in zip(header, cells).dropFirst() where cell == "✓" {
        listed[column, default: []].insert(operation)
      }
    }
    for (column, compiled) in columns {
      let (left, right) = (listed[column] ?? [], Set(compiled))
      #expect(
        left == right, "\(column): listed only \(left.subtracting(right)), compiled only \(right.subtracting(left))")
    }
    #expect(header.dropFirst().elementsEqual(columns.map(\.0)))
  }

  private func array() throws -> [String] {
    var names: [String] = []
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 1)
    names.append("make…(of:)")
    let copy = try scope.makeArray(copying: [3, 1, 2].span)
    names.append("make…(copying:)")
    for number in 1...3 { try array.append(number, in: scope) }
    try array.append(copying: copy.span, in: scope)
    names.append("append")
    _ = (array == copy, array != copy)
    names.append("==")
    _ = (array.count, array.isEmpty, array.capacity)
    names.append("count")
    _ = (array.first, array.last)
    names += ["first", "last"]
    _ = array.contains(3)
    names.append("contains")
    let second = array.span[1]
    array[0] += second
    names.append("span")
    array.forEach { _ in }
    names.append("forEach")
    array.withElement(at: 0) { _ in }
    names.append("withElement")
    array.updateElement(at: 0) { $0 += 1 }
    names.append("updateElement")
    array.updateEach { $0 += 1 }
    names.append("updateEach")
    try array.insert(7, at: 0, in: scope)
    names.append("insert(at:)")
    array.swapAt(0, 1)
    names.append("swapAt")
    array.sort()
    array.sort { $0 < $1 }
    names.append("sort")
    array.remove(at: 0)
    names.append("remove(at:)")
    _ = array.popLast()
    names.append("popLast")
    array.removeLast()
    names.append("removeLast")
    array.removeAll { $0 == 9 }
    names.append("removeAll(where:)")
    _ = array.description
    names.append("description")
    array.removeAll()
    names.append("removeAll")
    try array.reserveCapacity(10, in: scope)
    names.append("reserveCapacity")
    return names
  }

  private func string() throws -> [String] {
    var names: [String] = []
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var string = try scope.makeString()
    names.append("make…(of:)")
    let copy = try scope.makeString(copying: "abc".utf8Span)
    names.append("make…(copying:)")
    try string.append("abd", in: scope)
    names.append("append")
    _ = (string == copy, string == "abd")
    names.append("==")
    _ = copy < string
    names.append("<")
    _ = string.span[0]
    names.append("span")
    _ = string.description
    names.append("description")
    try string.reserveCapacity(100, in: scope)
    names.append("reserveCapacity")
    string.removeAll()
    names.append("removeAll")
    return names
  }

  private func slice() throws -> [String] {
    var names: [String] = []
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let slice = try scope.makeSlice(copying: [3, 1, 2].span)
    names.append("make…(copying:)")
    _ = (slice.count, slice.isEmpty)
    names.append("count")
    _ = slice.span[0]
    names.append("span")
    slice.forEach { _ in }
    names.append("forEach")
    _ = slice.description
    names.append("description")
    return names
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  /// The text of the article, read without Foundation.
  private func operationsArticle(file: String = #filePath) throws -> String {
    let folder = "/" + file.split(separator: "/").dropLast(4).joined(separator: "/")
    let path = folder + "/AllocatorContainers/Sources/AllocatorContainers/AllocatorContainers.docc/Operations.md"
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

import Testing

@testable import AllocatorLab

@Suite struct TextTableTests {
  private let table = TextTable(
    rows: [["name", "time", "bytes"], ["first", "1.5", "1024"], ["second", "12.5", "16"]], numbers: [1, 2],
    hasRule: true)

  @Test func `a table that fits is one table`() {
    #expect(
      table.lines(width: 19) == [
        "name    time  bytes", "──────  ────  ─────", "first    1.5   1024", "second  12.5     16",
      ])
    #expect(table.lines(width: nil) == table.lines(width: 19))
  }

  @Test func `a table that is too wide has parts, each with the first column`() {
    #expect(
      table.lines(width: 18) == [
        "name    time", "──────  ────", "first    1.5", "second  12.5", "", "name    bytes", "──────  ─────",
        "first    1024", "second     16",
      ])
    // A column stands somewhere, however narrow the terminal.
    #expect(table.lines(width: 1) == table.lines(width: 18))
  }

  @Test func `a gap is an empty line, in each part`() {
    var table = table
    table.gaps = [2]
    #expect(table.lines(width: nil)[3] == "" && table.lines(width: 1).count { $0.isEmpty } == 3)
  }

  @Test func `the commands' tables fit the terminal`() throws {
    for command in ["replay -a system -a size-classes --explain", "compare -a system --ledger"] {
      let result = try Alloclab.shell(
        "export COLUMNS=70; alloclab \(command) --rounds 1 '\(Samples.path("graphviz-dot"))'")
      let lines = result.output.split(separator: "\n")
      #expect(result.status == 0 && lines.count { $0.hasPrefix("trace         allocator") } > 1)
      #expect(lines.contains { $0.hasPrefix("trace") && $0.hasSuffix("failures") && $0.count <= 70 })
    }
  }
}

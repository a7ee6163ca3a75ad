import Foundation
import Testing

/// The folder of the repository, with a slash behind it.
var repositoryRoot: String {
  String(#filePath.prefix(#filePath.count - "Tests/CompositionTests/ReadmeTableTests.swift".count))
}

@Suite struct ReadmeTableTests {
  @Test func `each line of the README's table beside other libraries names a test that there is`() throws {
    let readme = try String(contentsOfFile: repositoryRoot + "README.md", encoding: .utf8)
    let start = try #require(readme.range(of: "<!-- beside")?.upperBound)
    let end = try #require(readme.range(of: "<!-- end of beside -->")?.lowerBound)
    let rows = readme[start..<end].split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
    #expect(rows.count > 15)
    var names: Set<String> = []
    for folder in ["Packages", "Tests"] {
      let files = FileManager.default.enumerator(atPath: repositoryRoot + folder + "/.")
      while let path = files?.nextObject() as? String {
        guard path.hasSuffix("Tests.swift"), !path.contains(".build/") else { continue }
        let text = try String(contentsOfFile: repositoryRoot + folder + "/" + path, encoding: .utf8)
        for part in text.components(separatedBy: "func `").dropFirst() {
          names.insert(String(part.prefix { $0 != "`" }))
        }
      }
    }
    for row in rows {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(cells.count == 8 && cells[1] == "✓" && names.contains(cells[7].trimmingCharacters(in: ["`"])), "\(row)")
    }
  }
}

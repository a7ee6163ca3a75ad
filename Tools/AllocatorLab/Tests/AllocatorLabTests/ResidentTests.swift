import AllocatorLab
import Foundation
import Testing

#if os(Linux)
  @Suite struct ResidentTests {
    @Test func `resident memory is measured in processes of their own, and stands beside what is held`() throws {
      // 200 blocks of 64 KiB: what is resident is what was touched, and little more.
      let text =
        "# trace: pages\n13107200\n200\n400\n1\n" + (0..<200).map { "a \($0) 65536\n" }.joined()
        + (0..<200).map { "f \($0)\n" }.joined()
      let file = try TemporaryFile(text, name: "pages.repx")
      let result = try Alloclab.run(
        [file.path, "-a", "system", "-a", "size-classes", "--resident", "--rounds", "1", "--format", "json"])
      let rows = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
      #expect(rows.count == 2)
      for row in rows {
        let resident = try #require(row["peak_resident_bytes"] as? Int)
        #expect(13_107_200...15_000_000 ~= resident)
        #expect(row["peak_held_bytes"] is Int)
        let (least, middle) = (row["ns_per_event_min"] as? Double, row["ns_per_event_median"] as? Double)
        #expect(try #require(least) <= #require(middle))
      }
    }

    @Test func `a preloaded library has a line of its own`() throws {
      let library = try #require(
        ["libc_malloc_debug.so.0", "libjemalloc.so.2"].map { "/lib/x86_64-linux-gnu/\($0)" }.first {
          FileManager.default.fileExists(atPath: $0)
        })
      let result = try Alloclab.run(
        [Samples.path("graphviz-dot"), "-a", "system", "--preload", "other=\(library)", "--rounds", "1"])
      #expect(result.status == 0)
      let lines = result.output.split(separator: "\n")
      #expect(lines[0].contains("peak resident  resident/asked"))
      #expect(lines[3].split(separator: " ").prefix(3) == ["graphviz-dot", "other", "preloaded"])
    }

    @Test(arguments: ["nothing", "=x", "a=/no/such/library.so"])
    func `a library that is not there is a bad option`(argument: String) throws {
      let result = try Alloclab.run([Samples.path("graphviz-dot"), "--preload", argument])
      #expect(result.status == 64 && result.errors.hasPrefix("Error: --preload"))
    }

    @Test func `a library without a malloc is said, and not measured as something else`() throws {
      let library = "/lib/x86_64-linux-gnu/libm.so.6"
      guard FileManager.default.fileExists(atPath: library) else { return }
      let result = try Alloclab.run(
        [Samples.path("graphviz-dot"), "-a", "system", "--preload", "math=\(library)", "--rounds", "0"])
      #expect(result.status == 1 && result.errors.contains("has no malloc in it"))
    }

    @Test func `a file that cannot be preloaded is said, and not measured as something else`() throws {
      let file = try TemporaryFile("no library", name: "text.so")
      let result = try Alloclab.run(
        [Samples.path("graphviz-dot"), "-a", "system", "--preload", "text=\(file.path)", "--rounds", "0"])
      #expect(result.status == 1)
      #expect(result.errors.contains("is no library that can be preloaded"))
      #expect(result.output.contains("system") && !result.output.contains("text"))
    }
  }
#endif

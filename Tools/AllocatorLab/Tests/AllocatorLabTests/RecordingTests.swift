import Foundation
import Testing

@testable import AllocatorLab

@Suite struct SymbolizerTests {
  @Test func `a place in Swift has a name that can be read`() {
    #expect(
      Symbolizer.demangled("$s13AllocatorCore10SystemHeapO8allocate9byteCount9alignmentSvSgSi_SitFZ")
        == "static AllocatorCore.SystemHeap.allocate(byteCount: Int, alignment: Int) -> Optional<UnsafeMutableRawPointer>"
    )
    #expect(Symbolizer.demangled("operator new(unsigned long)") == "operator new(unsigned long)")
    #expect(Symbolizer.demangled("$snone") == "$snone")
  }
}

@Suite struct CallLogTests {
  @Test func `valgrind's log is read, with alignment and zeroing`() throws {
    let trace = try parse(
      """
      ==5417== Memcheck, a memory error detector
      ==5417==
      --5417-- malloc(100) = 0x4A40040
      --5417-- realloc(0x4A40040,2000) = 0x4A400F0
      hello from the program (with brackets) = nothing
      --5417-- calloc(10,12) = 0x4A40900
      --5417-- memalign(al 64, size 100) = 0x4A40A00
      --5417-- free(0x4A400F0)
      --5417-- free(0x0)
      --5417-- _ZdlPv(0x4A40900)

      """)
    #expect(trace.events.map(\.kind) == [.allocate, .resize, .allocateZeroed, .allocate, .free, .free])
    #expect(trace.events.map(\.byteCount) == [100, 2000, 120, 100, 2000, 120])
    #expect(trace.events[3].alignment == 64)
  }

  @Test func `valgrind's frees have no result`() throws {
    let trace = try parse("--1-- malloc(8) = 0x40\n--1-- free(0x40)\n--1-- malloc(16) = 0x40\n")
    #expect(trace.events.map(\.kind) == [.allocate, .free, .allocate] && trace.leftOutCount == 0)
  }

  @Test func `ltrace's log is read, with threads, and frees that it did not see are counted`() throws {
    let trace = try parse(
      """
      9764 vg->malloc(100)                             = 0x55e9c7fad2a0
      9765 vg->realloc(0x55e9c7fad2a0, 2000)           = 0x55e9c7fad2f0
      9764 vg->calloc(10, 10)                          = 0x55e9c7fada80
      9764 vg->posix_memalign(0x7fff28fc6c58, 64, 100, 0x55e9c7fada70) = 0
      9764 vg->free(0x55e9c7fad2f0)                    = <void>
      9764 vg->malloc(5)                               = 0x55e9c7fada80
      9764 vg->free(0x55e9c7fadb40)                    = <void>
      9764 +++ exited (status 0) +++

      """)
    #expect(trace.events.map(\.kind) == [.allocate, .resize, .allocateZeroed, .free, .free, .allocate])
    #expect(trace.threadCount == 2)
    // The aligned block, its free, and the block that lay where another was allocated.
    #expect(trace.leftOutCount == 3)
  }

  @Test func `raw heaptrack data is read, with the innermost call site`() throws {
    let trace = try parse(
      """
      v 10400 3
      x 11 /tmp/program
      m 1 -
      m 7 /lib/libc.so.6 7f0000000000 0 25388 26000 1550fc
      t 7f0000001234 0
      t 99 1
      + 11c00 1 55b02bae0530
      c 1f
      + 64 2 55b02baf21d0
      - 55b02bae0530
      + 8 1 55b02bae0530
      R 38b

      """)
    #expect(trace.events.map(\.byteCount) == [0x11c00, 0x64, 0x11c00, 8])
    #expect(trace.sites.prefix(2) == ["libc.so.6+0x1234", "0x99"])
    #expect(trace.eventSites.prefix(2) == [0, 1])
    let analysis = TraceAnalyzer(trace).run()
    #expect(analysis.leaks.map(\.site) == ["0x99", "libc.so.6+0x1234"] && analysis.leaks[0].bytes == 100)
  }

  @Test(arguments: [
    ("--1-- malloc(x) = 0x40\n--1-- malloc(8) = 0x40\n", 1), ("--1-- malloc(8) = 0x40\n--1-- calloc(8) = 0x80\n", 2),
    ("--1-- malloc(8) = what\n", 1), ("--1-- calloc(9223372036854775807,2) = 0x40\n", 1),
    ("p->malloc(8) = 0x40\np->realloc(0x40) = 0x80\n", 2), ("v 10400 3\n+ zz\n", 2), ("v 10400 3\n+ 8 9 40\n", 2),
    ("v 10400 3\n- \n", 2), ("v 10400 3\n", 2), ("v 10400 3\nt 1 0\n+ 8 1 40", 3),
  ])
  func `a log that cannot be is refused with its line`(text: String, line: Int) {
    let error = #expect(throws: TraceError.self) { try parse(text) }
    #expect(error?.line == line)
  }

  @Test func `a trace written as text and read again is the same, sites included`() throws {
    let trace = try parse(
      "@ ./a b:(f+1)[0x1] + 0x10 0x20\n# t 70000\n# z\n# align 64\n@ ./a:[0x2] + 0x40 0x8\n+ 0x90 0x1\n- 0x10\n")
    let text = TraceWriter.text(of: trace, remarks: [("program", "x\u{1b}")])
    let again = try TraceReader.read(text, file: "t", name: "other")
    #expect(again.name == "t" && again.threadNumbers == [0, 70000])
    #expect(again.events == trace.events && again.leftovers == trace.leftovers)
    let sites = { (trace: Trace) in
      zip(trace.events, trace.eventSites).filter { $0.0.kind != .free }.map { trace.sites[Int($0.1)] }
    }
    #expect(sites(trace) == ["./a b:(f+1)[0x1]", "./a:[0x2]", "?"] && sites(again) == sites(trace))
    #expect(!text.contains(0x1b))
  }

  @Test func `an unknown site in a trace is an error`() {
    let error = #expect(throws: TraceError.self) { try parse("16\n1\n1\n1\n# s 0\na 0 16\n") }
    #expect(error?.description == "t:5: site 0 is unknown: no '# site 0: NAME' stands before")
  }
}

#if os(Linux)
  @Suite struct RecordTests {
    /// A program with threads, alignment, zeroing, resizes, a fork, and an end that runs no destructor.
    private static let source = """
      #include <pthread.h>
      #include <stdlib.h>
      #include <unistd.h>
      static void *work(void *a) {
        void *p[50];
        for (int r = 0; r < 20; r++) {
          for (int i = 0; i < 50; i++) p[i] = malloc(10 + i);
          for (int i = 0; i < 50; i += 2) p[i] = realloc(p[i], 500);
          for (int i = 0; i < 50; i++) free(p[i]);
        }
        return aligned_alloc(256, 512);
      }
      int main(void) {
        pthread_t t[3];
        for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, work, 0);
        if (!fork()) { for (int i = 0; i < 100; i++) free(malloc(999)); _exit(0); }
        for (int i = 0; i < 3; i++) { void *p; pthread_join(t[i], &p); free(p); }
        volatile char *z = calloc(3, 5);
        void *q = 0;
        if (posix_memalign(&q, 4096, 100) || z[14]) return 9;
        q = realloc(q, 0);
        _exit(3);
      }
      """

    private func compile() throws -> TemporaryFile {
      let source = try TemporaryFile(Self.source, name: "program.c")
      let result = try Alloclab.shell("cd $(dirname '\(source.path)') && cc -O0 -g -pthread -o program program.c")
      try #require(result.status == 0, "\(result.errors)")
      return source
    }

    @Test func `a program is recorded with threads, alignment and zeroing, and replays verified`() throws {
      let program = try compile()
      let folder = URL(fileURLWithPath: program.path).deletingLastPathComponent().path
      let result = try Alloclab.run(
        ["record", "-o", folder + "/out.repx.gz", "--sites", "--", folder + "/program"])
      #expect(result.status == 3)
      let trace = try TraceInput(argument: folder + "/out.repx.gz").read()
      #expect(trace.name == "program" && trace.threadCount == 4)
      #expect(trace.events.count { $0.kind == .resize && $0.byteCount == 500 } == 3 * 20 * 25)
      #expect(trace.events.count { $0.kind == .allocate && $0.alignment == 256 && $0.byteCount == 512 } == 3)
      #expect(trace.events.contains { $0.kind == .allocateZeroed && $0.byteCount == 15 })
      #expect(trace.events.contains { $0.kind == .free && $0.alignment == 4096 && $0.byteCount == 100 })
      #expect(!trace.events.contains { $0.byteCount == 999 })
      #expect(trace.sites.contains { $0.contains("work") || $0.contains("program+0x") })
      let replayed = try Alloclab.run(
        ["replay", folder + "/out.repx.gz", "-a", "system", "-a", "size-classes", "--verify", "--rounds", "0"])
      #expect(replayed.status == 0)
    }

    @Test func `what is recorded is the last program that the process becomes`() throws {
      let file = try TemporaryFile("", name: "none")
      let result = try Alloclab.run(
        ["record", "-o", file.path, "--", "/bin/sh", "-c", "exec /bin/sh -c 'exit 0'"])
      #expect(result.status == 0)
      #expect(result.errors.contains("calls of 1 thread, at most"))
      let trace = try TraceInput(argument: file.path).read()
      #expect(trace.events.count > 0 && trace.leftOutCount == 0)
    }

    @Test func `a program that is killed leaves what it did until then`() throws {
      let file = try TemporaryFile("", name: "killed.repx")
      let result = try Alloclab.run(["record", "-o", file.path, "--", "/bin/sh", "-c", "kill -9 $$"])
      #expect(result.status == 128 + 9)
      #expect(try TraceInput(argument: file.path).read().events.count > 0)
    }

    @Test func `a trace that cannot be written is an error before the program runs`() throws {
      let mark = try TemporaryFile("", name: "mark")
      let result = try Alloclab.run(
        ["record", "-o", "/no/such/folder/x.repx", "--", "/bin/sh", "-c", "echo ran > '\(mark.path)'"])
      #expect(result.status == 74 && result.errors.contains("/no/such/folder/x.repx cannot be written"))
      #expect(try String(contentsOfFile: mark.path, encoding: .utf8) == "")
      let full = try Alloclab.run(["record", "-o", "/dev/full", "--", "/bin/sh", "-c", ":"])
      #expect(full.status == 74)
    }

    @Test(arguments: [
      ["record"], ["record", "--"], ["record", "--", "/no/such/program"], ["record", "--", "/"],
      ["record", "--by", "magic", "--", "x"],
    ])
    func `there must be a program`(arguments: [String]) throws {
      let result = try Alloclab.run(arguments)
      #expect(result.status == 64 && result.errors.hasPrefix("Error: "))
    }

    @Test func `glibc's own tracing records, too`() throws {
      let file = try TemporaryFile("", name: "mtrace.repx")
      let result = try Alloclab.run(["record", "--by", "mtrace", "-o", file.path, "--", "/bin/ls", "/"])
      #expect(result.status == 0)
      #expect(try TraceInput(argument: file.path).read().events.count > 0)
    }

    @Test(arguments: ["recorder", "mtrace"]) func `a program that makes no call leaves no trace`(by: String) throws {
      let file = try TemporaryFile("", name: "none.repx")
      let result = try Alloclab.run(["record", "--by", by, "-o", file.path, "--", "/bin/false"])
      #expect(result.status == 66 && result.errors.contains("the program made no call"), "\(result.errors)")
    }
  }
#endif

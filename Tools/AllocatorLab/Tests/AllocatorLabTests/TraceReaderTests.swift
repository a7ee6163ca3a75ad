import AllocatorLab
import Foundation
import Testing

/// The text as a trace; `file` is what errors call it.
func parse(_ text: String, file: String = "t") throws(TraceError) -> Trace {
  try TraceReader.read(Array(text.utf8), file: file, name: "t")
}

@Suite struct TraceReaderTests {
  @Test func `plain rep text is read event by event`() throws {
    let trace = try parse("1000\n2\n5\n1\na 0 16\na 1 24\nr 0 100\nf 1\nf 0\n")
    #expect(trace.events.map(\.kind) == [.allocate, .allocate, .resize, .free, .free])
    #expect(trace.events.map(\.slot) == [0, 1, 0, 1, 0])
    #expect(trace.events.map(\.byteCount) == [16, 24, 100, 24, 100])
    #expect(trace.events[2].oldByteCount == 16)
    #expect(trace.events.allSatisfy { $0.alignment == 16 })
    #expect(trace.slotCount == 2)
    #expect(trace.peakByteCount == 124)
    #expect(trace.leftovers.isEmpty)
  }

  @Test func `repx adds a name, alignments, zeroing and threads`() throws {
    let trace = try parse("# trace: sample\n64\n2\n4\n1\na 0 16 64\nt 3\nc 1 48\n# a remark\nr 0 8\nf 1\n")
    #expect(trace.name == "sample")
    #expect(trace.events.map(\.kind) == [.allocate, .allocateZeroed, .resize, .free])
    #expect(trace.events.map(\.alignment) == [64, 16, 64, 16])
    #expect(trace.events.map { trace.threadNumbers[$0.thread] } == [0, 3, 3, 3])
    #expect(trace.threadCount == 2)
    #expect(trace.leftovers == [Trace.Leftover(slot: 0, byteCount: 8, alignment: 64)])
  }

  @Test func `a thread may have any number, in both formats`() throws {
    let trace = try parse("16\n1\n2\n1\nt 70000\na 0 16\nt 9223372036854775807\nf 0\n")
    #expect(trace.threadNumbers == [70000, .max] && trace.threadCount == 2)
    #expect(trace.events.map(\.thread) == [0, 1])
    #expect(try parse("# t 70000\n+ 0x10 0x20\n").threadNumbers == [70000])
  }

  @Test func `an event keeps its thread beside kind and alignment`() {
    for thread in [0, 1, 255, Trace.Event.threadLimit - 1] {
      for (kind, shift) in [(Trace.Event.Kind.allocate, 0), (.free, 63), (.resize, 21), (.allocateZeroed, 4)] {
        let event = Trace.Event(
          kind, slot: .max, byteCount: 1, oldByteCount: 2, alignmentShift: UInt8(shift), thread: thread)
        #expect(event.kind == kind && event.alignmentShift == shift && event.thread == thread)
      }
    }
    #expect(MemoryLayout<Trace.Event>.stride == 24)
  }

  @Test func `what could steer a terminal is made visible in a trace's name`() throws {
    let trace = try parse("# trace: a\u{1b}[2Jb\u{7f}\u{9b}c\u{202e}d\n16\n1\n1\n1\na 0 16\n")
    #expect(trace.name == "a\u{241b}[2Jb\u{2421}\u{fffd}c\u{fffd}d")
  }

  @Test func `blank lines, carriage returns, extra blanks and a missing last newline do no harm`() throws {
    let trace = try parse("16\r\n1\r\n2\r\n1\r\n\r\n  a \t0  16 \r\nf 0")
    #expect(trace.events.count == 2)
  }

  @Test func `a block of zero bytes is a block`() throws {
    let trace = try parse("0\n1\n2\n1\na 0 0\nf 0\n")
    #expect(trace.events.map(\.byteCount) == [0, 0])
  }

  @Test func `mtrace text with callers, refusals and older blocks is read`() throws {
    let trace = try parse(
      """
      = Start
      @ ./a b.so:(f+0x1)[0x4005] + 0x10 0x20
      + 0x40 0x8
      - 0x10
      + (nil) 0x7777
      + 0x10 0x30
      < 0x10
      > 0x80 0x60
      < 0x40
      ! 0x40 0x999999
      - 0x5000
      < 0x6000
      > 0x6000 0x10
      - 0x40
      = End

      """)
    #expect(trace.events.map(\.kind) == [.allocate, .allocate, .free, .allocate, .resize, .allocate, .free])
    // The slot that was freed last is reused first.
    #expect(trace.events.map(\.slot) == [0, 1, 0, 0, 0, 2, 1])
    #expect(trace.events.map(\.byteCount) == [32, 8, 32, 48, 96, 16, 8])
    #expect(trace.leftOutCount == 2)
  }

  @Test func `mtrace additions tell threads, zeroing and alignment`() throws {
    let trace = try parse("= Start\n# t 2\n# z\n+ 0x10 0x20\n# align 64\n+ 0x40 0x8\n# t 0\n+ 0x80 0x8\n")
    #expect(trace.events.map(\.kind) == [.allocateZeroed, .allocate, .allocate])
    #expect(trace.events.map(\.alignment) == [16, 64, 16])
    #expect(trace.events.map { trace.threadNumbers[$0.thread] } == [2, 2, 0])
  }

  @Test func `two threads' resizes may overlap in mtrace text`() throws {
    let trace = try parse(
      "+ 0x10 0x1\n+ 0x20 0x2\n# t 1\n< 0x10\n# t 2\n< 0x20\n# t 1\n> 0x30 0x3\n# t 2\n> 0x10 0x4\n")
    #expect(trace.events.map(\.byteCount) == [1, 2, 3, 4])
    #expect(trace.events.map(\.slot) == [0, 1, 0, 1])
  }

  @Test(arguments: ["ripgrep", "graphviz-dot"])
  func `the samples are read, and have the events that their headers promise`(name: String) throws {
    let trace = try TraceInput(argument: Samples.path(name)).read()
    #expect(trace.name == name)
    #expect(trace.events.count == ["ripgrep": 119_142, "graphviz-dot": 103_789][name])
    #expect(trace.leftovers.count < trace.slotCount)
  }

  @Test func `a sample written as mtrace text and read again is the same trace`() throws {
    let trace = try TraceInput(argument: Samples.path("ripgrep")).read()
    let again = try parse(mtraceText(of: trace))
    #expect(again.events == trace.events)
    #expect(again.peakByteCount == trace.peakByteCount)
    #expect(again.leftovers == trace.leftovers)
  }

  /// The trace as glibc would have written it, with the additions that keep what it loses.
  private func mtraceText(of trace: Trace) -> String {
    var text = "= Start\n"
    var thread = 0
    var addresses = [Int](repeating: 0, count: trace.slotCount)
    func hexadecimal(_ number: Int) -> String { "0x" + String(number, radix: 16) }
    for (index, event) in trace.events.enumerated() {
      if trace.threadNumbers[event.thread] != thread {
        thread = trace.threadNumbers[event.thread]
        text += "# t \(thread)\n"
      }
      let slot = Int(event.slot)
      let old = hexadecimal(addresses[slot])
      if event.kind != .free { addresses[slot] = (index + 1) * 16 }
      let new = "\(hexadecimal(addresses[slot])) \(hexadecimal(event.byteCount))\n"
      switch event.kind {
      case .allocate: text += (event.alignment == 16 ? "" : "# align \(event.alignment)\n") + "+ " + new
      case .allocateZeroed: text += "# z\n" + (event.alignment == 16 ? "" : "# align \(event.alignment)\n") + "+ " + new
      case .resize: text += "< \(old)\n> " + new
      case .free: text += "- \(old)\n"
      }
    }
    return text + "= End\n"
  }
}

/// The traces that lie beside the package's manifest.
enum Samples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Samples")

  static func path(_ name: String) -> String { folder.appendingPathComponent("\(name).repx.gz").path }
}

import AllocatorLab
import Allocators
import Testing

@Suite struct CompositionTests {
  /// A trace that passes through every size from nothing to 20,000 bytes, with resizes between classes.
  private static func everySize() throws -> Trace {
    var lines: [String] = []
    var live = 0
    var peak = 0
    let sizes = Array(0...1100) + Array(stride(from: 1200, through: 20_000, by: 97))
    for (index, size) in sizes.enumerated() {
      let id = index % 50
      if index >= 50 {
        let old = sizes[index - 50]
        if index.isMultiple(of: 3), size > 0 {
          lines.append("r \(id) \(size)")
          live += size - old
          peak = max(peak, live)
          continue
        }
        lines.append("f \(id)")
        live -= old
      }
      lines.append("\(index.isMultiple(of: 2) ? "a" : "c") \(id) \(size)\(index.isMultiple(of: 7) ? " 256" : "")")
      live += size
      peak = max(peak, live)
    }
    return try parse("# trace: every size\n\(peak)\n50\n\(lines.count)\n1\n" + lines.joined(separator: "\n") + "\n")
  }

  @Test(arguments: Catalogue.compositions.map(\.name))
  func `every named composition replays every size, verified and without a failure`(name: String) throws {
    let trace = try Self.everySize()
    let laboratory = Laboratory(rounds: 1, isVerifying: true)
    let loop = try #require(laboratory.measureLoop(trace))
    let measurement = try laboratory.measure(
      trace, on: Catalogue.composition(name), loop: loop, progress: {})
    #expect(measurement.failures == 0)
    #expect(measurement.kind == .specialised)
    #expect(measurement.peakHeldByteCount ?? 0 > 0)
    #expect(measurement.medianNanoseconds != nil)
  }

  @Test(arguments: ["ripgrep", "graphviz-dot"], ["size-classes", "segregated", "fallback", "arena", "locked"])
  func `the samples replay verified and without a failure`(trace: String, name: String) throws {
    let trace = try TraceInput(argument: Samples.path(trace)).read()
    let measurement = try Laboratory(rounds: 0, isVerifying: true).measure(
      trace, on: Catalogue.composition(name), loop: nil, progress: {})
    #expect(measurement.failures == 0)
    #expect(measurement.peakHeldByteCount ?? 0 >= measurement.peakAskedByteCount)
  }

  @Test(arguments: ["general", "general-by-address"])
  func `the general allocator replays every size, verified, and says nothing of what it holds`(name: String) throws {
    let measurement = try Laboratory(rounds: 1, isVerifying: true).measure(
      try Self.everySize(), on: Catalogue.composition(name), loop: nil, progress: {})
    #expect(measurement.failures == 0)
    #expect(measurement.kind == .specialised)
    #expect(measurement.peakHeldByteCount == nil)
  }

  @Test func `a composition holds what it took, not what it was asked for`() throws {
    let trace = try parse("24\n1\n2\n1\na 0 24\nf 0\n")
    let measurement = try Laboratory(rounds: 0, isVerifying: false).measure(
      trace, on: Catalogue.composition("freelist(block: 64, count: 16)"), loop: nil, progress: {})
    #expect(measurement.peakAskedByteCount == 24)
    #expect((16 * 64..<16 * 64 + 256).contains(measurement.peakHeldByteCount ?? 0))
  }
}

@Suite struct SpecificationTests {
  @Test(arguments: [
    "system", "segregated(64: freelist, 512: freelist, else: system)", " segregated ( 64:freelist,else:system ) ",
    "fallback(freelist(block: 64, count: 16), system)", "fallback(freelist(block: 1K), scoped(bytes: 4K), system)",
    "aligned(16: buckets(to: 1024), else: system)", "buckets(above: 1K, to: 8K, step: 512, each: freelist)",
    "segregated(1K: buckets(each: stats(freelist)), else: limited(1_000_000, system))",
    "scoped(growth: doubling, parent: limited(64M, system))", "locked(quantized(64, system))",
    "segregated(128: fallback(freelist(count: 8), system), else: system)", "freelist(block: 16, align: 64)",
  ])
  func `a description becomes an allocator that keeps its promises`(text: String) throws {
    let trace = try parse("938\n4\n8\n1\na 0 8\na 1 100\nc 2 700\nr 1 30\na 3 200\nf 0\nf 2\nf 1\n")
    let composition = try Catalogue.composition(text)
    #expect(composition.kind == .erased || text == "system")
    // What does not fit a description's blocks is refused, and everything else is right.
    _ = try Laboratory(rounds: 1, isVerifying: true).measure(
      trace, on: composition, loop: nil, progress: {})
  }

  @Test func `only owners stay owners`() throws {
    _ = try Catalogue.composition("fallback(segregated(64: freelist, else: freelist(block: 128)), system)")
    _ = try Catalogue.composition("fallback(limited(1K, stats(locked(freelist(block: 64)))), system)")
    let error = #expect(throws: SpecificationError.self) {
      try Catalogue.composition("fallback(segregated(64: freelist, else: system), system)")
    }
    #expect(error?.column == 10)
  }

  @Test(arguments: [
    ("", 1, "expected an allocator's name, but found the end"),
    ("64", 1, "expected an allocator's name, but found '6'"),
    ("system)", 7, "expected the end, but found ')'"),
    ("limited(1K, system", 19, "expected ',' or ')', but found the end"),
    ("segregated(64 freelist)", 15, "expected ',' or ')', but found 'f'"),
    ("segregated(64: freelist)", 1, "segregated needs 'BYTES: allocator, …, else: allocator'"),
    ("segregated(64: freelist, 32: system, else: system)", 26, "sizes must ascend: 32 is not more than 64"),
    ("freelist", 1, "freelist needs 'block: BYTES' here: no threshold tells its size"),
    ("freelist(block: 0)", 17, "expected a number from 1 to 1099511627776"),
    ("freelist(block: 16, align: 24)", 28, "expected a power of two"),
    ("freelist(block: 16, colour: 3)", 21, "freelist takes no 'colour' here"),
    ("fallback(system, null)", 10, "fallback needs an allocator here that can tell its own blocks from others'"),
    ("fallback(null)", 1, "fallback needs a second allocator"),
    ("limited(x, system)", 9, "expected a number"),
    ("limited(99999999999999999999, system)", 9, "the number is too large"),
    ("limited(64Q, system)", 11, "expected K, M or G behind a number, but found 'Q'"),
    ("scoped(growth: fast)", 16, "expected fixed, constant or doubling"),
    ("stats(system, system)", 15, "stats takes no further argument"),
    ("aligned(24: system, else: system)", 9, "an alignment is a power of two"),
    ("quantized(3, system)", 11, "expected a power of two"),
    ("quantized(0, system)", 11, "expected a number from 1 to 1073741824"),
    ("quantized(system)", 11, "expected a number"),
    ("quantized()", 11, "expected an allocator's name, but found ')'"),
    ("stats(64)", 7, "expected an allocator, not a number"),
  ])
  func `a mistake is found where it is`(text: String, column: Int, message: String) {
    let error = #expect(throws: SpecificationError.self) { try Catalogue.composition(text) }
    #expect(error == SpecificationError(text: text, column: column, message: message))
  }
}

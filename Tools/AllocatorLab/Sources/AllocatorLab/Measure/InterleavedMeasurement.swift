import Foundation

/// Measures several allocators on one trace, each in processes of its own, in turns: what disturbs the machine
/// disturbs all of them.
struct InterleavedMeasurement {
  let contenders: [Contender]
  /// How many processes each allocator has.
  let turns: Int
  /// How many rounds each process times, after one that is not counted; zero leaves timing out.
  let rounds: Int

  var stepCount: Int { contenders.count * turns }

  /// What the processes found, by contender; or what they complained of.
  func run(_ trace: Trace, progress: (Contender) -> Void) throws -> [Result<[ChildFinding], Complaint>] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("alloclab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("trace").path
    try MappedTrace.write(trace, to: path)
    var findings = contenders.map { _ in Result<[ChildFinding], Complaint>.success([]) }
    for _ in 0..<turns {
      for (index, contender) in contenders.enumerated() {
        if case .success(let earlier) = findings[index] {
          do {
            findings[index] = .success(
              earlier + [try MeasuringChild.measure(contender, mappedTrace: path, rounds: rounds)])
          } catch {
            findings[index] = .failure(error as? Complaint ?? Complaint("\(error)"))
          }
        }
        progress(contender)
      }
    }
    return findings
  }
}

extension Measurement {
  /// Takes over what processes of its own found: the fastest and the middle round, and the middle resident rise.
  mutating func adopt(_ findings: [ChildFinding]) {
    let rises = findings.compactMap(\.riseByteCount).sorted()
    peakResidentByteCount = rises.isEmpty ? nil : rises[rises.count / 2]
    failures = findings.map(\.failures).max() ?? failures
    if let timeline = findings.first?.timeline { residentTimeline = timeline.resampled(to: 240) }
    // Each process is net of its own loop.
    let times = findings.filter { !$0.rounds.isEmpty }.map {
      Spread($0.rounds).net(of: Spread($0.loop), eventCount: eventCount)
    }
    guard !times.isEmpty else { return }
    minimumNanoseconds = times.map(\.minimum).min()
    let medians = times.map(\.median).sorted()
    medianNanoseconds = Spread(medians).median
    if medians.count > 1 {
      spreadNanoseconds = (medians[medians.count * 3 / 4] - medians[medians.count / 4]) / 2
    }
  }
}

extension [Int] {
  /// The most of each of up to `count` equal parts.
  func resampled(to count: Int) -> [Int] {
    guard self.count > count else { return self }
    return (0..<count).map { part in self[part * self.count / count..<(part + 1) * self.count / count].max() ?? 0 }
  }
}

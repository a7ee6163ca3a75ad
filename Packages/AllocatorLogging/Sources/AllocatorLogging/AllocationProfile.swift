/// A logger that counts everything that chooses an allocator: what is live of each size, alignments, how long blocks
/// live, and the moment of the peak.
///
/// Choose it to look at a program for a while; ``AllocationStatistics`` is cheaper and can stay in. It is a handle:
/// copies of it share what they count. An event is O(1), and nothing is allocated after the beginning: 64 KiB for the
/// births of blocks, and some KiB of counters.
///
/// Lifetimes are measured in events, and of a sample: a block's birth is remembered when the place in a fixed table
/// that its address falls on is free, which does not depend on how long it will live. ``sampledCount`` says of how many
/// blocks the lifetime is known, and ``unsampledCount`` of how many it is not.
///
/// It is not thread-safe.
///
/// Each operation is O(1) unless it says otherwise.
@safe
public struct AllocationProfile: ProxyLogger {
  @usableFromInline let counters: UnsafeMutablePointer<ProfileCounters>
  private let keeper: ProfileKeeper

  /// Starts at zero.
  ///
  /// - Complexity: O(1).
  public init() {
    keeper = ProfileKeeper()
    unsafe counters = keeper.counters
  }

  public borrowing func didAllocate(_ block: Block) { unsafe counters.allocate(block) }
  public borrowing func willDeallocate(_ block: Block) { unsafe counters.deallocate(block) }
  public borrowing func didReallocate(_ old: Block, to new: Block) { unsafe counters.reallocate(old, to: new) }

  /// Every live block counts as deallocated.
  ///
  /// - Complexity: O(1), but more than 4,000 steps: each place of the table of births is looked at.
  public borrowing func didReset() { unsafe counters.reset() }

  public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {
    unsafe counters.pointee.failureCount &+= 1
  }
  public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {
    unsafe counters.pointee.failureCount &+= 1
  }
}

extension AllocationProfile {
  /// What is known of the blocks of one size class.
  public struct SizeClass: Equatable, Sendable {
    /// The class holds sizes of up to this, and of more than the class before; a power of two, or zero.
    public var byteCount: Int
    /// How many blocks of the class were allocated.
    public var allocationCount: Int
    /// How many are live.
    public var liveCount: Int
    /// The most that were live at once.
    public var peakLiveCount: Int
  }

  /// The moment of the most live bytes.
  public struct Peak: Equatable, Sendable {
    /// The bytes that were live.
    public var byteCount: Int
    /// The blocks that were live.
    public var blockCount: Int
    /// The number of the event that reached it, from 1; zero when there was none.
    public var event: Int
  }

  /// How many events there were: allocations, reallocations, deallocations and resets, not failures.
  public var eventCount: Int { unsafe counters.pointee.eventCount }
  /// How many requests were refused.
  public var failureCount: Int { unsafe counters.pointee.failureCount }
  /// How many blocks are live.
  public var liveCount: Int { unsafe counters.pointee.liveCount }
  /// The size of all live blocks, in bytes.
  public var liveByteCount: Int { unsafe counters.pointee.liveByteCount }
  /// The moment of the most live bytes; the first of several.
  public var peak: Peak {
    unsafe Peak(
      byteCount: counters.pointee.peakByteCount, blockCount: counters.pointee.peakBlockCount,
      event: counters.pointee.peakEvent)
  }
  /// How many blocks were deallocated whose lifetime is known.
  public var sampledCount: Int { lifetimes.reduce(0) { $0 + $1.count } }
  /// How many blocks were deallocated whose lifetime is not known.
  public var unsampledCount: Int { unsafe counters.pointee.unsampledCount }

  /// The size classes that had blocks, smallest first. A reallocated block changes its class when its size does.
  public var sizeClasses: [SizeClass] {
    var classes: [SizeClass] = []
    for index in 0..<ProfileCounters.classCount {
      let sizeClass = unsafe counters.sizeClasses[index]
      guard sizeClass.allocationCount > 0 || sizeClass.peakLiveCount > 0 else { continue }
      classes.append(
        SizeClass(
          byteCount: index == 0 ? 0 : 1 << (index - 1), allocationCount: sizeClass.allocationCount,
          liveCount: sizeClass.liveCount, peakLiveCount: sizeClass.peakLiveCount))
    }
    return classes
  }

  /// How many blocks were allocated of each alignment, least first; those that never came are left out.
  public var alignments: [(alignment: Int, count: Int)] {
    var entries: [(alignment: Int, count: Int)] = []
    for exponent in 0..<63 {
      let count = unsafe counters.alignments[exponent]
      if count > 0 { entries.append((1 << exponent, count)) }
    }
    return entries
  }

  /// How many sampled blocks lived for up to `eventCount` events, and more than the entry before says; shortest first.
  public var lifetimes: [(eventCount: Int, count: Int)] {
    var entries: [(eventCount: Int, count: Int)] = []
    for exponent in 0..<63 {
      let count = unsafe counters.lifetimes[exponent]
      if count > 0 { entries.append((1 << exponent, count)) }
    }
    return entries
  }
}

#if !hasFeature(Embedded)
  extension AllocationProfile: CustomStringConvertible {
    public borrowing func figures() -> [(name: String, value: Int)] {
      [
        ("live blocks", liveCount), ("live bytes", liveByteCount), ("peak bytes", peak.byteCount),
        ("peak at event", peak.event), ("events", eventCount), ("failures", failureCount),
      ]
    }

    /// All of it in words, a line each.
    public var description: String {
      let peak = peak
      var lines = [
        "events: \(eventCount), \(failureCount) requests failed",
        "live:   \(liveCount) blocks, \(liveByteCount) bytes",
        "peak:   \(peak.byteCount) bytes in \(peak.blockCount) blocks, at event \(peak.event)",
      ]
      for size in sizeClasses {
        lines.append(
          "up to \(size.byteCount) bytes: \(size.allocationCount) allocated, \(size.liveCount) live, "
            + "at most \(size.peakLiveCount)")
      }
      for (alignment, count) in alignments { lines.append("aligned to \(alignment): \(count)") }
      for (eventCount, count) in lifetimes { lines.append("lived for up to \(eventCount) events: \(count)") }
      if unsampledCount > 0 { lines.append("lived for an unknown time: \(unsampledCount)") }
      return lines.joined(separator: "\n")
    }
  }
#endif

/// A logger that counts: blocks, bytes, failures, the most bytes ever live, and how often each size was asked for.
///
/// Choose it to see what a program asks of an allocator; it is cheap enough to stay in. It is a handle: copies of it
/// share their counters, so that one kept outside the composition reads what the one inside counts.
///
/// ```swift
/// let statistics = AllocationStatistics()
/// let memory = SystemAllocator().logging(to: statistics)
/// …
/// print(statistics)
/// ```
///
/// Sizes are those asked for. A reallocation counts as its growth or shrinkage, so that at any time
/// ``allocatedByteCount`` less ``deallocatedByteCount`` is ``liveByteCount``, which ``peakByteCount`` is never below.
/// Failures count as nothing else.
///
/// ``AllocationProfile`` records more, at a higher cost: lifetimes, alignments, what is live of each size, and the
/// moment of the peak.
///
/// Its counters lie behind one pointer, which the handle keeps beside the reference that keeps them alive. It is not
/// thread-safe.
///
/// Each operation is O(1) unless it says otherwise.
@safe
@frozen
public struct AllocationStatistics: ProxyLogger {
  @usableFromInline let counters: UnsafeMutablePointer<StatisticsCounters>
  @usableFromInline let keeper: StatisticsKeeper

  /// Starts at zero.
  ///
  /// - Complexity: O(1).
  public init() {
    keeper = StatisticsKeeper()
    unsafe counters = keeper.counters
  }

  @inline(always)
  @inlinable
  public borrowing func didAllocate(_ block: Block) {
    unsafe counters.grow(by: block.byteCount)
    unsafe counters.histogram[StatisticsCounters.bucket(for: block.byteCount)] &+= 1
  }

  @inline(always)
  @inlinable
  public borrowing func willDeallocate(_ block: Block) {
    unsafe counters.pointee.headroom &+= block.byteCount
    unsafe counters.pointee.deallocationCount &+= 1
  }

  @inline(always)
  @inlinable
  public borrowing func didReallocate(_ old: Block, to new: Block) {
    let growth = unsafe new.byteCount &- old.byteCount
    if growth > 0 {
      unsafe counters.grow(by: growth)
    } else {
      unsafe counters.pointee.headroom &-= growth
    }
    unsafe counters.pointee.reallocationCount &+= 1
  }

  @inlinable
  public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {
    unsafe counters.pointee.allocationFailureCount &+= 1
  }

  @inlinable
  public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {
    unsafe counters.pointee.reallocationFailureCount &+= 1
  }

  /// Every live block counts as deallocated.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func didReset() {
    unsafe counters.pointee.deallocationCount = allocationCount
    unsafe counters.pointee.headroom = counters.pointee.peakByteCount
  }
}

extension AllocationStatistics {
  /// How many blocks were allocated.
  @inlinable
  public var allocationCount: Int {
    var sum = 0
    for bucket in 0..<StatisticsCounters.bucketCount { unsafe sum += counters.histogram[bucket] }
    return sum
  }
  /// How many blocks were returned.
  public var deallocationCount: Int { unsafe counters.pointee.deallocationCount }
  /// How many blocks are live.
  public var liveCount: Int { allocationCount - deallocationCount }
  /// How often a block was resized, in place or not.
  public var reallocationCount: Int { unsafe counters.pointee.reallocationCount }
  /// How many requests for a block were refused.
  public var allocationFailureCount: Int { unsafe counters.pointee.allocationFailureCount }
  /// How many requests to resize a block were refused, those included that asked to resize it where it stands.
  public var reallocationFailureCount: Int { unsafe counters.pointee.reallocationFailureCount }
  /// How many requests were refused.
  public var failureCount: Int { allocationFailureCount + reallocationFailureCount }

  /// The bytes allocated so far, by allocation and by growth.
  public var allocatedByteCount: Int { unsafe counters.pointee.allocatedByteCount }
  /// The bytes returned so far, by deallocation and by shrinkage.
  public var deallocatedByteCount: Int { allocatedByteCount - liveByteCount }
  /// The size of all live blocks, in bytes.
  public var liveByteCount: Int { unsafe counters.pointee.peakByteCount - counters.pointee.headroom }
  /// The most bytes that were ever live at once.
  public var peakByteCount: Int { unsafe counters.pointee.peakByteCount }

  /// How many blocks were allocated of each size, by powers of two, smallest first; sizes that never came are left out.
  ///
  /// `count` blocks had a size of up to `byteCount`, and of more than the power of two before; empty blocks count at 0.
  public var histogram: [(byteCount: Int, count: Int)] {
    var entries: [(byteCount: Int, count: Int)] = []
    let empty = StatisticsCounters.bucketCount - 1
    let emptyCount = unsafe counters.histogram[empty]
    if emptyCount > 0 { entries.append((0, emptyCount)) }
    for bucket in 0..<empty {
      let count = unsafe counters.histogram[bucket]
      if count > 0 { entries.append((1 << bucket, count)) }
    }
    return entries
  }
}

#if !hasFeature(Embedded)
  extension AllocationStatistics: CustomStringConvertible {
    public borrowing func figures() -> [(name: String, value: Int)] {
      [
        ("live blocks", liveCount), ("live bytes", liveByteCount), ("peak bytes", peakByteCount),
        ("allocations", allocationCount), ("reallocations", reallocationCount),
        ("deallocations", deallocationCount), ("failures", failureCount),
      ]
    }

    /// All counters and the histogram, a line each.
    public var description: String {
      var lines = [
        "allocations:   \(allocationCount), \(allocationFailureCount) failed",
        "reallocations: \(reallocationCount), \(reallocationFailureCount) failed",
        "deallocations: \(deallocationCount)",
        "bytes:         \(allocatedByteCount) allocated, \(deallocatedByteCount) deallocated",
        "live:          \(liveCount) blocks, \(liveByteCount) bytes; at most \(peakByteCount) bytes",
      ]
      for (byteCount, count) in histogram { lines.append("up to \(byteCount) bytes: \(count)") }
      return lines.joined(separator: "\n")
    }
  }
#endif

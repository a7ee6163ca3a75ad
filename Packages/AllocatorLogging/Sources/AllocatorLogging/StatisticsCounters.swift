/// The counters of ``AllocationStatistics``. A histogram of 64 words follows them in memory.
///
/// What follows from the others is not counted: the live bytes are the peak less the headroom, the allocations are the
/// sum of the histogram, the deallocated bytes are the allocated ones less the live ones. So an allocation changes
/// three words, and a deallocation two. Words that change together do not lie side by side: the compiler would add to
/// both by one vector instruction, which takes three more to load, store and test them.
@usableFromInline
@frozen
struct StatisticsCounters {
  /// How much the live bytes can grow without a new peak.
  @usableFromInline var headroom = 0
  @usableFromInline var peakByteCount = 0
  @usableFromInline var allocatedByteCount = 0
  @usableFromInline var reallocationCount = 0
  @usableFromInline var deallocationCount = 0
  @usableFromInline var allocationFailureCount = 0
  @usableFromInline var reallocationFailureCount = 0

  @inlinable
  init() {}

  @inlinable
  static var bucketCount: Int { 64 }

  /// The smallest `k` with `byteCount <= 1 << k`; the last bucket, which no block is large enough for, when it is zero.
  @inlinable
  static func bucket(for byteCount: Int) -> Int {
    // Never zero, so that it compiles to a bit scan without a test.
    63 &- ((UInt(bitPattern: byteCount &- 1) &<< 1) | 1).leadingZeroBitCount
  }
}

extension UnsafeMutablePointer where Pointee == StatisticsCounters {
  @inlinable
  var histogram: UnsafeMutablePointer<Int> {
    unsafe UnsafeMutableRawPointer(self + 1).assumingMemoryBound(to: Int.self)
  }

  /// Counts `byteCount` more live bytes.
  @inline(always)
  @inlinable
  func grow(by byteCount: Int) {
    unsafe pointee.allocatedByteCount &+= byteCount
    unsafe pointee.headroom &-= byteCount
    if unsafe pointee.headroom < 0 { unsafe raisePeak() }
  }

  /// The live bytes exceed the peak by what the headroom lacks.
  @usableFromInline
  @inline(never)
  func raisePeak() {
    unsafe pointee.peakByteCount &-= pointee.headroom
    unsafe pointee.headroom = 0
  }
}

/// What keeps the counters alive.
@safe
@usableFromInline
final class StatisticsKeeper {
  @usableFromInline let counters: UnsafeMutablePointer<StatisticsCounters>

  @usableFromInline
  init() {
    let bucketCount = StatisticsCounters.bucketCount
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<StatisticsCounters>.size + bucketCount * MemoryLayout<Int>.stride,
      alignment: MemoryLayout<StatisticsCounters>.alignment)
    unsafe counters = memory.initializeMemory(as: StatisticsCounters.self, to: StatisticsCounters())
    unsafe UnsafeMutableRawPointer(counters + 1).initializeMemory(as: Int.self, repeating: 0, count: bucketCount)
  }

  deinit { unsafe UnsafeMutableRawPointer(counters).deallocate() }
}

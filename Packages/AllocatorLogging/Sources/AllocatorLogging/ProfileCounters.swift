/// The counters of ``AllocationProfile``, followed in memory by its size classes, alignments, lifetimes and the table of
/// births.
@usableFromInline
struct ProfileCounters {
  var eventCount = 0
  var failureCount = 0
  var liveCount = 0
  var liveByteCount = 0
  var peakByteCount = 0
  var peakBlockCount = 0
  var peakEvent = 0
  var unsampledCount = 0

  struct SizeClass: BitwiseCopyable {
    var allocationCount = 0
    var liveCount = 0
    var peakLiveCount = 0
  }

  /// Where a block was born: its address, and the number of the event. An address of zero is a free place.
  struct Birth: BitwiseCopyable {
    var address: UInt = 0
    var event = 0
  }

  /// One for empty blocks, and one for each power of two.
  static var classCount: Int { 65 }
  static var birthCount: Int { 4096 }

  static var byteCount: Int {
    MemoryLayout<ProfileCounters>.stride + classCount * MemoryLayout<SizeClass>.stride + 128 * MemoryLayout<Int>.stride
      + birthCount * MemoryLayout<Birth>.stride
  }

  /// 0 for no bytes, else one more than the smallest `k` with `byteCount <= 1 << k`.
  static func sizeClass(for byteCount: Int) -> Int {
    byteCount == 0 ? 0 : 1 &+ exponent(atLeast: byteCount)
  }

  /// The smallest `k` with `number <= 1 << k`, of a number that is at least 1.
  static func exponent(atLeast number: Int) -> Int {
    63 &- ((UInt(bitPattern: number &- 1) &<< 1) | 1).leadingZeroBitCount
  }
}

extension UnsafeMutablePointer where Pointee == ProfileCounters {
  var sizeClasses: UnsafeMutablePointer<ProfileCounters.SizeClass> {
    unsafe UnsafeMutableRawPointer(self + 1).assumingMemoryBound(to: ProfileCounters.SizeClass.self)
  }
  var alignments: UnsafeMutablePointer<Int> {
    unsafe UnsafeMutableRawPointer(sizeClasses + ProfileCounters.classCount).assumingMemoryBound(to: Int.self)
  }
  var lifetimes: UnsafeMutablePointer<Int> { unsafe alignments + 64 }

  /// The place in the table of births that `block`'s address falls on.
  private func birth(of block: Block) -> UnsafeMutablePointer<ProfileCounters.Birth> {
    let hash = unsafe UInt64(UInt(bitPattern: block.address)) &* 0x9E37_79B9_7F4A_7C15
    let index = Int(truncatingIfNeeded: hash &>> 52)
    return unsafe UnsafeMutableRawPointer(lifetimes + 64).assumingMemoryBound(to: ProfileCounters.Birth.self) + index
  }

  func allocate(_ block: Block) {
    unsafe pointee.eventCount &+= 1
    unsafe pointee.liveCount &+= 1
    unsafe enter(block.byteCount, isNew: true)
    unsafe alignments[block.alignment.trailingZeroBitCount] &+= 1
    let place = unsafe birth(of: block)
    // Empty blocks may share an address with others.
    if unsafe place.pointee.address == 0, unsafe block.byteCount > 0 {
      unsafe place.pointee.address = UInt(bitPattern: block.address)
      unsafe place.pointee.event = pointee.eventCount
    }
    unsafe change(liveBytesBy: block.byteCount)
  }

  func deallocate(_ block: Block) {
    unsafe pointee.eventCount &+= 1
    unsafe pointee.liveCount &-= 1
    unsafe leave(block.byteCount)
    let place = unsafe birth(of: block)
    if unsafe place.pointee.address == UInt(bitPattern: block.address), unsafe block.byteCount > 0 {
      let age = unsafe pointee.eventCount &- place.pointee.event
      unsafe lifetimes[ProfileCounters.exponent(atLeast: age)] &+= 1
      unsafe place.pointee.address = 0
    } else {
      unsafe pointee.unsampledCount &+= 1
    }
    unsafe change(liveBytesBy: -block.byteCount)
  }

  func reallocate(_ old: Block, to new: Block) {
    unsafe pointee.eventCount &+= 1
    let (before, after) = unsafe (old.byteCount, new.byteCount)
    if ProfileCounters.sizeClass(for: before) != ProfileCounters.sizeClass(for: after) {
      unsafe leave(before)
      unsafe enter(after, isNew: false)
    }
    if unsafe old.address != new.address || before == 0 || after == 0 {
      // The birth moves along, where there is room for it.
      let place = unsafe birth(of: old)
      if unsafe place.pointee.address == UInt(bitPattern: old.address), before > 0 {
        let event = unsafe place.pointee.event
        unsafe place.pointee.address = 0
        let next = unsafe birth(of: new)
        if unsafe next.pointee.address == 0, after > 0 {
          unsafe next.pointee.address = UInt(bitPattern: new.address)
          unsafe next.pointee.event = event
        }
      }
    }
    unsafe change(liveBytesBy: after &- before)
  }

  func reset() {
    unsafe pointee.eventCount &+= 1
    unsafe pointee.unsampledCount &+= pointee.liveCount
    unsafe pointee.liveCount = 0
    unsafe pointee.liveByteCount = 0
    for index in 0..<ProfileCounters.classCount { unsafe sizeClasses[index].liveCount = 0 }
    let births = unsafe UnsafeMutableRawPointer(lifetimes + 64).assumingMemoryBound(to: ProfileCounters.Birth.self)
    for index in 0..<ProfileCounters.birthCount {
      let birth = unsafe births[index]
      guard birth.address != 0 else { continue }
      let age = unsafe pointee.eventCount &- birth.event
      unsafe lifetimes[ProfileCounters.exponent(atLeast: age)] &+= 1
      unsafe pointee.unsampledCount &-= 1
      unsafe births[index].address = 0
    }
  }

  private func enter(_ byteCount: Int, isNew: Bool) {
    let sizeClass = unsafe sizeClasses + ProfileCounters.sizeClass(for: byteCount)
    if isNew { unsafe sizeClass.pointee.allocationCount &+= 1 }
    unsafe sizeClass.pointee.liveCount &+= 1
    unsafe sizeClass.pointee.peakLiveCount = max(sizeClass.pointee.peakLiveCount, sizeClass.pointee.liveCount)
  }

  private func leave(_ byteCount: Int) {
    unsafe sizeClasses[ProfileCounters.sizeClass(for: byteCount)].liveCount &-= 1
  }

  private func change(liveBytesBy difference: Int) {
    unsafe pointee.liveByteCount &+= difference
    if unsafe pointee.liveByteCount > pointee.peakByteCount {
      unsafe pointee.peakByteCount = pointee.liveByteCount
      unsafe pointee.peakBlockCount = pointee.liveCount
      unsafe pointee.peakEvent = pointee.eventCount
    }
  }
}

/// What keeps the counters alive.
@safe
final class ProfileKeeper {
  let counters: UnsafeMutablePointer<ProfileCounters>

  init() {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: ProfileCounters.byteCount, alignment: MemoryLayout<ProfileCounters>.alignment)
    // Zero is the beginning of everything in it.
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: ProfileCounters.byteCount)
    unsafe counters = memory.assumingMemoryBound(to: ProfileCounters.self)
  }

  deinit { unsafe UnsafeMutableRawPointer(counters).deallocate() }
}

import AllocatorCore
import Testing

/// A generator whose sequence is given by its seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// Something that happened a number of times.
final class Counter {
  var count = 0
}

/// A value that cannot be copied, and that counts its destructions.
struct Token: ~Copyable {
  let number: Int
  let destructions: Counter

  init(_ number: Int = 0, destructions: Counter) {
    self.number = number
    self.destructions = destructions
  }

  deinit { destructions.count += 1 }
}

/// An error that no allocator throws.
struct Unrelated: Error {}

/// What reached a `Spy`.
final class CallLog {
  private(set) var calls: [String] = []
  var destructions = 0

  func note(_ call: String) { calls.append(call) }
}

/// An owner that notes every call, allocates from the platform's heap, and returns results of its own where a default
/// would be the other way round.
struct Spy: BlockOwner, ~Copyable {
  let log: CallLog
  var refuses = false

  init(log: CallLog, refuses: Bool = false) {
    self.log = log
    self.refuses = refuses
  }

  deinit { log.destructions += 1 }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    log.note("allocate \(byteCount) \(alignment)")
    return refuses ? nil : unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) {
    unsafe log.note("deallocate \(block.byteCount) \(block.alignment)")
    unsafe SystemAllocator().deallocate(block)
  }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe log.note("resize \(block.byteCount) to \(byteCount)")
    return unsafe SystemAllocator().resize(&block, byteCount: byteCount)
  }

  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe log.note("reallocate \(block.byteCount) to \(byteCount)")
    return unsafe !refuses && SystemAllocator().reallocateIfPossible(&block, byteCount: byteCount)
  }

  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    log.note("allocate zeroed \(byteCount) \(alignment)")
    return refuses ? nil : unsafe SystemAllocator().allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    log.note("good size for \(byteCount) \(alignment)")
    return byteCount + 1
  }

  borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    log.note("supports \(alignment)")
    return alignment <= 64
  }

  borrowing func owns(_ block: Block) -> Bool {
    unsafe log.note("owns \(block.byteCount)")
    return unsafe block.byteCount % 2 == 0
  }

  borrowing func explain() -> Explanation {
    log.note("explain")
    return Explanation("Spy", capabilities: [.owns, .resizesInPlace], maximumAlignment: 64)
  }
}

extension ExitTest.Result {
  /// Expects the message that the process ended with to hold these words.
  func expectMessage(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    let message = String(decoding: standardErrorContent, as: UTF8.self)
    for word in words { #expect(message.contains(word), sourceLocation: sourceLocation) }
  }
}

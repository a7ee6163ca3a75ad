import AllocatorCore

/// What an allocator did that it must not do, found while a trace was replayed on it.
public struct VerificationError: Error, Equatable, CustomStringConvertible {
  /// The number of the event, from 1; `nil` when it is about the replay as a whole.
  public var event: Int?
  public var message: String

  public var description: String { event.map { "event \($0): \(message)" } ?? message }
}

/// A replay that believes nothing: each block is filled with a pattern of its own, to the last byte, and read again
/// before it is freed, and on both sides of a resize.
struct CheckedReplay: ~Copyable {
  private let trace: Trace
  private var blocks: [LiveBlock?]
  /// The number of requests that were refused.
  private(set) var failures = 0
  private var event = 0

  private struct LiveBlock {
    var address: UInt
    var byteCount: Int
    var alignment: Int
    var pattern: UInt64

    var block: Block {
      // The address is one that an allocator returned, so it is not nil.
      unsafe Block(
        address: UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped, byteCount: byteCount,
        alignment: alignment)
    }
  }

  init(_ trace: Trace) {
    self.trace = trace
    blocks = Array(repeating: nil, count: trace.slotCount)
  }

  /// Replays the trace; throws at the first thing that is wrong.
  mutating func run<A: Allocator & ~Copyable & ~Escapable>(on allocator: borrowing A) throws(VerificationError) {
    for next in trace.events {
      event += 1
      switch next.kind {
      case .allocate, .allocateZeroed: try allocate(next, on: allocator)
      case .resize: try resize(next, on: allocator)
      case .free: try free(Int(next.slot), on: allocator)
      }
    }
    for live in blocks {
      if let live { try checkContents(live, before: "the end") }
    }
  }

  /// Frees what is live, whatever it contains.
  mutating func abandon<A: Allocator & ~Copyable & ~Escapable>(on allocator: borrowing A) {
    for slot in blocks.indices {
      guard let live = blocks[slot] else { continue }
      unsafe allocator.deallocate(live.block)
      blocks[slot] = nil
    }
  }

  private mutating func allocate<A: Allocator & ~Copyable & ~Escapable>(
    _ next: Trace.Event, on allocator: borrowing A
  ) throws(VerificationError) {
    let isZeroed = next.kind == .allocateZeroed
    let answer =
      isZeroed
      ? unsafe allocator.allocateZeroedIfPossible(byteCount: next.byteCount, alignment: next.alignment)
      : unsafe allocator.allocateIfPossible(byteCount: next.byteCount, alignment: next.alignment)
    guard let block = unsafe answer else {
      failures += 1
      return
    }
    try unsafe checkShape(block, byteCount: next.byteCount, alignment: next.alignment)
    if isZeroed, let offset = unsafe Pattern.firstDifference(in: block.bytes, pattern: 0) {
      throw error("a zeroed block of \(next.byteCount) bytes is not zero at byte \(offset)")
    }
    unsafe adopt(block, slot: Int(next.slot))
  }

  private mutating func resize<A: Allocator & ~Copyable & ~Escapable>(
    _ next: Trace.Event, on allocator: borrowing A
  ) throws(VerificationError) {
    let slot = Int(next.slot)
    guard let live = blocks[slot] else { return }
    try checkContents(live, before: "a resize")
    var block = unsafe live.block
    guard unsafe allocator.reallocateIfPossible(&block, byteCount: next.byteCount) else {
      guard unsafe block == live.block else { throw error("a refused resize changed the description of its block") }
      failures += 1
      return try free(slot, on: allocator)
    }
    blocks[slot] = nil  // whatever is found now, the old block is gone
    try unsafe checkShape(block, byteCount: next.byteCount, alignment: live.alignment)
    let kept = min(live.byteCount, next.byteCount)
    let prefix = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<kept])
    if let offset = unsafe Pattern.firstDifference(in: prefix, pattern: live.pattern) {
      throw error(
        "a resize from \(live.byteCount) to \(next.byteCount) bytes lost contents at byte \(offset)")
    }
    unsafe adopt(block, slot: slot)
  }

  private mutating func free<A: Allocator & ~Copyable & ~Escapable>(
    _ slot: Int, on allocator: borrowing A
  ) throws(VerificationError) {
    guard let live = blocks[slot] else { return }
    try checkContents(live, before: "it was freed")
    blocks[slot] = nil
    unsafe allocator.deallocate(live.block)
  }

  private mutating func adopt(_ block: Block, slot: Int) {
    // Consecutive patterns differ in every byte.
    let pattern = UInt64(event) &* 0x9e37_79b9_7f4a_7c15
    unsafe Pattern.fill(block.bytes, pattern: pattern)
    blocks[slot] = unsafe LiveBlock(
      address: UInt(bitPattern: block.address), byteCount: block.byteCount, alignment: block.alignment,
      pattern: pattern)
  }

  private func checkShape(_ block: Block, byteCount: Int, alignment: Int) throws(VerificationError) {
    guard unsafe block.byteCount == byteCount && block.alignment == alignment else {
      throw unsafe error(
        "\(byteCount) bytes aligned to \(alignment) were asked for, but the block has \(block.byteCount) bytes "
          + "aligned to \(block.alignment)")
    }
    guard unsafe UInt(bitPattern: block.address) & UInt(alignment - 1) == 0 else {
      throw error("a block of \(byteCount) bytes is not aligned to \(alignment)")
    }
  }

  private func checkContents(_ live: LiveBlock, before what: String) throws(VerificationError) {
    if let offset = unsafe Pattern.firstDifference(in: live.block.bytes, pattern: live.pattern) {
      throw error("a block of \(live.byteCount) bytes was changed by another at byte \(offset), before \(what)")
    }
  }

  private func error(_ message: String) -> VerificationError { VerificationError(event: event, message: message) }
}

/// Eight bytes, repeated.
enum Pattern {
  /// Writes the pattern to every byte.
  static func fill(_ bytes: UnsafeMutableRawBufferPointer, pattern: UInt64) {
    let whole = bytes.count & ~7
    var offset = 0
    while offset < whole {
      unsafe bytes.storeBytes(of: pattern, toByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
    while offset < bytes.count {
      unsafe bytes.storeBytes(of: byte(pattern, at: offset), toByteOffset: offset, as: UInt8.self)
      offset &+= 1
    }
  }

  /// The first byte that is not the pattern's.
  static func firstDifference(in bytes: UnsafeMutableRawBufferPointer, pattern: UInt64) -> Int? {
    let whole = bytes.count & ~7
    var offset = 0
    while offset < whole, unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == pattern {
      offset &+= 8
    }
    while offset < bytes.count {
      if unsafe bytes[offset] != byte(pattern, at: offset) { return offset }
      offset &+= 1
    }
    return nil
  }

  private static func byte(_ pattern: UInt64, at offset: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: pattern.littleEndian >> (UInt64(offset & 7) * 8))
  }
}

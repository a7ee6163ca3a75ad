import Allocators

/// A block of a subject, whose bytes say that it is its owner's alone.
@safe
struct Piece: @unchecked Sendable {
  let subject: Int
  var block: Block
  let seed: UInt8

  init(_ block: Block, of subject: Int, seed: UInt8) {
    unsafe self.block = unsafe block
    self.subject = subject
    self.seed = seed
  }

  var byteCount: Int { unsafe block.byteCount }

  private func byte(_ index: Int) -> UInt8 { seed &+ UInt8(truncatingIfNeeded: index &* 7) }

  /// Calls `body` for the places that are written and read, as long as it returns true: the first 512 bytes, and the
  /// first 16 of each page behind them.
  @inline(always)
  private func allPlaces(upTo byteCount: Int, _ body: (Int) -> Bool) -> Bool {
    var index = 0
    while index < byteCount {
      if !body(index) { return false }
      index += 1
      if index >= 512 && index % 4096 >= 16 { index = (index + 4095) & ~4095 }
    }
    return true
  }

  func fill() {
    _ = allPlaces(upTo: byteCount) { index in
      unsafe block.address.storeBytes(of: byte(index), toByteOffset: index, as: UInt8.self)
      return true
    }
    guard byteCount > 0 else { return }
    unsafe block.address.storeBytes(of: byte(byteCount - 1), toByteOffset: byteCount - 1, as: UInt8.self)
  }

  private func holds(_ index: Int) -> Bool {
    unsafe block.address.load(fromByteOffset: index, as: UInt8.self) == byte(index)
  }

  /// Whether all bytes are as they were filled; or the first `count`, for a block that was resized.
  func holds(upTo count: Int? = nil) -> Bool {
    guard allPlaces(upTo: count ?? byteCount, { holds($0) }) else { return false }
    return count != nil || byteCount == 0 || holds(byteCount - 1)
  }

  var isZero: Bool { unsafe block.bytes.allSatisfy { $0 == 0 } }
}

/// Where the blocks of a chunk lie: pure arithmetic on sizes in bytes, `nil` where it would exceed `Int.max`.
///
/// A chunk is `blockCount` blocks at a distance of one stride, and a record behind the last of them. The record comes
/// last so that the blocks start where the chunk does: over-aligned blocks lose nothing at the front, and whether an
/// address belongs to the chunk is one subtraction and one comparison.
@usableFromInline
enum FreeListLayout {
  /// The bytes that a pool's state takes, the same in debug and release builds.
  @inlinable
  static var stateByteCount: Int { 18 * MemoryLayout<Int>.size }

  /// The bytes between the blocks of the first chunk and its end: the state, and the parent behind it.
  @inlinable
  static func headerByteCount<Parent: ~Copyable & ~Escapable>(parent: Parent.Type) -> Int {
    parentOffset(parent) + MemoryLayout<Parent>.size
  }

  /// The distance from the state to the parent.
  @inlinable
  static func parentOffset<Parent: ~Copyable & ~Escapable>(_ type: Parent.Type) -> Int {
    (stateByteCount + MemoryLayout<Parent>.alignment - 1) & ~(MemoryLayout<Parent>.alignment - 1)
  }

  /// The smallest stride and alignment: a freed block holds a pointer to the next one.
  @inlinable
  static var linkByteCount: Int { unsafe MemoryLayout<UnsafeMutableRawPointer?>.stride }

  /// What separates blocks that would otherwise compete for few sets of the cache: one of its lines.
  @inlinable
  static var cacheLineByteCount: Int { 64 }

  /// The distance from one block to the next.
  ///
  /// The caches of today's processors choose a line's set by the address within 4096 bytes, in 64 sets. Blocks at a
  /// distance of 1024 bytes all start in four of those sets, at 512 bytes in eight: a few dozen of them push each other
  /// out of a cache that is otherwise empty. One line of padding spreads their starts over all sets. It is added where
  /// it costs no more than an eighth: to multiples of 512 bytes, unless the alignment forbids.
  ///
  /// - Parameters:
  ///   - byteCount: The size of a block, at least 1.
  ///   - alignment: The alignment of a block, a power of two, at least that of a pointer.
  @inlinable
  static func stride(forBlocksOf byteCount: Int, alignment: Int) -> Int? {
    guard let stride = SizeArithmetic.roundedUp(max(byteCount, linkByteCount), toMultipleOf: alignment) else {
      return nil
    }
    let padding = max(cacheLineByteCount, alignment)
    guard stride % (8 * cacheLineByteCount) == 0 && padding <= stride / 8 else { return stride }
    return SizeArithmetic.sum(stride, padding)
  }

  /// The size of a chunk whose record takes `recordByteCount` bytes.
  @inlinable
  static func chunkByteCount(blockCount: Int, stride: Int, recordByteCount: Int) -> Int? {
    guard let blocks = SizeArithmetic.product(blockCount, stride) else { return nil }
    return SizeArithmetic.sum(blocks, recordByteCount)
  }

  /// Stops the program, in every build, where a pool's shape makes no sense.
  @usableFromInline
  static func check(blockByteCount: Int, blockCount: Int, blockAlignment: Int) {
    if blockByteCount <= 0 { _stop("blockByteCount must be at least 1: a pool's blocks hold something") }
    if blockCount < 0 { _stop("blockCount must not be negative") }
    if !SizeArithmetic.isPowerOfTwo(blockAlignment) { _stop("blockAlignment must be a power of two") }
  }

  /// Stops the program, in every build, where a pool's capacity makes no sense.
  @usableFromInline
  static func check(capacity: Int) {
    if capacity < 0 { _stop("the capacity of a pool must not be negative") }
  }
}

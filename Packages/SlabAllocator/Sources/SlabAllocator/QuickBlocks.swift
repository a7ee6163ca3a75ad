/// Blocks of ``FittedRuns`` that were deallocated lately: most are asked for again at once, in the same size.
///
/// A handle on memory of ``byteCount`` bytes that one thread uses. Choose it in front of fitted runs, one for each thread,
/// so that such a block needs no lock. To take and to put are some fifteen instructions. Blocks wait in lists by their
/// size, and are in use as far as the runs know; they do not join their neighbors before the owner empties it.
///
/// It refuses blocks of more than ``largestByteCount`` bytes, and any when ``limit`` bytes wait or a list is that of
/// another size: ``FittedRuns/deallocate(_:makingRoomIn:)`` is for those. Memory of zeros refuses everything.
///
/// Each operation is O(1) unless it says otherwise.
@unsafe
@frozen
public struct QuickBlocks {
  @usableFromInline let memory: UnsafeMutableRawPointer

  /// Lists that were made in this memory, or memory of zeros.
  @inline(always)
  @inlinable public init(at memory: UnsafeMutableRawPointer) { unsafe self.memory = unsafe memory }

  @inlinable static var listCount: Int { 64 }
  /// The memory that the lists need, in bytes, aligned to 8.
  @inlinable public static var byteCount: Int { unsafe 8 &+ listCount &* MemoryLayout<UnsafeMutableRawPointer?>.stride }
  /// The largest block that waits, in bytes, with its header.
  @inlinable public static var largestByteCount: Int { 2 << 10 }
  /// The most bytes that wait.
  @inlinable public static var limit: Int { 16 << 10 }

  /// Makes empty lists.
  ///
  /// - Complexity: O(lists).
  @inlinable
  public func make() {
    unsafe room.initialize(to: Self.limit)
    for index in unsafe 0..<Self.listCount { unsafe list(index &<< 4).initialize(to: nil) }
  }

  /// How many bytes more can wait.
  @inlinable
  var room: UnsafeMutablePointer<Int> { unsafe memory.assumingMemoryBound(to: Int.self) }
  /// The bytes that wait.
  @inlinable public var waitingByteCount: Int { unsafe Self.limit &- room.pointee }

  /// The list of a size; others of sizes 1024 bytes apart may be there instead.
  @inline(always)
  @inlinable
  func list(_ whole: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    unsafe (memory + 8).assumingMemoryBound(to: UnsafeMutableRawPointer?.self) + (whole &>> 4) & 63
  }

  /// The size of a block with its header, which its owner may read.
  @inline(always)
  @inlinable
  static func whole(_ block: UnsafeMutableRawPointer) -> Int {
    unsafe Int(truncatingIfNeeded: (block - 4).load(as: UInt32.self))
  }
  /// The size of a block of `byteCount` bytes with its header.
  @inline(always)
  @inlinable
  static func whole(for byteCount: Int) -> Int { (max(byteCount, 24) &+ 8 &+ 15) & ~15 }

  /// Takes a block of exactly the size that `byteCount` bytes are served with.
  @inline(always)
  @inlinable
  public func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    let need = unsafe Self.whole(for: byteCount)
    let list = unsafe list(need)
    guard let block = unsafe list.pointee, unsafe Self.whole(block) == need else { return nil }
    unsafe list.pointee = unsafe block.load(as: UnsafeMutableRawPointer?.self)
    unsafe room.pointee &+= need
    return unsafe block
  }

  /// Puts a block of fitted runs; `false` when it must go there.
  @inline(always)
  @inlinable
  public func put(_ block: UnsafeMutableRawPointer) -> Bool {
    let whole = unsafe Self.whole(block)
    let left = unsafe room.pointee &- whole
    guard left >= 0, unsafe whole <= Self.largestByteCount else { return false }
    let list = unsafe list(whole)
    let head = unsafe list.pointee
    if let head = unsafe head, unsafe Self.whole(head) != whole { return false }
    unsafe room.pointee = left
    unsafe block.storeBytes(of: head, as: UnsafeMutableRawPointer?.self)
    unsafe list.pointee = unsafe block
    return true
  }
}

extension FittedRuns where Source: ~Copyable {
  /// Deallocates a block that `blocks` refused, and lets it wait where it is small enough: those that are in its way join
  /// their neighbors.
  ///
  /// - Complexity: O(1) amortized; O(blocks that wait) at once, which are bounded by a constant number of bytes together.
  @inlinable
  public func deallocate(_ block: UnsafeMutableRawPointer, makingRoomIn blocks: QuickBlocks) {
    let whole = unsafe QuickBlocks.whole(block)
    guard unsafe whole <= QuickBlocks.largestByteCount else { return unsafe deallocate(block) }
    unsafe empty(blocks.list(whole), of: blocks)
    if unsafe blocks.room.pointee < whole { unsafe empty(blocks) }
    if unsafe !blocks.put(block) { unsafe deallocate(block) }
  }

  /// Joins the blocks of a list with their neighbors.
  @inlinable
  func empty(_ list: UnsafeMutablePointer<UnsafeMutableRawPointer?>, of blocks: QuickBlocks) {
    var next = unsafe list.pointee
    unsafe list.pointee = nil
    while let block = unsafe next {
      unsafe next = unsafe block.load(as: UnsafeMutableRawPointer?.self)
      unsafe blocks.room.pointee &+= QuickBlocks.whole(block)
      unsafe deallocate(block)
    }
  }

  /// Joins all blocks that wait with their neighbors.
  ///
  /// - Complexity: O(blocks that wait), which are bounded by a constant number of bytes together.
  @inline(never)
  @inlinable
  public func empty(_ blocks: QuickBlocks) {
    for index in unsafe 0..<QuickBlocks.listCount { unsafe empty(blocks.list(index &<< 4), of: blocks) }
  }
}

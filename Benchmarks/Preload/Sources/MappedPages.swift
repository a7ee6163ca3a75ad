import AllocatorCore
import Allocators
import PreloadShim

/// One range of addresses from the system, of which the two blocks of a general allocator are cut.
struct MappedPages: SharedPageSource {
  let base: UnsafeMutableRawPointer
  let byteCount: Int
  /// Where the next block begins: in the first word of the range.
  var cursor: UnsafeMutablePointer<Int> { base.assumingMemoryBound(to: Int.self) }

  static func makeShared(byteCount: Int) -> MappedPages? {
    guard let base = preload_reserve(byteCount) else { return nil }
    let pages = MappedPages(base: base, byteCount: byteCount)
    pages.cursor.pointee = 4096
    return pages
  }

  var pageByteCount: Int { 4096 }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    let start = cursor.pointee
    let whole = (byteCount &+ 4095) & ~4095
    guard alignment <= 4096, whole <= self.byteCount &- start else { return nil }
    cursor.pointee = start &+ whole
    return Block(address: base + start, byteCount: byteCount, alignment: alignment)
  }
  // Fresh pages are zero, and none are returned.
  func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) {}

  /// Grows the newest block.
  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let start = block.address - base
    guard byteCount <= self.byteCount &- start else { return false }
    block.byteCount = byteCount
    cursor.pointee = start &+ (byteCount &+ 4095) & ~4095
    return true
  }
  func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool { true }
  func decommit(_ pages: UnsafeMutableRawBufferPointer) {
    preload_discard(pages.baseAddress.unsafelyUnwrapped, pages.count)
  }
  func movePages(_ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer) -> PageMove {
    switch preload_move(pages.baseAddress.unsafelyUnwrapped, address, pages.count) {
    case 1: .moved
    case 0: .refused
    default: .lost
    }
  }
  func renewPages(_ pages: UnsafeMutableRawBufferPointer) -> Bool {
    preload_renew(pages.baseAddress.unsafelyUnwrapped, pages.count) != 0
  }
}

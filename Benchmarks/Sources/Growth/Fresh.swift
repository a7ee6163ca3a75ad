import Allocators

/// A parent whose own cost is the same at all times: it never uses memory again, and counts what it has lent.
struct Fresh: Allocator, Sendable, Equatable {
  nonisolated(unsafe) private static var cursor = UnsafeMutableRawPointer(bitPattern: 16)!
  nonisolated(unsafe) private static var end = UnsafeMutableRawPointer(bitPattern: 16)!
  nonisolated(unsafe) private static var heldCount = 0

  var heldByteCount: Int { Fresh.heldCount }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    var address = Fresh.cursor.alignedUp(toMultipleOf: alignment)
    if Fresh.end - address < byteCount {
      guard let more = PageAllocator().allocateIfPossible(byteCount: max(1 << 30, byteCount), alignment: 2 << 20)
      else { return nil }
      Fresh.end = more.endAddress
      address = more.address
    }
    Fresh.cursor = address + byteCount
    Fresh.heldCount += byteCount
    return Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) { Fresh.heldCount -= block.byteCount }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool { byteCount == block.byteCount }

  borrowing func releaseUnused() -> Int { 0 }
}

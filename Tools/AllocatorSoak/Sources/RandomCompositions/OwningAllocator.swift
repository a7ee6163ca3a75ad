internal import Allocators

/// A block owner over an allocator that cannot say what it owns: it keeps a table of what is live.
struct OwningAllocator<Base: Allocator & ~Copyable>: ForwardingAllocator, BlockOwner, ~Copyable {
  let _base: Base
  private let live = Live()

  private final class Live { var byteCounts: [UInt: Int] = [:] }

  init(_ base: consuming Base) { _base = base }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    unsafe live.byteCounts[UInt(bitPattern: block.address)] = byteCount
    return unsafe block
  }

  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe _base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) else {
      return nil
    }
    unsafe live.byteCounts[UInt(bitPattern: block.address)] = byteCount
    return unsafe block
  }

  borrowing func deallocate(_ block: Block) {
    unsafe live.byteCounts[UInt(bitPattern: block.address)] = nil
    unsafe _base.deallocate(block)
  }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard unsafe _base.resize(&block, byteCount: byteCount) else { return false }
    unsafe live.byteCounts[UInt(bitPattern: block.address)] = byteCount
    return true
  }

  borrowing func owns(_ block: Block) -> Bool {
    let address = unsafe UInt(bitPattern: block.address)
    return live.byteCounts.contains { $0.key <= address && address - $0.key < UInt(max($0.value, 1)) }
  }
}

// An allocator of one's own.
//
// It gives out the memory of one block from front to back, and all of it back when it dies.

import Allocators

// snippet.allocator
struct Bump: Allocator, ~Copyable {
  private let memory: Block  // its first word tells how much is used, that word included
  init(byteCount: Int) throws {
    memory = try SystemAllocator().allocate(byteCount: 8 + byteCount, alignment: 16)
    memory.address.storeBytes(of: 8, as: Int.self)
  }
  deinit { SystemAllocator().deallocate(memory) }
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard supports(byteCount: byteCount, alignment: alignment),
      let start = SizeArithmetic.roundedUp(memory.address.load(as: Int.self), toMultipleOf: alignment),
      let end = SizeArithmetic.sum(start, byteCount), end <= memory.byteCount
    else { return nil }
    memory.address.storeBytes(of: end, as: Int.self)
    return Block(address: memory.address + start, byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) {}
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 16 }
}
// snippet.end

// snippet.use
func sum() throws -> Int {
  var bump = try Bump(byteCount: 4096)
  let handle = bump.borrowed()
  let left = try handle.makeBox(40)
  let right = try handle.makeBox(2)
  return left.value + right.value
}
// snippet.end

print(try sum())

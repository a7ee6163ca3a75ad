import Allocators
import Barrier

/// An allocator that can take all its blocks back at once.
protocol Resettable: Allocator, ~Copyable {
  mutating func restart()
}

/// W1: 1,000 blocks of 24 bytes, then a reset.
@inline(never)
func bumpSmall<Arena: Resettable & ~Copyable>(_ arena: inout Arena, rounds: Int, count: UInt64 = 1000) {
  for _ in 0..<rounds {
    for index in 0..<count {
      guard let block = arena.allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
      block.address.storeBytes(of: index, as: UInt64.self)
      escape(block.address)
    }
    arena.restart()
  }
}

/// W2: as W1 with 64 different sizes and alignments in turn.
@inline(never)
func bumpMixed<Arena: Resettable & ~Copyable>(
  _ arena: inout Arena, rounds: Int, _ tables: borrowing Tables, count: UInt64 = 1000
) {
  let (sizes, alignments) = (tables.sizes, tables.alignments)
  for _ in 0..<rounds {
    for index in 0..<count {
      let entry = Int(truncatingIfNeeded: index & 63)
      guard
        let block = arena.allocateIfPossible(
          byteCount: Int(truncatingIfNeeded: sizes[entry]), alignment: Int(truncatingIfNeeded: alignments[entry]))
      else { fail() }
      block.address.storeBytes(of: index, as: UInt64.self)
      escape(block.address)
    }
    arena.restart()
  }
}

/// W6: a block grows from 16 bytes to 1 MiB by doubling; a reset ends the round.
@inline(never)
func growInArena<Arena: Resettable & ~Copyable>(_ arena: inout Arena, rounds: Int, to byteCount: Int = 1 << 20) {
  for round in 0..<rounds {
    _ = grown(arena, round: UInt64(truncatingIfNeeded: round), to: byteCount)
    arena.restart()
  }
}

/// W6 on a heap: the block is returned.
@inline(never)
func growOnHeap<Heap: Allocator & ~Copyable>(_ heap: borrowing Heap, rounds: Int, to byteCount: Int = 1 << 20) {
  for round in 0..<rounds {
    heap.deallocate(grown(heap, round: UInt64(truncatingIfNeeded: round), to: byteCount))
  }
}

@inline(always)
func grown<A: Allocator & ~Copyable>(_ allocator: borrowing A, round: UInt64, to byteCount: Int) -> Block {
  guard var block = allocator.allocateIfPossible(byteCount: 16, alignment: 16) else { fail() }
  block.address.storeBytes(of: round, as: UInt64.self)
  escape(block.address)
  while block.byteCount < byteCount {
    guard allocator.reallocateIfPossible(&block, byteCount: 2 &* block.byteCount) else { fail() }
    (block.endAddress - 1).storeBytes(of: 1, as: UInt8.self)
    escape(block.address)
  }
  if block.address.loadUnaligned(as: UInt64.self) != round { fail() }
  return block
}

/// W1 on a heap: 1,000 blocks, each returned, in order.
@inline(never)
func heapSmall<Heap: Allocator & ~Copyable>(_ heap: borrowing Heap, rounds: Int) {
  withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 1000) { live in
    let live = live.baseAddress!
    for _ in 0..<rounds {
      for index in 0..<1000 {
        guard let block = heap.allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
        block.address.storeBytes(of: UInt64(truncatingIfNeeded: index), as: UInt64.self)
        escape(block.address)
        live[index] = block.address
      }
      for index in 0..<1000 {
        heap.deallocate(Block(address: live[index], byteCount: 24, alignment: 8))
      }
    }
  }
}

/// W2 on a heap.
@inline(never)
func heapMixed<Heap: Allocator & ~Copyable>(_ heap: borrowing Heap, rounds: Int, _ tables: borrowing Tables) {
  let (sizes, alignments) = (tables.sizes, tables.alignments)
  withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 1000) { live in
    let live = live.baseAddress!
    for _ in 0..<rounds {
      for index in 0..<1000 {
        let (size, alignment) = (Int(sizes[index & 63]), Int(alignments[index & 63]))
        guard let block = heap.allocateIfPossible(byteCount: size, alignment: alignment) else { fail() }
        block.address.storeBytes(of: UInt64(truncatingIfNeeded: index), as: UInt64.self)
        escape(block.address)
        live[index] = block.address
      }
      for index in 0..<1000 {
        heap.deallocate(
          Block(address: live[index], byteCount: Int(sizes[index & 63]), alignment: Int(alignments[index & 63])))
      }
    }
  }
}

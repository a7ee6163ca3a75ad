import AllocatorCore
import BitmapAllocator
import BuddyAllocator
import FreeListAllocator
import ScopedAllocator
import TLSFAllocator

/// Memory at the top of the address space: on wasm32 its last byte is the last one that there is, so that the address
/// behind it is zero, and every sum of an address and a size that is not checked wraps.
let topChecks: [Check] = [
  arenasAtTheTopKeepWithinTheirMemory, packedArenasAtTheTopKeepWithinTheirMemory, poolsAtTheTopKeepWithinTheirMemory,
  cellsAtTheTopKeepWithinTheirMemory, buddiesAtTheTopKeepWithinTheirMemory, heapsAtTheTopKeepWithinTheirMemory,
  scopesAtTheTopStopAtTheirEnd,
]

/// The highest `byteCount` bytes that the platform has.
@_extern(c, "memoryAtTheTop")
private func memoryAtTheTop(_ byteCount: Int) -> UnsafeMutableRawPointer?

private let topByteCount = 64 * 1024
nonisolated(unsafe) private let topBegin = unsafe memoryAtTheTop(topByteCount)
/// How many of its bytes are free, from its begin on, and how many blocks live.
nonisolated(unsafe) private var topFree = topByteCount
nonisolated(unsafe) private var topLive = 0

/// Allocates from that memory downwards; what is free comes back when no block lives.
private struct TopMemory: Allocator {
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let begin = unsafe topBegin, unsafe byteCount <= topFree else { return nil }
    let offset = unsafe (topFree - byteCount) & ~(alignment - 1)
    unsafe topFree = offset
    unsafe topLive += 1
    return unsafe Block(address: begin + offset, byteCount: byteCount, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) {
    unsafe topLive -= 1
    if unsafe topLive == 0 { unsafe topFree = topByteCount }
  }

  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= 4096 }
}

/// Fills an allocator twice with blocks of a size, which lie in its memory and apart, and asks for sizes that wrap.
private func fill(
  _ memory: borrowing some BlockOwner & ~Copyable, byteCount: Int, _ e: inout Expectations
) -> Int {
  guard let begin = unsafe topBegin else { return 0 }
  var counts: [Int] = []
  for _ in 0..<2 {
    var blocks = unsafe [Block]()
    while let block = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: 8) {
      let offset = unsafe UInt(bitPattern: block.address) &- UInt(bitPattern: begin)
      e.expect(offset <= UInt(topByteCount - byteCount))
      unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(truncatingIfNeeded: blocks.count))
      unsafe blocks.append(block)
      if unsafe blocks.count > topByteCount { break }
    }
    unsafe counts.append(blocks.count)
    let last = unsafe blocks.last.map { unsafe 0 &- UInt(bitPattern: $0.address) } ?? 8
    let near = Int(truncatingIfNeeded: last)
    for size in [near &- 8, near, near &+ 8, 1 << 29, (1 << 30) - 1, 1 << 30, Int.max - 15, Int.max - 7, Int.max]
    where size > topByteCount {
      for alignment in [1, 8, 4096] {
        unsafe e.expect(memory.allocateIfPossible(byteCount: size, alignment: alignment) == nil)
      }
      if var block = unsafe blocks.last { unsafe e.expect(!memory.resize(&block, byteCount: size)) }
    }
    for index in unsafe blocks.indices {
      let block = unsafe blocks[index]
      let byte = UInt8(truncatingIfNeeded: index)
      unsafe e.expect(block.bytes.first == byte && block.bytes.last == byte && memory.owns(block))
    }
    while let block = unsafe blocks.popLast() { unsafe memory.deallocate(block) }
  }
  e.expect(counts[0] == counts[1])
  return counts[0]
}

@Sendable private func arenasAtTheTopKeepWithinTheirMemory(_ e: inout Expectations) throws(AllocationError) {
  let fixed = try ScopedAllocator(byteCount: topByteCount - 1024, parent: TopMemory())
  e.expect(fill(fixed, byteCount: 100, &e) > 500)
  _ = consume fixed
  let growing = try ScopedAllocator(byteCount: 1024, growth: .doubling, parent: TopMemory())
  e.expect(fill(growing, byteCount: 24, &e) > 500)
}

@Sendable private func packedArenasAtTheTopKeepWithinTheirMemory(_ e: inout Expectations) throws(AllocationError) {
  let memory = try PackedAllocator(byteCount: topByteCount - 1024, parent: TopMemory())
  e.expect(fill(memory, byteCount: 100, &e) > 500)
}

@Sendable private func poolsAtTheTopKeepWithinTheirMemory(_ e: inout Expectations) throws(AllocationError) {
  let memory = try FreeListAllocator(blockByteCount: 64, blockCount: 100, growth: .doubling, parent: TopMemory())
  e.expect(fill(memory, byteCount: 64, &e) > 500)
}

@Sendable private func cellsAtTheTopKeepWithinTheirMemory(_ e: inout Expectations) throws(AllocationError) {
  let memory = try BitmapAllocator(cellByteCount: 16, cellCount: 3000, alignment: 16, parent: TopMemory())
  e.expect(fill(memory, byteCount: 40, &e) > 900)
}

@Sendable private func buddiesAtTheTopKeepWithinTheirMemory(_ e: inout Expectations) throws(AllocationError) {
  let memory = try BuddyAllocator(unitByteCount: 16, unitCount: 2048, alignment: 16, parent: TopMemory())
  e.expect(fill(memory, byteCount: 64, &e) == 512)
}

@Sendable private func heapsAtTheTopKeepWithinTheirMemory(_ e: inout Expectations) throws(AllocationError) {
  guard let begin = unsafe topBegin else { return e.expect(false) }
  let heap = try unsafe TLSFAllocator(in: UnsafeMutableRawBufferPointer(start: begin, count: topByteCount))
  e.expect(fill(heap, byteCount: 100, &e) > 500)
}

/// The cursor of a scope comes up to the end of its memory.
@Sendable private func scopesAtTheTopStopAtTheirEnd(_ e: inout Expectations) throws(AllocationError) {
  var arena = try ScopedAllocator(byteCount: topByteCount - 1024, parent: TopMemory())
  var outer = arena.scope()
  let first = try outer.make(42)
  var count = 0
  do {
    let inner = outer.scope()
    while unsafe inner.allocateIfPossible(byteCount: 8, alignment: 8) != nil, count <= topByteCount { count += 1 }
    for byteCount in [1, 8, 1 << 16, 1 << 29, 1 << 30, Int.max] {
      unsafe e.expect(inner.allocateIfPossible(byteCount: byteCount, alignment: 1) == nil)
    }
  }
  e.expect(count > 7000 && count < topByteCount / 8)
  let second = try outer.make(7)
  let values = (first.value, second.value)
  e.expect(values == (42, 7))
}

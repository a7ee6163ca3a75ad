import Allocators
import Testing

@Suite struct SharedReuseTests {
  @Test func `strictly aligned blocks of the shared general allocator come back from its caches`() {
    let memory = GeneralAllocator.shared
    var ring: [Block] = unsafe []
    for _ in 0..<7 { unsafe ring.append(memory.allocateIfPossible(byteCount: 1000, alignment: 64)!) }
    var seen = Set<UInt>()
    var counts: [Int] = []
    for round in 1...100_000 {
      let block = unsafe memory.allocateIfPossible(byteCount: 1000, alignment: 64)!
      unsafe seen.insert(UInt(bitPattern: block.address))
      unsafe memory.deallocate(ring[round % 7])
      unsafe ring[round % 7] = block
      if round % 10_000 == 0 { counts.append(seen.count) }
    }
    while let block = unsafe ring.popLast() { unsafe memory.deallocate(block) }
    #expect(counts.last! < 2 * counts[0], "addresses seen: \(counts)")
  }

  @Test func `a small block that is freed by its size is the next one of that size, at any alignment`() {
    let memory = GeneralAllocator.shared
    for alignment in [1, 8, 16, 32, 256] {
      for byteCount in stride(from: 0, through: 1024, by: 8) {
        let block = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: alignment)!
        unsafe memory.deallocate(block)
        let again = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: alignment)!
        #expect(unsafe again.address == block.address, "\(byteCount) bytes at \(alignment)")
        unsafe memory.deallocate(again)
      }
    }
  }

  @Test func `a medium block that this thread freed is the next one of its size`() {
    let memory = GeneralAllocator.shared
    // No await lies between: it is one thread.
    func pass(_ byteCount: Int, alignment: Int) -> UInt {
      let block = unsafe memory.allocateIfPossible(byteCount: byteCount, alignment: alignment)!
      unsafe memory.deallocate(at: block.address)
      return unsafe UInt(bitPattern: block.address)
    }
    for byteCount in [1040, 1500, 2040] {
      // A block that has a few bytes more than its size needs, since they are no block of their own, waits elsewhere.
      for _ in 0..<16 { _ = pass(byteCount, alignment: 16) }
      let address = pass(byteCount, alignment: 16)
      for _ in 0..<100 { #expect(pass(byteCount, alignment: 8) == address) }
    }
  }
}

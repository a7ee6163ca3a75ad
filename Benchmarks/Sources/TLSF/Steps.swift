import Allocators
import Barrier

/// Called before and after each operation: the counter looks for its address.
@c @inline(never)
public func mark() { escape(nil) }

/// A heap that is kept crumbled: blocks of all classes, freed so that both neighbors are free or none, aligned requests
/// that leave a gap, requests just above a class's bound, and resizing both ways.
func makeSteps(_ count: Int) {
  print(unsafeBitCast(mark as @convention(c) () -> Void, to: UInt.self))
  guard let heap = try? TLSFAllocator(byteCount: 64 << 20) else { fatalError("no memory") }
  var live: [Block] = []
  live.reserveCapacity(1 << 16)
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  func random(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(truncatingIfNeeded: state >> 33) % bound
  }
  func byteCount() -> Int {
    let exponent = 4 + random(14)
    let bound = 1 << exponent
    // Around a bound of the second level as often as anywhere.
    let size = random(2) == 0 ? bound + random(32) * bound / 32 + random(17) - 8 : bound + random(bound)
    return max(0, size)
  }
  func alignment() -> Int { random(4) == 0 ? 1 << (5 + random(8)) : 8 }
  var remaining = count
  while remaining > 0 {
    remaining -= 1
    let isFilling = remaining / 50_000 % 2 == 0
    let choice = random(16)
    if live.isEmpty || choice < (isFilling ? 9 : 5) && live.count < 1 << 16 {
      if let block = allocate(heap, byteCount(), alignment()) { live.append(block) }
    } else if choice < 14 {
      // The neighbor of a block freed before, often: blocks lie in the list about as they do in memory.
      let index = random(3) == 0 ? random(live.count) : min(live.count - 1, 2 * random(live.count / 2 + 1))
      live.swapAt(index, live.count - 1)
      deallocate(heap, live.removeLast())
    } else {
      let index = random(live.count)
      resize(heap, &live[index], byteCount())
    }
  }
  for block in live { heap.deallocate(block) }
  print(count)
}

@inline(never)
private func allocate(_ heap: borrowing TLSFAllocator<SystemAllocator>, _ byteCount: Int, _ alignment: Int) -> Block? {
  mark()
  let block = heap.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  mark()
  return block
}

@inline(never)
private func deallocate(_ heap: borrowing TLSFAllocator<SystemAllocator>, _ block: Block) {
  mark()
  heap.deallocate(block)
  mark()
}

@inline(never)
private func resize(_ heap: borrowing TLSFAllocator<SystemAllocator>, _ block: inout Block, _ byteCount: Int) {
  mark()
  _ = heap.resize(&block, byteCount: byteCount)
  mark()
}

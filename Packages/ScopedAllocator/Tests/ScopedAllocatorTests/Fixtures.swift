import ScopedAllocator

/// Notes, in order, what happens to the values of a test.
final class Journal {
  var entries: [Int] = []
}

/// A noncopyable value that notes its end in a journal.
struct Bomb: ~Copyable {
  let number: Int
  let journal: Journal
  init(_ number: Int, _ journal: Journal) {
    self.number = number
    self.journal = journal
  }
  deinit { journal.entries.append(number) }
}

struct Refused: Error {}

/// A parent that counts what it allocated and what was returned, and refuses from the n-th request on.
final class Ledger {
  var live: [UInt: Int] = [:]
  var requests = 0
  var failsFrom = Int.max
  var byteLimit = Int.max
  var liveByteCount: Int { live.values.reduce(0, +) }
}

struct CountingAllocator: Allocator {
  let ledger: Ledger

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    ledger.requests += 1
    guard ledger.requests < ledger.failsFrom, byteCount <= ledger.byteLimit - ledger.liveByteCount else { return nil }
    guard let block = unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
      return nil
    }
    unsafe ledger.live[UInt(bitPattern: block.address)] = byteCount
    return unsafe block
  }

  func deallocate(_ block: Block) {
    let byteCount = unsafe ledger.live.removeValue(forKey: UInt(bitPattern: block.address))
    precondition(unsafe byteCount == block.byteCount)
    unsafe SystemAllocator().deallocate(block)
  }
}

/// A parent whose later blocks are below its earlier ones.
@safe
final class DescendingAllocator: Allocator {
  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
  private var end = 1 << 16
  deinit { unsafe memory.deallocate() }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard byteCount <= end else { return nil }
    end = (end - byteCount) & ~(alignment - 1)
    return unsafe Block(address: memory.baseAddress! + end, byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) {}
}

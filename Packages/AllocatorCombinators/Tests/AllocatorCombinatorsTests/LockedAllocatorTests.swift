import AllocatorCombinators
import Testing

func requireSendable<Value: Sendable & ~Copyable>(_ value: borrowing Value) {}

@Suite struct LockedAllocatorTests {
  @Test func `forwards everything and explains that it is thread-safe`() {
    let memory = Probe(largest: 200, maximumAlignment: 64, quantum: 16).fallback(to: NullAllocator()).shared()
    let locked = LockedAllocator(memory)
    randomWalk(locked, seed: 7)
    checkGoodByteCounts(locked, upTo: 300)
    #expect(!locked.supports(byteCount: 1, alignment: 128) || locked.supports(byteCount: 1, alignment: 64))
    #expect(SystemAllocator().limited(toByteCount: 9).locked().explain().capabilities.contains(.isThreadSafe))
  }

  @Test func `noncopyable owners and Sendable allocators can be locked`() {
    let owner = SystemAllocator().limited(toByteCount: 100).locked()
    requireSendable(owner)
    let sendable = SystemAllocator().locked()
    requireSendable(sendable)
    requireSendable(StatelessOwner().fallback(to: SystemAllocator()).locked().shared())
  }

  @Test func `what is self-contained can be locked, and what is not over a lock`() throws {
    let memory = SystemAllocator().limited(toByteCount: 100).locked().shared()
    requireSendable(memory.limited(toByteCount: 10).quantized(toMultipleOf: 8).locked().locked())
    requireSendable(NullAllocator().fallback(to: memory).locked())
    requireSendable(memory.segregated(upTo: 8, otherwise: StatelessOwner()).locked())
    requireSendable(memory.segregated(upToAlignment: 8, otherwise: AnySendableAllocator(memory)).locked())
    requireSendable(
      try BucketizedAllocator(upTo: 32, step: 16) { _ in ParentedOwner(SystemAllocator()) }.locked())
    requireSendable(LockedAllocator(Probe().limited(toByteCount: 10)))
  }

  @Test func `what the base counts is read under the lock`() throws {
    let locked = SystemAllocator().limited(toByteCount: 100).locked()
    let block = try unsafe locked.allocate(byteCount: 30, alignment: 8)
    let remaining = locked.withBase { $0.remainingByteCount }
    #expect(remaining == 70)
    unsafe locked.deallocate(block)
  }

  @Test func `many tasks share a budget that is not thread-safe, and it adds up`() async {
    let shared = SystemAllocator().limited(toByteCount: 4000).locked().shared()
    let refusals = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask { randomWalk(shared, seed: UInt64(task), steps: 2000) }
      }
      return await group.reduce(0, +)
    }
    #expect(shared.explain().parts[0].explanation.parts[0].explanation.figures[0].value == 0)
    #expect(refusals > 0)
  }

  @Test func `blocks may be freed by another task than the one that allocated them`() async throws {
    let shared = SystemAllocator().limited(toByteCount: 10_000).locked().shared()
    let (boxes, continuation) = AsyncStream<Int>.makeStream()
    let producer = Task {
      for value in 0..<1000 {
        var address: Int?
        while address == nil {
          if let block = unsafe shared.allocateIfPossible(byteCount: 64, alignment: 8) {
            unsafe block.address.storeBytes(of: value, as: Int.self)
            unsafe address = Int(bitPattern: block.address)
          } else {
            await Task.yield()
          }
        }
        continuation.yield(address ?? 0)
      }
      continuation.finish()
    }
    var expected = 0
    for await address in boxes {
      let pointer = unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
      #expect(unsafe pointer.load(as: Int.self) == expected)
      expected += 1
      unsafe shared.deallocate(Block(address: pointer, byteCount: 64, alignment: 8))
    }
    await producer.value
    #expect(expected == 1000)
    #expect(shared.explain().parts[0].explanation.parts[0].explanation.figures[0].value == 0)
  }
}

import AllocatorCore
import Testing

/// Every handle passes on every requirement, with its arguments and its results, and adds nothing.
@Suite struct HandleTests {
  @Test func `a borrowed allocator forwards everything`() throws {
    let log = CallLog()
    do {
      var spy = Spy(log: log)
      try expectForwarding(by: spy.borrowed(), to: log)
    }
    #expect(log.destructions == 1)
  }

  @Test func `a shared allocator forwards everything`() throws {
    let log = CallLog()
    try expectForwarding(by: Spy(log: log).shared(), to: log)
    #expect(log.destructions == 1)
  }

  @Test func `an erased owner forwards everything`() throws {
    let log = CallLog()
    try expectForwarding(by: AnyBlockOwner(Spy(log: log)), to: log)
    #expect(log.destructions == 1)
  }

  @Test func `an erased allocator forwards all but ownership`() throws {
    let log = CallLog()
    try expectForwardingOfAllocation(by: AnyAllocator(Spy(log: log)), to: log)
    #expect(log.destructions == 1)
    let ownerLog = CallLog()
    try expectForwardingOfAllocation(by: AnyAllocator(AnyBlockOwner(Spy(log: ownerLog))), to: ownerLog)
    #expect(ownerLog.destructions == 1)
  }

  @Test func `handles on handles forward to any depth`() throws {
    let log = CallLog()
    var shared = Spy(log: log).shared().shared()
    try expectForwarding(by: shared.borrowed(), to: log)
    var erased = AnyAllocator(shared)
    for _ in 0..<50 { erased = AnyAllocator(erased.shared()) }
    let deepLog = CallLog()
    var owner = AnyBlockOwner(Spy(log: deepLog))
    for _ in 0..<50 { owner = AnyBlockOwner(owner) }
    try expectForwarding(by: owner, to: deepLog)
    #expect(erased.goodByteCount(for: 10, alignment: 1) == 11)
  }

  @Test func `refusals pass through handles`() throws {
    var spy = Spy(log: CallLog(), refuses: true)
    expectRefusal(by: spy.borrowed())
    let shared = spy.shared()
    expectRefusal(by: shared)
    expectRefusal(by: AnyAllocator(shared))
    expectRefusal(by: AnyBlockOwner(shared))
  }

  @Test func `a shared owner is destroyed with its last handle`() {
    let log = CallLog()
    var handles = (0..<10).map { [first = Spy(log: log).shared()] _ in first }
    while handles.count > 1 { handles.removeLast() }
    #expect(log.destructions == 0)
    handles.removeLast()
    #expect(log.destructions == 1)
  }

  @Test func `boxes of a shared owner in one another make no cycle`() throws {
    struct Node: ~Copyable {
      var next: AllocatedBox<Node, SharedAllocator<Spy>>?
      let destructions: Counter
      deinit { destructions.count += 1 }
    }
    let (log, destructions) = (CallLog(), Counter())
    do {
      let shared = Spy(log: log).shared()
      var chain = try shared.makeBox(Node(next: nil, destructions: destructions))
      for _ in 0..<3 { chain = try shared.makeBox(Node(next: chain, destructions: destructions)) }
      #expect(log.destructions == 0)
    }
    #expect(destructions.count == 4 && log.destructions == 1)
  }

  @Test func `a borrowed handle is one pointer wide`() {
    #expect(MemoryLayout<BorrowedAllocator<Spy>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<SharedAllocator<Spy>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<AnyAllocator>.size == MemoryLayout<Int>.size)
  }

  @Test func `the closure form serves a class property`() throws {
    final class Service {
      var memory: Spy
      init(log: CallLog) { memory = Spy(log: log) }
      func answer() throws -> Int {
        try memory.withBorrowed { handle throws in
          var box = try AllocatedBox(41, allocator: handle)
          box.value += 1
          return box.value
        }
      }
    }
    let log = CallLog()
    #expect(try Service(log: log).answer() == 42)
    #expect(log.calls == ["allocate 16 8", "deallocate 16 8"])
  }

  @Test func `the closure form throws what its body throws`() {
    var spy = Spy(log: CallLog())
    do throws(AllocationError) {
      try spy.withBorrowed { (_) throws(AllocationError) in throw .unsupportedAlignment }
      Issue.record("the error did not come through")
    } catch {
      #expect(error == .unsupportedAlignment)
    }
  }

  @Test func `a handle backs boxes of another handle's owner`() throws {
    let log = CallLog()
    var memory = Spy(log: log).shared()
    do {
      let handle = memory.borrowed()
      let inner = try AllocatedBox(1, allocator: handle)
      let outer = try AllocatedBox(2, allocator: handle)
      #expect(inner.value + outer.value == 3)
    }
    #expect(log.calls.count == 4)
    #expect(memory.supports(byteCount: 1, alignment: 64))
  }
}

/// Calls every requirement of an allocator that leads to a `Spy`, and compares what arrived and what came back.
private func expectForwardingOfAllocation(
  by allocator: borrowing some Allocator & ~Copyable & ~Escapable, to log: CallLog
) throws {
  let first = log.calls.count
  var block = try unsafe allocator.allocate(byteCount: 10, alignment: 32)
  unsafe block.bytes[9] = 99
  unsafe #expect(allocator.resize(&block, byteCount: 9))
  unsafe #expect(!allocator.resize(&block, byteCount: 1 << 40))
  unsafe #expect(allocator.resize(&block, byteCount: 10))
  try unsafe allocator.reallocate(&block, byteCount: 5000)
  unsafe #expect(block.byteCount == 5000 && block.alignment == 32 && block.bytes[9] == 99)
  unsafe allocator.deallocate(block)
  let zeroed = try unsafe allocator.allocateZeroed(byteCount: 16, alignment: 8)
  unsafe #expect(zeroed.bytes.allSatisfy { $0 == 0 })
  unsafe allocator.deallocate(zeroed)
  #expect(allocator.goodByteCount(for: 10, alignment: 2) == 11)
  let (supportsLess, supportsMore) = (
    allocator.supports(byteCount: 1, alignment: 64), allocator.supports(byteCount: 1, alignment: 128)
  )
  #expect(supportsLess && !supportsMore)
  let explanation = allocator.explain()
  #expect(explanation.maximumAlignment == 64)
  #expect(explanation.description.contains("Spy"))
  #expect(
    log.calls[first...] == [
      "allocate 10 32", "resize 10 to 9", "resize 9 to \(1 << 40)", "resize 9 to 10", "reallocate 10 to 5000",
      "deallocate 5000 32", "allocate zeroed 16 8", "deallocate 16 8", "good size for 10 2", "supports 64",
      "supports 128", "explain",
    ])
}

private func expectForwarding(
  by owner: borrowing some BlockOwner & ~Copyable & ~Escapable, to log: CallLog
) throws {
  try expectForwardingOfAllocation(by: owner, to: log)
  var memory = 0
  unsafe withUnsafeMutableBytes(of: &memory) { bytes in
    let even = unsafe Block(address: bytes.baseAddress!, byteCount: 4, alignment: 4)
    let odd = unsafe Block(address: bytes.baseAddress!, byteCount: 3, alignment: 1)
    unsafe #expect(owner.owns(even))
    unsafe #expect(!owner.owns(odd))
  }
  #expect(log.calls.suffix(2) == ["owns 4", "owns 3"])
}

/// Expects the results of a `Spy` that refuses everything: each operation says no and changes nothing.
private func expectRefusal(by allocator: borrowing some Allocator & ~Copyable & ~Escapable) {
  unsafe #expect(allocator.allocateIfPossible(byteCount: 8, alignment: 8) == nil)
  unsafe #expect(allocator.allocateZeroedIfPossible(byteCount: 8, alignment: 8) == nil)
  #expect(allocator.refusal(byteCount: 8, alignment: 64) == .outOfMemory)
  #expect(allocator.refusal(byteCount: 8, alignment: 128) == .unsupportedAlignment)
  var memory = 0
  unsafe withUnsafeMutableBytes(of: &memory) { bytes in
    var block = unsafe Block(address: bytes.baseAddress!, byteCount: 8, alignment: 8)
    unsafe #expect(!allocator.reallocateIfPossible(&block, byteCount: 16))
    unsafe #expect(block == Block(address: bytes.baseAddress!, byteCount: 8, alignment: 8))
  }
}

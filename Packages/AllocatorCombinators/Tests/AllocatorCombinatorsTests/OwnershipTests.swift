import AllocatorCombinators
import Testing

func requireCopyable<Value>(_ value: Value) {}

/// Compositions as values: how they are stored, and that their parts' deinitializers run.
@Suite(.serialized) struct OwnershipTests {
  @Test func `the deinitializers of stateless parts run, several levels deep`() {
    StatelessOwner.ends.count = 0
    do {
      let memory = StatelessOwner().fallback(to: SystemAllocator())
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(StatelessOwner.ends.count == 1)
    do {
      let memory = NullAllocator().fallback(to: StatelessOwner())
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(StatelessOwner.ends.count == 2)
    do {
      let memory = SystemAllocator().segregated(upTo: 64, otherwise: StatelessOwner())
        .segregated(upTo: 8, otherwise: StatelessOwner().quantized(toMultipleOf: 8))
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(StatelessOwner.ends.count == 4)
    do { _ = StatelessOwner().limited(toByteCount: 1).locked() }
    #expect(StatelessOwner.ends.count == 5)
    do { _ = StatelessOwner().fallback(to: StatelessOwner()).quantized(toMultipleOf: 8).shared() }
    #expect(StatelessOwner.ends.count == 7)
  }

  @Test func `the deinitializers of generic parts over the stateless system allocator run, several levels deep`() {
    parentedEnds.count = 0
    do { _ = ParentedOwner(SystemAllocator()) }
    #expect(parentedEnds.count == 1)
    do {
      let memory = NullAllocator().fallback(to: ParentedOwner(SystemAllocator()))
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(parentedEnds.count == 2)
    do {
      let memory = ParentedOwner(SystemAllocator()).segregated(
        upTo: 64, otherwise: NullAllocator().fallback(to: ParentedOwner(ParentedOwner(SystemAllocator()))))
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(parentedEnds.count == 5)
    do {
      let memory = NullAllocator().fallback(
        to: ParentedOwner(SystemAllocator()).quantized(toMultipleOf: 8).limited(toByteCount: 10).locked())
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(parentedEnds.count == 6)
  }

  @Test func `when a bucket cannot be made, those made before are destroyed`() {
    parentedEnds.count = 0
    #expect(throws: AllocationError.outOfMemory) {
      _ = try BucketizedAllocator<ParentedOwner<SystemAllocator>, LinearSizeClasses>(upTo: 64, step: 16) {
        (byteCount) throws(AllocationError) in
        if byteCount == 48 { throw .outOfMemory }
        return ParentedOwner(SystemAllocator())
      }
    }
    #expect(parentedEnds.count == 2)
  }

  @Test func `the deinitializers of buckets run`() throws {
    parentedEnds.count = 0
    do {
      let small = try BucketizedAllocator<ParentedOwner<SystemAllocator>, LinearSizeClasses>(upTo: 64, step: 16) { _ in
        ParentedOwner(SystemAllocator())
      }
      let memory = small.segregated(upTo: 64, otherwise: SystemAllocator())
      _ = memory.supports(byteCount: 1, alignment: 1)
    }
    #expect(parentedEnds.count == 4)
  }

  @Test func `a budget gives its count back when it dies, deep in a stateless composition`() {
    // Leaks would show under AddressSanitizer: the count is the only memory here.
    for _ in 0..<10 {
      let memory = NullAllocator().fallback(
        to: SystemAllocator().limited(toByteCount: 5).segregated(upTo: 3, otherwise: SystemAllocator()))
      let block = unsafe memory.allocateIfPossible(byteCount: 6, alignment: 1)
      #expect(unsafe block != nil)
      if let block = unsafe block { unsafe memory.deallocate(block) }
    }
  }

  /// Destroys an owner by generic code: in a class, beside another one, and in memory.
  private func endEverywhere<A: Allocator & ~Copyable>(_ make: () throws -> A) throws {
    _ = try make().shared()
    _ = try NullAllocator().fallback(to: make().quantized(toMultipleOf: 8)).shared()
    _ = try AnyAllocator(make().segregated(upTo: 8, otherwise: make()))
    let place = UnsafeMutablePointer<A>.allocate(capacity: 1)
    try unsafe place.initialize(to: make())
    unsafe place.deinitialize(count: 1)
    unsafe place.deallocate()
  }

  @Test func `what a combinator holds ends with it, also where generic code destroys it`() throws {
    let ends = Ends()
    try endEverywhere { Counted(ends).limited(toByteCount: 1) }
    #expect(ends.count == 5)
    try endEverywhere { LockedAllocator(Counted(ends).limited(toByteCount: 2).limited(toByteCount: 1)) }
    #expect(ends.count == 10)
    try endEverywhere { Counted(ends).fallback(to: Counted(ends)).quantized(toMultipleOf: 8).limited(toByteCount: 1) }
    #expect(ends.count == 20)
    try endEverywhere {
      try BucketizedAllocator(upTo: 64, step: 16) { _ in Counted(ends) }
    }
    #expect(ends.count == 40)
  }

  @Test func `combinations of handles are handles, Sendable where their parts are`() throws {
    let memory = NullAllocator().fallback(to: SystemAllocator())
      .segregated(upTo: 64, otherwise: SystemAllocator().quantized(toMultipleOf: 64))
    requireCopyable(memory)
    requireSendable(memory)
    var box = try memory.makeBox(41)
    box.value += 1
    #expect(box.consume() == 42)
  }

  struct Holder: ~Copyable {
    var memory: FallbackAllocator<LimitedAllocator<Probe>, SystemAllocator>
  }
  final class Keeper {
    var memory = NullAllocator().fallback(to: SystemAllocator().limited(toByteCount: 100))
  }
  actor Server {
    var memory = NullAllocator().fallback(to: SystemAllocator().limited(toByteCount: 100))
    func serve() throws -> Int {
      let handle = memory.borrowed()
      let box = try handle.makeBox(5)
      return box.value
    }
  }

  static func use(_ memory: inout SegregatedAllocator<StatelessOwner, SystemAllocator>) throws -> Int {
    try memory.borrowed().makeBox(3).consume()
  }

  @Test func `owners work as locals, parameters and properties`() async throws {
    var holder = Holder(memory: Probe().limited(toByteCount: 100).fallback(to: SystemAllocator()))
    do {
      let handle = holder.memory.borrowed()
      let first = try handle.makeBox(1)
      let second = try handle.makeBox(2)
      #expect(first.value + second.value == 3)
    }
    #expect(holder.memory.primary.remainingByteCount == 100)
    let keeper = Keeper()
    #expect(try keeper.memory.withBorrowed { try $0.makeBox(4).consume() } == 4)
    #expect(try await Server().serve() == 5)
    var segregated = StatelessOwner().segregated(upTo: 64, otherwise: SystemAllocator())
    #expect(try Self.use(&segregated) == 3)
  }

  @Test func `nonescapable handles can be parts`() throws {
    var first = SystemAllocator().limited(toByteCount: 100)
    var second = StatelessOwner()
    do {
      let memory = second.borrowed().fallback(to: NullAllocator())
        .segregated(upTo: 4, otherwise: first.borrowed().limited(toByteCount: 100).quantized(toMultipleOf: 8))
      let block = try unsafe memory.allocate(byteCount: 8, alignment: 8)
      #expect(memory.large._base.liveByteCount == 8)
      unsafe memory.deallocate(block)
    }
    #expect(first.liveByteCount == 0)
  }
}

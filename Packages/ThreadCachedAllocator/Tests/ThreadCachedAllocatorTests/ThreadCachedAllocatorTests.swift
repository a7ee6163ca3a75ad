import Synchronization
import Testing
import ThreadCachedAllocator

@Suite struct ThreadCachedAllocatorTests {
  let books = Books()
  func cached(magazine: Int = 2048, byteCount: Int = 64 << 20) throws -> ThreadCachedAllocator<CountedBase> {
    try ThreadCachedAllocator(CountedBase(books: books), magazineByteCount: magazine, byteCount: byteCount)
  }

  @Test func `a block that was freed is the next one, without a call of the base`() throws {
    let memory = try cached()
    let first = try memory.take(100)
    memory.give(first)
    let callCount = books.callCount.load(ordering: .relaxed)
    for _ in 0..<1000 {
      let piece = try memory.take(100)
      #expect(piece.address == first.address)
      memory.give(piece)
    }
    #expect(books.callCount.load(ordering: .relaxed) == callCount)
  }

  @Test func `the base is called once for many blocks`() throws {
    let memory = try cached()
    let pieces = try (0..<1000).map { _ in try memory.take(32) }
    #expect(books.callCount.load(ordering: .relaxed) < 1000 / 16)
    for piece in pieces { memory.give(piece) }
    #expect(books.callCount.load(ordering: .relaxed) < 2000 / 16)
  }

  @Test func `everything returns to the base when the allocator is destroyed`() throws {
    func use() throws {
      let memory = try cached()
      let pieces = try (0..<5000).map { try memory.take($0 % 1024) }
      for piece in pieces { memory.give(piece) }
    }
    try use()
    #expect(books.liveCount.load(ordering: .relaxed) == 0)
  }

  @Test func `large blocks and strict alignments go to the base`() throws {
    let memory = try cached()
    let before = books.liveByteCount.load(ordering: .relaxed)
    let large = try memory.take(5000)
    let aligned = try memory.take(64, alignment: 64)
    #expect(books.liveByteCount.load(ordering: .relaxed) == before + 5064)
    memory.give(large)
    memory.give(aligned)
    #expect(books.liveByteCount.load(ordering: .relaxed) == before)
  }

  @Test func `releasing what is unused empties this thread's cache and the depot`() throws {
    let memory = try cached()
    let pieces = try (0..<5000).map { _ in try memory.take(48) }
    for piece in pieces { memory.give(piece) }
    #expect(memory.releaseUnused() == 7)
    #expect(books.releaseCount.load(ordering: .relaxed) == 1)
    // The state and this thread's cache are left.
    #expect(books.liveCount.load(ordering: .relaxed) == 2)
  }

  @Test func `what caches and depot keep is bounded in bytes`() throws {
    let memory = try cached(magazine: 1024, byteCount: 1 << 20)
    let pieces = try (0..<100_000).map { _ in try memory.take(64) }
    for piece in pieces { memory.give(piece) }
    #expect(books.liveByteCount.load(ordering: .relaxed) < 1 << 20)
  }

  @Test func `without room for a cache everything still works`() throws {
    let memory = try cached(byteCount: 0)
    let pieces = try (0..<100).map { _ in try memory.take(64) }
    for piece in pieces { memory.give(piece) }
    #expect(books.liveCount.load(ordering: .relaxed) == 1)
  }

  @Test func `a base that has no more is an error, and what was cached is still there`() throws {
    let memory = try cached()
    let piece = try memory.take(64)
    memory.give(piece)
    books.limit.store(0, ordering: .relaxed)
    #expect(try memory.take(64).address == piece.address)
    #expect(throws: AllocationError.outOfMemory) { _ = try memory.take(2000) }
    books.limit.store(.max, ordering: .relaxed)
    memory.give(piece)
  }

  @Test func `a thread's blocks return when it ends`() throws {
    let memory = try cached()
    let shared = SharedAllocator(memory)
    for _ in 0..<50 {
      TestThread {
        for size in [16, 64, 200, 1000] {
          let pieces = try! (0..<100).map { _ in try shared.take(size) }
          for piece in pieces { shared.give(piece) }
        }
      }.join()
    }
    shared.releaseUnused()
    // The state, and a cache where this thread had one made.
    #expect(books.liveCount.load(ordering: .relaxed) <= 2)
  }

  @Test func `blocks that another thread frees are used again`() throws {
    let shared = SharedAllocator(try cached())
    for round in 0..<20 {
      let pieces = try (0..<1000).map { _ in try shared.take(64) }
      TestThread { for piece in pieces { shared.give(piece) } }.join()
      if round > 2 { #expect(books.liveByteCount.load(ordering: .relaxed) < 400_000) }
    }
  }

  @Test func `full magazines pass from thread to thread without the base`() throws {
    let shared = SharedAllocator(try cached())
    // A cache of this thread, before the other one has one.
    shared.give(try shared.take(64))
    let received = Atomic(0)
    let sent = Atomic(0)
    let rounds = 50
    nonisolated(unsafe) var pieces: [Piece] = []
    let thread = TestThread {
      for round in 1...rounds {
        while sent.load(ordering: .acquiring) < round {}
        for piece in unsafe pieces { shared.give(piece) }
        received.store(round, ordering: .releasing)
      }
    }
    var callCount = 0
    for round in 1...rounds {
      unsafe pieces = try (0..<256).map { _ in try shared.take(64) }
      sent.store(round, ordering: .releasing)
      while received.load(ordering: .acquiring) < round {}
      // From the third round on; before the last one, after which the thread ends.
      if round == 10 { callCount = books.callCount.load(ordering: .relaxed) }
      if round == rounds - 1 { #expect(books.callCount.load(ordering: .relaxed) == callCount) }
    }
    thread.join()
  }

  @Test func `a reserve that nobody uses returns to the base`() throws {
    let memory = try cached()
    let pieces = try (0..<200).map { _ in try memory.take(64) }
    for piece in pieces { memory.give(piece) }
    let before = books.liveByteCount.load(ordering: .relaxed)
    // Refills and flushes of another class, twice as many as are counted.
    for _ in 0..<40 {
      let others = try (0..<640).map { _ in try memory.take(32) }
      for other in others { memory.give(other) }
    }
    let others = 128 * 32
    #expect(books.liveByteCount.load(ordering: .relaxed) <= before - 32 * 64 + others)
  }

  @Test func `several allocators cache for one thread at once, and their slots are used again`() throws {
    for _ in 0..<100 {
      let first = try cached()
      let second = try cached()
      let a = try first.take(64)
      let b = try second.take(64)
      #expect(a.address != b.address)
      first.give(a)
      second.give(b)
    }
    #expect(books.liveCount.load(ordering: .relaxed) == 0)
  }

  @Test func `more allocators than slots work without a cache`() throws {
    let all = try (0..<80).map { _ in SharedAllocator(try cached()) }
    for memory in all { memory.give(try memory.take(64)) }
  }

  @Test func `an allocator may end before a thread that used it`() throws {
    let step = Atomic(0)
    func wait(for value: Int) { while step.load(ordering: .acquiring) < value {} }
    var shared: SharedAllocator<ThreadCachedAllocator<CountedBase>>? = SharedAllocator(try cached())
    nonisolated(unsafe) var handle = shared
    let thread = TestThread {
      unsafe handle!.give(try! handle!.take(64))
      unsafe handle = nil
      step.store(1, ordering: .releasing)
      wait(for: 2)
    }
    wait(for: 1)
    shared = nil
    #expect(books.liveCount.load(ordering: .relaxed) == 0)
    step.store(2, ordering: .releasing)
    thread.join()
  }

  @Test func `threads that allocate and free each other's blocks never see foreign bytes`() throws {
    let shared = SharedAllocator(try cached())
    let slots = (0..<64).map { _ in Box() }
    let threads = (0..<4).map { number in
      TestThread {
        var random = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
        for _ in 0..<20_000 {
          random ^= random << 13
          random ^= random >> 7
          random ^= random << 17
          let size = Int((random >> 40) % 500) + 16
          let piece = try! shared.take(size, alignment: 16)
          piece.fill(UInt8(truncatingIfNeeded: size))
          let word = UInt64(piece.address) | UInt64(size) << 48
          let old = slots[Int(random % 64)].value.exchange(word, ordering: .acquiringAndReleasing)
          if old != 0 { Self.check(old, shared) }
        }
      }
    }
    for thread in threads { thread.join() }
    for slot in slots {
      let old = slot.value.exchange(0, ordering: .acquiringAndReleasing)
      if old != 0 { Self.check(old, shared) }
    }
    shared.releaseUnused()
    #expect(books.liveCount.load(ordering: .relaxed) <= 2)
  }

  final class Box: Sendable {
    let value = Atomic<UInt64>(0)

  }
  static func check(_ word: UInt64, _ memory: borrowing SharedAllocator<ThreadCachedAllocator<CountedBase>>) {
    let size = Int(word >> 48)
    let address = unsafe UnsafeMutableRawPointer(bitPattern: UInt(word & 0xFFFF_FFFF_FFFF))!
    let piece = unsafe Piece(Block(address: address, byteCount: size, alignment: 16))
    precondition(piece.holds(UInt8(truncatingIfNeeded: size)))
    memory.give(piece)
  }
}

#if DEBUG
  @Suite struct ThreadCachedMisuseTests {
    @Test func `a double free`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let memory = try ThreadCachedAllocator(SystemAllocator())
        let piece = try memory.take(64)
        memory.give(piece)
        memory.give(piece)
      }
      let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(said.contains("freed before"))
    }
  }
#endif

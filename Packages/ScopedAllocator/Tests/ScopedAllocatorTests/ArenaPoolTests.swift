import ScopedAllocator
import Synchronization
import Testing

private final class Deaths: Sendable {
  let count = Atomic(0)
}

private struct Mortal: ~Copyable, Sendable {
  let number: Int
  let deaths: Deaths
  deinit { deaths.count.add(1, ordering: .relaxed) }
}

/// Holds a value that was kept before.
private struct Follower: ~Copyable, Sendable {
  let leader: KeptValue<Mortal>
  let deaths: Deaths
  deinit { deaths.count.add(1, ordering: .relaxed) }
}

/// Leases an arena of its pool when it ends.
private struct Tenant: ~Copyable, Sendable {
  let arenas: ArenaPool<SystemAllocator>
  let deaths: Deaths
  deinit {
    _ = try? arenas.withArena { lease in try lease.keep(Mortal(number: 0, deaths: deaths)) }
    deaths.count.add(1, ordering: .relaxed)
  }
}

@Suite struct ArenaPoolTests {
  @Test func `tasks keep results that their parent reads`() async throws {
    let arenas = ArenaPool(byteCount: 1024)
    let sums = try await withThrowingTaskGroup(of: KeptValue<Int>.self) { group in
      for part in 0..<50 {
        group.addTask {
          try arenas.withArena { lease in
            var sum = 0
            do {
              let scratch = lease.scope()
              var numbers = try scratch.makeArray(of: Int.self, capacity: 100)
              for number in 0..<100 { numbers.appendWithinCapacity(number * part) }
              for index in 0..<100 { sum += numbers[index] }
            }
            return try lease.keep(sum)
          }
        }
      }
      var sums: [KeptValue<Int>] = []
      for try await sum in group { sums.append(sum) }
      return sums
    }
    let values = sums.map(\.value).sorted()
    #expect(values == (0..<50).map { $0 * 4950 })
    #expect(arenas.arenaCount <= 50)
  }

  @Test func `a reset ends what was kept, and reuses the arenas`() throws {
    let deaths = Deaths()
    let arenas = ArenaPool(byteCount: 256)
    for round in 1...3 {
      for number in 0..<10 {
        try arenas.withArena { lease in _ = try lease.keep(Mortal(number: number, deaths: deaths)) }
      }
      arenas.reset()
      #expect(deaths.count.load(ordering: .relaxed) == round * 10)
    }
    #expect(arenas.arenaCount == 1)
  }

  @Test func `what is kept outlives the pool`() throws {
    let deaths = Deaths()
    var kept: KeptValue<Mortal>?
    do {
      let arenas = ArenaPool(byteCount: 256)
      kept = try arenas.withArena { lease in try lease.keep(Mortal(number: 7, deaths: deaths)) }
    }
    let number = kept?.withValue { $0.number }
    #expect(number == 7 && deaths.count.load(ordering: .relaxed) == 0)
    kept = nil
    #expect(deaths.count.load(ordering: .relaxed) == 1)
  }

  @Test func `reading after reset stops`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let arenas = ArenaPool(byteCount: 256)
      let kept = try arenas.withArena { lease in try lease.keep(1) }
      arenas.reset()
      print(kept.value)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("read after the pool's reset"))
  }

  @Test func `resetting while leased stops`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let arenas = ArenaPool(byteCount: 256)
      try arenas.withArena { _ in arenas.reset() }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("reset while 1 of its arenas is leased"))
  }

  @Test func `a destructor may use the pool during a reset`() throws {
    let deaths = Deaths()
    let arenas = ArenaPool(byteCount: 256)
    try arenas.withArena { lease in _ = try lease.keep(Tenant(arenas: arenas, deaths: deaths)) }
    arenas.reset()
    #expect(deaths.count.load(ordering: .relaxed) == 1 && arenas.arenaCount == 2)
    arenas.reset()
    #expect(deaths.count.load(ordering: .relaxed) == 2)
  }

  @Test func `a destructor that leases at each reset makes no more than one arena`() throws {
    let deaths = Deaths()
    let arenas = ArenaPool(byteCount: 256)
    for round in 1...50 {
      try arenas.withArena { lease in _ = try lease.keep(Tenant(arenas: arenas, deaths: deaths)) }
      arenas.reset()
      // The values that the destructors kept at the reset before, and this one's.
      #expect(deaths.count.load(ordering: .relaxed) == 2 * round - 1 && arenas.arenaCount <= 2)
    }
  }

  @Test func `many arenas whose destructors lease are as many afterwards`() throws {
    let deaths = Deaths()
    let arenas = ArenaPool(byteCount: 256)
    func keep(_ count: Int) throws {
      guard count > 0 else { return }
      try arenas.withArena { lease in
        _ = try lease.keep(Tenant(arenas: arenas, deaths: deaths))
        try keep(count - 1)
      }
    }
    for _ in 0..<20 {
      try keep(10)
      arenas.reset()
      #expect(arenas.arenaCount <= 11)
    }
  }

  @Test func `tasks lease while another one resets, and need no more arenas than work at once`() async throws {
    let deaths = Deaths()
    let arenas = ArenaPool(byteCount: 256)
    for _ in 0..<20 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try arenas.withArena { lease in _ = try lease.keep(Tenant(arenas: arenas, deaths: deaths)) }
          }
        }
        try await group.waitForAll()
      }
      arenas.reset()
    }
    #expect(arenas.arenaCount <= 9)
    arenas.reset()
    #expect(deaths.count.load(ordering: .relaxed) == 2 * 20 * 8)
  }

  @Test func `a reset during a reset stops with words that are true`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Resetting: ~Copyable, Sendable {
        let arenas: ArenaPool<SystemAllocator>
        deinit { arenas.reset() }
      }
      let arenas = ArenaPool(byteCount: 256)
      try arenas.withArena { lease in _ = try lease.keep(Resetting(arenas: arenas)) }
      arenas.reset()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("an ArenaPool was reset while it was being reset"))
  }

  @Test func `a destructor that reads an older kept value during a reset stops with words`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Reader: ~Copyable, Sendable {
        let older: KeptValue<Int>
        deinit { print(older.value) }
      }
      let arenas = ArenaPool(byteCount: 256)
      try arenas.withArena { lease in
        let older = try lease.keep(7)
        _ = try lease.keep(Reader(older: older))
      }
      arenas.reset()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("a value kept in an ArenaPool was read after the pool's reset"))
  }

  @Test func `a value that keeps its own arena ends with a reset`() throws {
    let deaths = Deaths()
    do {
      let arenas = ArenaPool(byteCount: 256)
      let leader = try arenas.withArena { lease in try lease.keep(Mortal(number: 7, deaths: deaths)) }
      let follower = try arenas.withArena { lease in try lease.keep(Follower(leader: leader, deaths: deaths)) }
      let number = follower.withValue { $0.leader.withValue { $0.number } }
      #expect(arenas.arenaCount == 1 && number == 7 && deaths.count.load(ordering: .relaxed) == 0)
      arenas.reset()
    }
    #expect(deaths.count.load(ordering: .relaxed) == 2)
  }

  #if DEBUG || HARDENED
    @Test func `a pool that is destroyed with such a value in it stops debug builds`() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let deaths = Deaths()
        let arenas = ArenaPool(byteCount: 256)
        let leader = try arenas.withArena { lease in try lease.keep(Mortal(number: 7, deaths: deaths)) }
        _ = try arenas.withArena { lease in try lease.keep(Follower(leader: leader, deaths: deaths)) }
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains("a value kept in it keeps its own arena alive: reset the pool first"))
    }
  #endif
}

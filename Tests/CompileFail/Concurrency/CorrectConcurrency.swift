import Allocators

// A task may own an allocator, and return it.
func own() async throws -> Int {
  let task = Task { () throws -> Int in
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let box = try scope.make(1)
    await Task.yield()
    return box.value
  }
  return try await task.value
}

// An actor's arena is used between two suspensions.
actor Server {
  var arena: ScopedAllocator<SystemAllocator>
  init(_ arena: consuming sending ScopedAllocator<SystemAllocator>) { self.arena = arena }

  func serve() throws -> Int {
    let scope = arena.scope()
    let box = try scope.make(1)
    return box.value
  }
}

// Behind a lock an allocator is shared by tasks, and so are its boxes.
func share() async throws -> Int {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).locked().shared()
  return try await withThrowingTaskGroup(of: Int.self) { group in
    for number in 0..<4 { group.addTask { try shared.makeBox(number).value } }
    var sum = 0
    for try await number in group { sum += number }
    return sum
  }
}

// Each task leases an arena, and leaves what it made for its parent.
func lease() async throws -> Int {
  let arenas = ArenaPool(byteCount: 4096)
  return try await withThrowingTaskGroup(of: KeptValue<Int>.self) { group in
    for number in 0..<4 { group.addTask { try arenas.withArena { lease in try lease.keep(number) } } }
    var sum = 0
    for try await kept in group { sum += kept.value }
    return sum
  }
}

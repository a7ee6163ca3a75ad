import Allocators

private actor Server {
  var arena: ScopedAllocator<SystemAllocator>
  var entered = 0
  init(_ arena: consuming sending ScopedAllocator<SystemAllocator>) { self.arena = arena }

  /// Keeps its scope open until the other call has opened its own, or, in the later call, until the other one is done.
  func serve() async throws -> Int {
    let scope = arena.scope()
    let box = try scope.make(entered)
    entered += 1
    let awaited = entered == 1 ? 2 : 3
    while entered < awaited { await Task.yield() }
    entered += 1
    return box.value
  }
}

// An actor suspends while a scope is open, and is entered again: a second scope of the same arena opens inside the
// first, and outlives it.
func actorEnteredAgain() async throws {
  let server = Server(try ScopedAllocator(byteCount: 4096))
  async let first = server.serve()
  async let second = server.serve()
  print(try await first, try await second)
}

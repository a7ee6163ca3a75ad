import Allocators

private final class Server {
  var arena = try! ScopedAllocator(byteCount: 4096)
}

// A class resets its arena while it lends it to a closure. Swift's check of exclusive access stops the program, in
// debug and release builds.
func classResetsItsArena() throws {
  let server = Server()
  try server.arena.withScope { scope in
    let box = try scope.make(1)
    server.arena.reset()
    print(box.value)
  }
}

import Allocators

nonisolated(unsafe) private var current: Scope? = nil

// A global variable keeps a scope: to Swift 6.3, storing what holds raw layout is no escape. The end of the arena stops
// the program, in debug and release builds.
func scopeStoredInAGlobal() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  unsafe current = arena.scope()
}

import Allocators

// The scope is closed by hand. Nobody can use the memory while the box lives, since the arena is borrowed for as long, if
// the scope is in no optional (`OptionalScopeReplaced`); debug builds stop all the same, and every build does when the value has a destructor.
func boxOfAClosedScope() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)
  _ = consume scope
  print(box.value)
}

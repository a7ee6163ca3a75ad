import Allocators

// An attempt may rewind what is allocated through a handle meanwhile.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let handle = scope.borrowed()
  // expected-error@-1 {{overlapping accesses to 'scope', but modification requires exclusive access}}
  try scope.attempt { attempt in _ = try attempt.make(1) }  // expected-note {{conflicting access is here}}
  print(try handle.makeBox(2).value)
}

import Allocators

// Inside an attempt the scope around it makes a value: a failed attempt would free it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  try scope.attempt { attempt in
    // expected-error@-1 {{overlapping accesses to 'scope', but modification requires exclusive access}}
    let box = try scope.make(1)  // expected-note {{conflicting access is here}}
    let other = try attempt.make(2)
    print(box.value, other.value)
  }
}

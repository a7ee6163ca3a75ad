import Allocators

// A reference is assigned to a captured variable from the scope of a closure.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var kept: ScopedRef<Int>? = nil  // expected-error {{lifetime-dependent variable 'kept' escapes its scope}}
  try arena.withScope { scope in  // expected-note {{it depends on the lifetime of argument 'scope'}}
    kept = try scope.ref(1)
  }  // expected-note {{this use causes the lifetime-dependent value to escape}}
  print(kept!.value)
}

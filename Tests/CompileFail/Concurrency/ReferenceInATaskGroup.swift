import Allocators

// Child tasks read a value of a scope, which does not know when they end.
func misuse() async throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let reference = try scope.ref(1)
  // expected-error@-1 {{lifetime-dependent variable 'reference' escapes its scope}}
  // expected-note@-2 {{it depends on a closure capture; this is not yet supported}}
  await withTaskGroup(of: Int.self) { group in
    group.addTask { reference.value }
    // expected-error@-1 {{passing closure as a 'sending' parameter risks causing data races between code in the current task and concurrent execution of the closure}}
    // expected-note@-2 {{closure captures 'reference' which is accessible to code in the current task}}
    // expected-note@-3 {{this use causes the lifetime-dependent value to escape}}
  }
}

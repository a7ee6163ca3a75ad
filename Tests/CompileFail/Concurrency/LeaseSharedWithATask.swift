import Allocators

// A child task uses the arena that its parent has leased.
func misuse(_ arenas: ArenaPool<SystemAllocator>) throws {
  try arenas.withArena { lease in
    // expected-note@-1 {{parameter 'lease' is declared 'inout'}}
    // expected-note@-2 {{closure captures 'lease' which is accessible to code in the current task}}
    _ = Task { _ = try lease.keep(1) }
    // expected-error@-1 {{escaping closure captures 'inout' parameter 'lease'}}
    // expected-note@-2 {{captured here}}
    // expected-error@-3 {{passing closure as a 'sending' parameter risks causing data races between code in the current task and concurrent execution of the closure}}
  }
}

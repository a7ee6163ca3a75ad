import Allocators

final class Counter { var count = 0 }  // expected-note {{class 'Counter' does not conform to the 'Sendable' protocol}}

// A task leaves a value for others that is not thread-safe.
func misuse(_ arenas: ArenaPool<SystemAllocator>) throws {
  try arenas.withArena { lease in
    _ = try lease.keep(Counter())  // expected-error {{type 'Counter' does not conform to the 'Sendable' protocol}}
  }
}

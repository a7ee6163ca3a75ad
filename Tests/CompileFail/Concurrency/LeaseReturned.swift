import Allocators

// A lease is the result of the call that it was passed to.
func misuse() throws {
  let arenas = ArenaPool(byteCount: 4096)
  let lease: ArenaLease = try arenas.withArena { lease in lease }
  // expected-error@-1 {{instance method 'withArena' requires that 'ArenaLease' conform to 'Copyable'}}
  // expected-error@-2 {{instance method 'withArena' requires that 'ArenaLease' conform to 'Escapable'}}
  print(lease)  // expected-error {{argument type 'ArenaLease' does not conform to expected type 'Copyable'}}
}

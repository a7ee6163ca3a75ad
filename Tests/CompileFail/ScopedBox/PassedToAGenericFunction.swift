import Allocators

// An ordinary generic function may keep what it is given: a box is refused.
func keep<Value>(_ value: Value) {}
// expected-note@-1 {{'where Value: Escapable' is implicit here}}
// expected-note@-2 {{'where Value: Copyable' is implicit here}}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  keep(try scope.make(1))
  // expected-error@-1 {{global function 'keep' requires that 'ScopedBox<Int>' conform to 'Escapable'}}
  // expected-error@-2 {{global function 'keep' requires that 'ScopedBox<Int>' conform to 'Copyable'}}
}

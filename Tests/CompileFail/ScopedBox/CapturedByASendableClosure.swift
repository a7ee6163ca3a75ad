import Allocators

// A closure that may run on another thread captures a box.
func run(_ body: @Sendable () -> Void) { body() }

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make(1)
  run { print(box.value) }
  // expected-error@-1 {{capture of 'box' with non-Sendable type 'ScopedBox<Int>' in a '@Sendable' closure}}
}

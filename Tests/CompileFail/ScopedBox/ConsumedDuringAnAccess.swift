import Allocators

// The value of a box is taken out while it is being read.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make([1])
  // expected-error@-1 {{noncopyable 'box' cannot be consumed}}
  box.withValue { value in
    print(box.consume(), value)  // expected-note {{consumed here}}
  }
}

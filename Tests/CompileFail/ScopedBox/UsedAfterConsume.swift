import Allocators

// A box is read after its value was taken out.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make([1])
  let value = box.consume()
  // expected-error@-1 {{noncopyable 'box' cannot be consumed}}
  print(value, box.value)
}

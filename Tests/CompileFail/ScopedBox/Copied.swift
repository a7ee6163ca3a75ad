import Allocators

// Two boxes for one value: each would destroy it.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let box = try scope.make([1])
  let copy = box
  // expected-error@-1 {{noncopyable 'box' cannot be consumed}}
  print(box.value, copy.value)
}

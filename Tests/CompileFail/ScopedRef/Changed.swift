import Allocators

// What is referred to by copies cannot be changed through one of them.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var reference = try scope.ref("a")
  reference.value = "b"  // expected-error {{cannot assign to property: 'value' is a get-only property}}
}

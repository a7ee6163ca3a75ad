import Allocators

// The scope is closed by hand, which runs the value's destructor, while a reference to the value is in use.
func close(_ scope: consuming Scope) {}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let reference = try scope.ref("a")
  close(scope)
  // expected-error@-1 {{noncopyable 'scope' cannot be consumed}}
  print(reference.value)
}

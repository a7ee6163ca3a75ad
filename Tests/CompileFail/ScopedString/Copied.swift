import Allocators

// Two strings for one memory.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let text = try scope.makeString("a")  // expected-error {{'text' used after consume}}
  let copy = text  // expected-note {{consumed here}}
  print(text.byteCount, copy.byteCount)  // expected-note {{used here}}
}

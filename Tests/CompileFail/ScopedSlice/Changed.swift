import Allocators

// A slice is read-only: others may hold the same one.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var slice = try scope.makeSlice(copying: [1].span)
  slice[0] = 2  // expected-error {{cannot assign through subscript: subscript is get-only}}
}

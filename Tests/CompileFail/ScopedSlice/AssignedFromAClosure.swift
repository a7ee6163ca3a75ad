import Allocators

// A slice is assigned, by a closure that does not escape, to a variable outside the scope that the closure received.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var slice: ScopedSlice<Int>?  // expected-error {{lifetime-dependent variable 'slice' escapes its scope}}
  try arena.withScope { scope in slice = try scope.makeSlice(copying: [1].span) }
  // expected-note@-1 {{it depends on the lifetime of argument 'scope'}}
  // expected-note@-2 {{this use causes the lifetime-dependent value to escape}}
  print(slice?.count ?? 0)
}

import Allocators

// An array and a box are asked to freeze themselves, which their scope does.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let numbers = try scope.makeArray(of: Int.self, capacity: 2)
  numbers.freeze()
  // expected-error@-1 {{'freeze()' is unavailable: an array is frozen by its scope: scope.freeze(array)}}
  let box = try scope.make(1)
  box.freeze()
  // expected-error@-1 {{'freeze()' is unavailable: a box is frozen by its scope: scope.freeze(box)}}
}

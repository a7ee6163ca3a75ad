import Allocators

// An array is changed after it was frozen to a slice.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 2)  // expected-error {{'numbers' used after consume}}
  let slice = scope.freeze(numbers)  // expected-note {{consumed here}}
  numbers.appendWithinCapacity(1)  // expected-note {{used here}}
  print(slice.count)
}

import Allocators

// An array is changed while its elements are being read.
func misuse() throws {
  var array = try SystemAllocator().makeArray(of: Int.self, capacity: 1)
  array.forEach { _ in array.removeAll() }
  // expected-error@-1 {{overlapping accesses to 'array', but modification requires exclusive access}}
  // expected-note@-2 {{conflicting access is here}}
}

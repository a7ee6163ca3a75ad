import Allocators

// The array grows, and may move, while a span of it is in use.
func misuse() throws {
  var array = try SystemAllocator().makeArray(of: Int.self, capacity: 1)
  let span = array.span  // expected-note {{conflicting access is here}}
  try array.append(1)  // expected-error {{overlapping accesses to 'array', but modification requires exclusive access}}
  print(span.count)
}

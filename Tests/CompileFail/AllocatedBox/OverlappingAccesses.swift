import Allocators

// The value of a box is changed while it is being changed.
func misuse() throws {
  var box = try SystemAllocator().makeBox(1)
  func change(_ value: inout Int, _ body: () -> Void) { body() }
  change(&box.value) { box.value += 1 }
  // expected-error@-1 {{overlapping accesses to 'box', but modification requires exclusive access}}
  // expected-note@-2 {{conflicting access is here}}
}

import Allocators

// An element is removed while it is being read.
func misuse() throws {
  var slots = try SystemAllocator().makeSlots(of: String.self)
  let name = try slots.insert("a")
  _ = slots.withElement(name) { _ in slots.remove(name) }
  // expected-error@-1 {{overlapping accesses to 'slots', but modification requires exclusive access}}
  // expected-note@-2 {{conflicting access is here}}
}

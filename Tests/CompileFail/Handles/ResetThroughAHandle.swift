import Allocators

// A handle cannot end what others have allocated.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let handle = arena.borrowed()
  handle.reset()
  // expected-error@-1 {{value of type 'BorrowedAllocator<ScopedAllocator<SystemAllocator>>' has no member 'reset'}}
}

import Allocators

// An arena is not thread-safe, and says so.
func share(_ memory: borrowing some Allocator & Sendable & ~Copyable) {}

func misuse() throws {
  share(try ScopedAllocator(byteCount: 4096))
  // expected-error@-1 {{type 'ScopedAllocator<SystemAllocator>' does not conform to the 'Sendable' protocol}}
}

import Allocators

// A box is as thread-safe as its value.
final class Counter { var count = 0 }  // expected-note {{class 'Counter' does not conform to the 'Sendable' protocol}}

func share(_ box: borrowing some Sendable & ~Copyable) {}

func misuse() throws {
  share(try SystemAllocator().makeBox(Counter()))
  // expected-error@-1 {{type 'Counter' does not conform to the 'Sendable' protocol}}
}

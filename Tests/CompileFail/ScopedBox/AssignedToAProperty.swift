import Allocators

// A generic class stores whatever it is given; a box is refused.
final class Holder<Value: ~Copyable> {
  var value: Value?
}

func misuse(_ holder: Holder<ScopedBox<Int>>) {}
// expected-error@-1 {{type 'ScopedBox<Int>' does not conform to protocol 'Escapable'}}

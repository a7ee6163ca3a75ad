import Allocators

// A class stores a reference, and may live for ever.
final class Holder {
  var reference: ScopedRef<Int>?
  // expected-error@-1 {{the 'get' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{the '_modify' accessor cannot return a ~Escapable result}}
}

import Allocators

// A class stores a box, and may live for ever.
final class Holder {
  var box: PoolBox<Int>?
  // expected-error@-1 {{the '_read' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{the '_modify' accessor cannot return a ~Escapable result}}
}

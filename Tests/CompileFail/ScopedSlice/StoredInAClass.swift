import Allocators

// A class stores a slice that must not outlive its scope.
final class Holder {
  var slice: ScopedSlice<Int>?
  // expected-error@-1 {{the 'get' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{the '_modify' accessor cannot return a ~Escapable result}}
}

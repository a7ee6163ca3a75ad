import Allocators

// A class stores a string that must not outlive its scope.
final class Holder {
  var text: ScopedString?
  // expected-error@-1 {{the '_read' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{the '_modify' accessor cannot return a ~Escapable result}}
}

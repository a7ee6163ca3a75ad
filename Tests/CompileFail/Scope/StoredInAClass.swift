import Allocators

// A class stores a scope, and may live for ever.
final class Holder {
  var scope: Scope
  // expected-error@-1 {{the '_read' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{the '_modify' accessor cannot return a ~Escapable result}}
  init(_ scope: consuming Scope) { self.scope = scope }
}

import Allocators

// An actor stores a scope, and may live for ever.
actor Holder {
  var scope: Scope?
  // expected-error@-1 {{the '_read' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{the '_modify' accessor cannot return a ~Escapable result}}
}

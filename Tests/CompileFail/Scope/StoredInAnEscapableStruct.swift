import Allocators

// An ordinary struct stores a scope, and may go anywhere.
struct Holder: ~Copyable {  // expected-note {{consider adding '~Escapable' to struct 'Holder'}}
  let scope: Scope
  // expected-error@-1 {{the '_read' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{stored property 'scope' of 'Escapable'-conforming struct 'Holder'}}
}

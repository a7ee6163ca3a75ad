import Allocators

// A class stores the handle of a scope.
final class Holder {
  let handle: BorrowedScope  // expected-error {{the 'get' accessor cannot return a ~Escapable result}}
  init(_ handle: BorrowedScope) { self.handle = handle }
}

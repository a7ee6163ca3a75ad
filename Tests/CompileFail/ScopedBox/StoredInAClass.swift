import Allocators

// A class stores a box, and may live for ever.
final class Holder {
  let box: ScopedBox<Int>  // expected-error {{the '_read' accessor cannot return a ~Escapable result}}
  init(_ box: consuming ScopedBox<Int>) { self.box = box }
}

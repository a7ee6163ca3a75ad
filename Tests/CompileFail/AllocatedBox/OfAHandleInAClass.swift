import Allocators

// A class stores a box that must not outlive its owner.
final class Holder {
  var box: AllocatedBox<Int, BorrowedAllocator<FreeListAllocator<SystemAllocator>>>?
  // expected-error@-1 {{the '_read' accessor cannot return a ~Escapable result}}
  // expected-error@-2 {{the '_modify' accessor cannot return a ~Escapable result}}
}

import Allocators

// An array may go anywhere, and so cannot hold boxes of a scope; `ScopedArray` can.
func misuse(_ boxes: [ScopedBox<Int>]) {}
// expected-error@-1 {{type 'ScopedBox<Int>' does not conform to protocol 'Copyable'}}

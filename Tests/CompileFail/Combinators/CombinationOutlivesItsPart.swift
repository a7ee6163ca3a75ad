import Allocators

// A combination of borrowed handles is kept longer than what they borrow.
func misuse() {
  let memory: FallbackAllocator<NullAllocator, BorrowedAllocator<LimitedAllocator<SystemAllocator>>>
  // expected-error@-1 {{lifetime-dependent variable 'memory' escapes its scope}}
  do {
    var budget = SystemAllocator().limited(toByteCount: 1000)
    memory = NullAllocator().fallback(to: budget.borrowed())
    // expected-note@-1 {{it depends on this scoped access to variable 'budget'}}
  }
  _ = memory.supports(byteCount: 1, alignment: 8)
  // expected-note@-1 {{this use of the lifetime-dependent value is out of scope}}
}

import Allocators

// Two locks over one logger: each orders its own calls, and both change what the logger counts.
func misuse() {
  let leaks = LeakTracker()
  _ = SystemAllocator().logging(to: leaks).locked()
  // expected-error@-1 {{type 'LeakTracker' does not conform to the 'Sendable' protocol}}
  _ = SystemAllocator().logging(to: AllocationStatistics().and(leaks)).quantized(toMultipleOf: 8).locked()
  // expected-error@-1 {{type 'AllocationStatistics' does not conform to the 'Sendable' protocol}}
  // expected-error@-2 {{type 'LeakTracker' does not conform to the 'Sendable' protocol}}
}

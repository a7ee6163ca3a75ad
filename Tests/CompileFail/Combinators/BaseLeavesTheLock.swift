import Allocators

// A handle on what the lock guards is returned from under it.
func misuse() {
  let locked = LockedAllocator(SystemAllocator().logging(to: AllocationStatistics()))
  let statistics = locked.withBase { $0.logger }
  // expected-error@-1 {{type 'AllocationStatistics' does not conform to the 'Sendable' protocol}}
  print(statistics.liveByteCount)
}

import Allocators

// A handle on what the lock guards is assigned to a variable outside.
func misuse() {
  let locked = LockedAllocator(SystemAllocator().logging(to: AllocationStatistics()))
  var statistics = AllocationStatistics()
  locked.withBase { statistics = $0.logger }
  // expected-error@-1 {{capture of 'statistics' with non-Sendable type 'AllocationStatistics' in a '@Sendable' closure}}
  // expected-error@-2 {{mutation of captured var 'statistics' in concurrently-executing code}}
  print(statistics.liveByteCount)
}

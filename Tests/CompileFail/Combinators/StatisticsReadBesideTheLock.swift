import Allocators

// Counters that are written under a lock are read without it.
func misuse() {
  let statistics = AllocationStatistics()
  let logged = SystemAllocator().logging(to: statistics)
  let locked = LockedAllocator(logged)  // expected-error {{sending 'logged' risks causing data races}}
  // expected-note@-1 {{'logged' used after being passed as a 'sending' parameter; Later uses could race}}
  print(statistics.liveByteCount)  // expected-note {{access can happen concurrently}}
  _ = locked.supports(byteCount: 1, alignment: 8)
}

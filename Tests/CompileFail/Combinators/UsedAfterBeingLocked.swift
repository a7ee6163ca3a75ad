import Allocators

// Another handle on what the lock guards is used beside it.
func misuse() {
  let shared = SystemAllocator().limited(toByteCount: 1000).shared()
  let locked = LockedAllocator(shared)  // expected-error {{sending 'shared' risks causing data races}}
  // expected-note@-1 {{'shared' used after being passed as a 'sending' parameter; Later uses could race}}
  _ = shared.supports(byteCount: 1, alignment: 8)  // expected-note {{access can happen concurrently}}
  _ = locked.supports(byteCount: 1, alignment: 8)
}

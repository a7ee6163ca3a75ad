import Allocators

// What is locked draws on a parent that is used beside it.
func misuse() throws {
  let shared = SystemAllocator().limited(toByteCount: 10_000).shared()
  let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 16, parent: shared)
  let locked = LockedAllocator(pool)  // expected-error {{sending 'pool' risks causing data races}}
  // expected-note@-1 {{'pool' used after being passed as a 'sending' parameter; Later uses could race}}
  _ = shared.supports(byteCount: 1, alignment: 8)  // expected-note {{access can happen concurrently}}
  _ = locked.supports(byteCount: 1, alignment: 8)
}

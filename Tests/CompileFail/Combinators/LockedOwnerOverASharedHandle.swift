import Allocators

// An arena or a budget is locked, but others hold its parent, which has no lock.
func misuse() throws {
  let pool = try FreeListAllocator(blockByteCount: 4096, blockCount: 16).shared()
  _ = try ScopedAllocator(byteCount: 64, growth: .doubling, parent: pool).locked().shared()
  // expected-error@-1 {{type 'FreeListAllocator<SystemAllocator>' does not conform to the 'Sendable' protocol}}
  _ = pool.limited(toByteCount: 1 << 20).locked().shared()
  // expected-error@-1 {{type 'FreeListAllocator<SystemAllocator>' does not conform to the 'Sendable' protocol}}
  let erased = AnyAllocator(NullAllocator())
  _ = erased.limited(toByteCount: 1 << 20).locked().shared()
  // expected-error@-1 {{'locked()' is unavailable: it may share state with others, such as a logger: write LockedAllocator(chain), which checks that it does not, instead of chain.locked(); or lock what is shared first}}
}

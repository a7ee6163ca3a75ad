import Allocators

// The message says which part of the chain is no block owner.
func misuse() throws {
  let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 8)
  _ = pool.segregated(upTo: 64, otherwise: SystemAllocator()).fallback(to: NullAllocator())
  // expected-error@-1 {{to know its own blocks; the part for 'otherwise' is none}}
  _ = SystemAllocator().segregated(upTo: 64, otherwise: NullAllocator()).fallback(to: NullAllocator())
  // expected-error@-1 {{to know its own blocks; the part for small blocks is none}}
  _ = SystemAllocator().segregated(upTo: 64, otherwise: SystemAllocator()).fallback(to: NullAllocator())
  // expected-error@-1 {{to know its own blocks; neither part of this segregator is one}}
  _ = NullAllocator().fallback(to: SystemAllocator()).fallback(to: NullAllocator())
  // expected-error@-1 {{to know its own blocks; the secondary of this fallback is none}}
  _ = SystemAllocator().limited(toByteCount: 8).fallback(to: NullAllocator())
  // expected-error@-1 {{to know its own blocks; the base of this wrapper is none}}
  _ = SystemAllocator().logging(to: AllocationStatistics()).fallback(to: NullAllocator())
  // expected-error@-1 {{to know its own blocks; the base of this wrapper is none}}
  _ = SystemAllocator().locked().fallback(to: NullAllocator())
  // expected-error@-1 {{to know its own blocks; what is behind the lock is none}}
}

import Allocators

// An owner is asked for a container and a box, which store a handle: an owner cannot be copied into them.
func misuse() throws {
  let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  _ = try pool.makeArray(of: Int.self)  // expected-error {{is unavailable: a container stores a handle}}
  _ = try pool.makeDictionary(from: Int.self, to: Int.self)
  // expected-error@-1 {{is unavailable: a container stores a handle}}
  _ = try pool.makeBox(1)  // expected-error {{is unavailable: a box stores a handle}}
}

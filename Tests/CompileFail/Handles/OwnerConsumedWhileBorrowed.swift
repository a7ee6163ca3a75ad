import Allocators

// The owner is given away while a handle on it is in use.
func take(_ owner: consuming FreeListAllocator<SystemAllocator>) {}

func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let handle = owner.borrowed()
  // expected-error@-1 {{overlapping accesses to 'owner', but modification requires exclusive access}}
  take(owner)  // expected-note {{conflicting access is here}}
  print(try handle.makeBox(1).value)
}

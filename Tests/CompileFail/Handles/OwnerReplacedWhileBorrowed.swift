import Allocators

// The owner is replaced, and so destroyed, while a box made through its handle is in use.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let box = try owner.borrowed().makeBox(1)
  // expected-error@-1 {{overlapping accesses to 'owner', but modification requires exclusive access}}
  owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)  // expected-note {{conflicting access is here}}
  print(box.value)
}

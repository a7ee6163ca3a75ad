import Allocators

// The owner allocates a block while a handle on it is in use.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let handle = owner.borrowed()
  // expected-error@-1 {{overlapping accesses to 'owner', but modification requires exclusive access}}
  let block = try owner.allocate(byteCount: 64, alignment: 16)  // expected-note {{conflicting access is here}}
  let box = try handle.makeBox(1)
  print(box.value, block.byteCount)
}

import Allocators

// The owner becomes a part of another allocator while a handle on it is in use.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let handle = owner.borrowed()
  // expected-error@-1 {{overlapping accesses to 'owner', but modification requires exclusive access}}
  let memory = owner.fallback(to: SystemAllocator())  // expected-note {{conflicting access is here}}
  let box = try handle.makeBox(1)
  print(box.value, memory.supports(byteCount: 1, alignment: 16))
}

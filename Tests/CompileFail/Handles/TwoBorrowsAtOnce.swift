import Allocators

// Two handles borrow one owner exclusively.
func misuse() throws {
  var owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let first = owner.borrowed()
  // expected-error@-1 {{overlapping accesses to 'owner', but modification requires exclusive access}}
  let second = owner.borrowed()  // expected-note {{conflicting access is here}}
  let box = try first.makeBox(1)
  let other = try second.makeBox(2)
  print(box.value, other.value)
}

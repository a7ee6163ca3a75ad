import Allocators

// A handle borrows exclusively, which a `let` does not allow.
func misuse() throws {
  let owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  // expected-note@-1 {{change 'let' to 'var' to make it mutable}}
  let handle = owner.borrowed()
  // expected-error@-1 {{cannot use mutating member on immutable value: 'owner' is a 'let' constant}}
  print(handle.supports(byteCount: 1, alignment: 16))
}

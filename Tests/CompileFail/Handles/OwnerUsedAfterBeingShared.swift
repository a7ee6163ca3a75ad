import Allocators

// The owner has moved into the shared handle.
func misuse() throws {
  let owner = try FreeListAllocator(blockByteCount: 64, blockCount: 4)  // expected-error {{'owner' used after consume}}
  let shared = owner.shared()  // expected-note {{consumed here}}
  print(owner.blockByteCount, shared.supports(byteCount: 1, alignment: 16))  // expected-note {{used here}}
}

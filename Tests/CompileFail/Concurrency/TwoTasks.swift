import Allocators

// Two tasks use one allocator that is not thread-safe.
func misuse() async throws {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
  await withThrowingTaskGroup(of: Void.self) { group in
    for number in 0..<2 { group.addTask { _ = try shared.makeBox(number) } }
    // expected-error@-1 {{passing closure as a 'sending' parameter risks causing data races between code in the current task and concurrent execution of the closure}}
    // expected-note@-2 {{closure captures 'shared' which is accessible to code in the current task}}
  }
}

import Allocators

// An arena is locked, but others hold its parent, which has no lock: two threads may use the parent at once.
// `LockedAllocator(arena)` is the form that the compiler checks.
func lockedArenaOverASharedHandle() async throws {
  let parent = try FreeListAllocator(blockByteCount: 4096, blockCount: 16).shared()
  let memory = try ScopedAllocator(byteCount: 64, growth: .doubling, parent: parent).locked().shared()
  let task = Task { try memory.makeBox(1).value }
  let box = try parent.makeBox(2)
  print(box.value, try await task.value)
}

import Allocators

// An actor gets an allocator that goes on being used outside it.
actor Server {
  let memory: SharedAllocator<FreeListAllocator<SystemAllocator>>
  init(_ memory: SharedAllocator<FreeListAllocator<SystemAllocator>>) { self.memory = memory }
  func serve() throws { _ = try memory.makeBox(1) }
}

func misuse() async throws {
  let shared = try FreeListAllocator(blockByteCount: 64, blockCount: 4).shared()
  let server = Server(shared)
  // expected-error@-1 {{sending 'shared' risks causing data races}}
  // expected-note@-2 {{sending 'shared' to actor-isolated initializer 'init(_:)' risks causing data races between actor-isolated and local nonisolated uses}}
  _ = try shared.makeBox(2)  // expected-note {{access can happen concurrently}}
  try await server.serve()
}

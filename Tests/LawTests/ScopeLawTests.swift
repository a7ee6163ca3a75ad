import AllocatorTesting
import Allocators
import Testing

/// Law 20, over any number of chunks.
@Suite struct ScopeLawTests {
  @Test(arguments: [GrowthPolicy.fixed, .constant, .doubling])
  func `closing a scope frees what came after its opening`(_ growth: GrowthPolicy) {
    checkScopes(
      opening: { (arena: inout ScopedAllocator<TestMemory>, body) throws(ScopeExit) in try arena.withScope(body) },
      nesting: { (scope: inout Scope, body) throws(ScopeExit) in try scope.withScope(body) },
      allocatedByteCount: { $0.allocatedByteCount }
    ) { memory in try ScopedAllocator(byteCount: 1024, growth: growth, parent: memory) }
  }
}

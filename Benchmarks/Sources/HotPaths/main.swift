import Allocators
import Barrier

// The hot paths whose machine code `Benchmarks/hot-paths` reads. Nothing of this file is meant to be run for long: it
// must only be reachable, so that the compiler and the linker keep it.

@inline(never)
func fail() -> Never { fatalError("out of memory") }

// The hot paths.

typealias Arena = ScopedAllocator<SystemAllocator>
typealias FreeList = FreeListAllocator<SystemAllocator>
typealias Segregated = SegregatedAllocator<FreeList, SegregatedAllocator<FreeList, NullAllocator>>

struct Point {
  var x = 1.0
  var y = 2.0
}

@inline(never)
func hotBump(_ arena: borrowing Arena) -> UnsafeMutableRawPointer {
  guard let block = arena.allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
  return block.address
}

@inline(never)
func hotFreeListPair(_ pool: borrowing FreeList) {
  guard let block = pool.allocateIfPossible(byteCount: 64, alignment: 16) else { fail() }
  escape(block.address)
  pool.deallocate(block)
}

@inline(never)
func hotSegregatedPair(_ allocator: borrowing Segregated) {
  guard let block = allocator.allocateIfPossible(byteCount: 100, alignment: 8) else { fail() }
  escape(block.address)
  allocator.deallocate(block)
}

// Another size than above: equal functions would be merged.
@inline(never)
func hotLoggedPair(_ pool: borrowing ProxyAllocator<FreeList, NullLogger>) {
  guard let block = pool.allocateIfPossible(byteCount: 48, alignment: 8) else { fail() }
  escape(block.address)
  pool.deallocate(block)
}

@inline(never)
func hotScopeBox(_ scope: borrowing Scope) -> Double {
  guard var point = try? scope.make(Point()) else { fail() }
  withUnsafeMutablePointer(to: &point.value) { escape($0) }
  return point.value.x
}

@inline(never)
func hotScope(_ arena: inout Arena) -> Double {
  let scope = arena.scope()
  guard var point = try? scope.make(Point()) else { fail() }
  withUnsafeMutablePointer(to: &point.value) { escape($0) }
  return point.value.x
}

func runHotPaths() {
  guard var arena = try? Arena(byteCount: 4096), let pool = try? FreeList(blockByteCount: 64, blockCount: 64),
    let small = try? FreeList(blockByteCount: 64, blockCount: 64),
    let large = try? FreeList(blockByteCount: 512, blockCount: 64),
    let logged = try? FreeList(blockByteCount: 64, blockCount: 64).logging(to: NullLogger())
  else { fail() }
  let segregated = small.segregated(upTo: 64, otherwise: large.segregated(upTo: 512, otherwise: NullAllocator()))
  for _ in CommandLine.arguments {
    escape(hotBump(arena))
    hotFreeListPair(pool)
    hotSegregatedPair(segregated)
    hotLoggedPair(logged)
    print(hotScope(&arena))
    let scope = arena.scope()
    print(hotScopeBox(scope))
  }
  arena.unsafelyReset()
}

// Sins, one each, to prove that the check sees them.

final class Counter {
  var count = 0
}
nonisolated(unsafe) var kept: Counter?

@inline(never)
func coldRetain(_ counter: Counter) { kept = counter }

@inline(never)
func coldAccess(_ counter: Counter, _ change: (inout Int) -> Void) { change(&counter.count) }

@inline(never)
func coldExistential(_ allocator: any Allocator) -> Bool { allocator.supports(byteCount: 1, alignment: 16) }

@inline(never)
func coldHeap() -> Counter { Counter() }

@inline(never)
func coldSystem() -> UnsafeMutableRawPointer {
  guard let block = SystemAllocator().allocateIfPossible(byteCount: 24, alignment: 8) else { fail() }
  return block.address
}

func runSins() {
  let counter = coldHeap()
  coldRetain(counter)
  for _ in CommandLine.arguments { coldAccess(counter) { escape(&$0) } }
  let allocators: [any Allocator] = [SystemAllocator(), AnyAllocator(SystemAllocator())]
  print(coldExistential(allocators[CommandLine.arguments.count & 1]))
  escape(coldSystem())
}

if CommandLine.arguments.count > 1 {
  runHotPaths()
  runSins()
}

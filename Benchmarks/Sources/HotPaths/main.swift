import Allocators
import Barrier

// The hot paths whose machine code `Benchmarks/hot-paths` reads. Nothing of this file is meant to be run for long: it
// must only be reachable, so that the compiler and the linker keep it.

@inline(never)
func fail() -> Never { fatalError("out of memory") }

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
func coldExistential(_ allocator: any Allocator) -> Bool { allocator.supports(alignment: 16) }

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
  runSins()
}

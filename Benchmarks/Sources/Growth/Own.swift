import Allocators

// Allocators of your own: a line for each, as in `Blocks.swift`. `walk` measures what every allocator can do, `walkOwner`
// and `walkLocator` what owners of blocks can do beyond that. The bound is what you promise.

@MainActor let ownCells: [(String, (Meter) throws -> Void)] = [
  // ("MyAllocator", { m in walk(m, .upTo(112), bound: .constant, MyAllocator(parent: Fresh())) }),
]

import Allocators

/// The program's general allocator, whose blocks are deallocated with their size.
struct GeneralComposition: Composition {
  let name = "general"
  let summary = "GeneralAllocator.shared, blocks deallocated with their size; its pages are its own"
  let kind = CompositionKind.specialised
  let drawsFromLeaf = false

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(GeneralAllocator.shared)
  }
}

/// The same, whose blocks are deallocated by their address alone, as `free` does.
struct GeneralByAddressComposition: Composition {
  let name = "general-by-address"
  let summary = "GeneralAllocator.shared, blocks deallocated by their address, as free does; its pages are its own"
  let kind = CompositionKind.specialised
  let drawsFromLeaf = false

  private struct ByAddress: TransparentAllocator {
    let _base: GeneralAllocator<ReservedRegion>.Shared

    @inline(always)
    func deallocate(_ block: Block) { unsafe _base.deallocate(at: block.address) }
  }

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(ByAddress(_base: GeneralAllocator.shared))
  }
}

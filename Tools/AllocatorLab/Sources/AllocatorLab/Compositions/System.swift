import AllocatorCore

/// The platform's own allocator: what every other composition is compared with.
struct SystemComposition: Composition {
  let name = "system"
  let summary = "the platform's malloc, and nothing else"
  let kind = CompositionKind.specialised
  let startsAfresh = false

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(leaf)
  }
}

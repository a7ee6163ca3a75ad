import Allocators

/// A composition that is described by a text, such as `segregated(64: freelist, 512: freelist, else: system)`.
///
/// Its parts are known at run time only, so each of their calls is a dynamic one.
public struct SpecifiedComposition: Composition {
  public let name: String
  public let summary = "as described"
  public let kind = CompositionKind.erased
  public var specification: String? { name }
  public let startsAfresh: Bool
  private let node: SpecificationNode

  /// Parses a description, and builds it once to see that it makes sense.
  ///
  /// - Throws: ``SpecificationError`` when it does not.
  public init(_ text: String) throws(SpecificationError) {
    var parser = SpecificationParser(text)
    node = try parser.parse()
    name = text
    // An arena reuses next to nothing, so that it would grow from round to round.
    startsAfresh = node.contains("scoped")
    do throws(SpecificationBuilder.Failure) {
      _ = try SpecificationBuilder(text: text, leaf: AnyAllocator(SystemAllocator())).build(node)
    } catch {
      if case .specification(let error) = error { throw error }
      // Too little memory is found out, and reported, when it is replayed.
    }
  }

  public func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    let built: BuiltAllocator
    do throws(SpecificationBuilder.Failure) {
      built = try SpecificationBuilder(text: name, leaf: AnyAllocator(leaf)).build(node)
    } catch {
      switch error {
      case .allocation(let error): throw error
      case .specification(let error): fatalError("was built before, but is refused now: \(error)")
      }
    }
    return visitor.visit(built.any)
  }
}

extension SpecificationNode {
  /// Whether `name` is this allocator's, or that of a part of it.
  func contains(_ name: String) -> Bool {
    self.name == name
      || arguments.contains { if case .node(let node) = $0.value { node.contains(name) } else { false } }
  }
}

import Allocators
import Barrier

// W8 in the typed layer: trees whose lifetime the compiler checks.

/// A node that owns its children.
struct BoxNode: ~Copyable, ~Escapable {
  let left: ScopedBox<BoxNode>?
  let right: ScopedBox<BoxNode>?

  @_lifetime(copy left, copy right)
  init(left: consuming ScopedBox<BoxNode>?, right: consuming ScopedBox<BoxNode>?) {
    self.left = left
    self.right = right
  }

  static func count(_ box: borrowing ScopedBox<BoxNode>) -> Int {
    box.withValue { node in
      switch node.left {
      case .some(let left):
        switch node.right {
        case .some(let right): 1 &+ count(left) &+ count(right)
        case .none: 1
        }
      case .none: 1
      }
    }
  }

  @_lifetime(copy scope)
  static func tree(_ scope: borrowing Scope, depth: Int) throws(AllocationError) -> ScopedBox<BoxNode> {
    if depth == 0 { return try scope.make(BoxNode(left: nil, right: nil)) }
    let left = try tree(scope, depth: depth &- 1)
    let right = try tree(scope, depth: depth &- 1)
    return try scope.make(BoxNode(left: left, right: right))
  }
}

/// A node that refers to its children, which the scope owns.
struct ReferenceNode: BitwiseCopyable, ~Escapable {
  let left: ScopedRef<ReferenceNode>?
  let right: ScopedRef<ReferenceNode>?

  @_lifetime(copy left, copy right)
  init(left: ScopedRef<ReferenceNode>?, right: ScopedRef<ReferenceNode>?) {
    self.left = left
    self.right = right
  }

  static func count(_ reference: ScopedRef<ReferenceNode>) -> Int {
    let node = reference.value
    guard let left = node.left, let right = node.right else { return 1 }
    return 1 &+ count(left) &+ count(right)
  }

  @_lifetime(copy scope)
  static func tree(_ scope: borrowing Scope, depth: Int) throws(AllocationError) -> ScopedRef<ReferenceNode> {
    if depth == 0 { return try scope.ref(ReferenceNode(left: nil, right: nil)) }
    let left = try tree(scope, depth: depth &- 1)
    let right = try tree(scope, depth: depth &- 1)
    return try scope.ref(ReferenceNode(left: left, right: right))
  }
}

@inline(never)
func boxTrees(_ arena: inout Arena) {
  for _ in 0..<2 {
    let scope = arena.scope()
    guard let root = try? BoxNode.tree(scope, depth: 16) else { fail() }
    escape(nil)
    if BoxNode.count(root) != treeNodeCount { fail() }
  }
}

@inline(never)
func referenceTrees(_ arena: inout Arena) {
  for _ in 0..<2 {
    let scope = arena.scope()
    guard let root = try? ReferenceNode.tree(scope, depth: 16) else { fail() }
    escape(nil)
    if ReferenceNode.count(root) != treeNodeCount { fail() }
  }
}

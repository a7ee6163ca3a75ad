import Barrier

/// W8's node as a class.
private final class ClassNode {
  let left: ClassNode?
  let right: ClassNode?

  init(depth: Int) {
    left = depth > 0 ? ClassNode(depth: depth &- 1) : nil
    right = depth > 0 ? ClassNode(depth: depth &- 1) : nil
  }

  var nodeCount: Int {
    guard let left, let right else { return 1 }
    return 1 &+ left.nodeCount &+ right.nodeCount
  }
}

@inline(never)
func classTrees() {
  for _ in 0..<2 {
    let root = ClassNode(depth: 16)
    escape(Unmanaged.passUnretained(root).toOpaque())
    if root.nodeCount != treeNodeCount { fail() }
  }
}

/// W8's node as an indirect enum.
private indirect enum EnumNode {
  case leaf
  case node(EnumNode, EnumNode)

  init(depth: Int) {
    self = depth > 0 ? .node(EnumNode(depth: depth &- 1), EnumNode(depth: depth &- 1)) : .node(.leaf, .leaf)
  }

  var nodeCount: Int {
    switch self {
    case .leaf: 0
    case .node(let left, let right): 1 &+ left.nodeCount &+ right.nodeCount
    }
  }
}

@inline(never)
func enumTrees() {
  for _ in 0..<2 {
    let root = EnumNode(depth: 16)
    withExtendedLifetime(root) { escape(nil) }
    if root.nodeCount != treeNodeCount { fail() }
  }
}

private func tree(_ arena: ClassArena, depth: Int) -> UnsafeMutablePointer<Node> {
  let node = arena.allocate(byteCount: MemoryLayout<Node>.stride, alignment: MemoryLayout<Node>.alignment)
    .bindMemory(to: Node.self).baseAddress!
  if depth == 0 {
    node.initialize(to: Node())
  } else {
    node.pointee.left = tree(arena, depth: depth &- 1)
    node.pointee.right = tree(arena, depth: depth &- 1)
  }
  return node
}

@inline(never)
func trees(in arena: ClassArena) {
  for _ in 0..<2 {
    let root = tree(arena, depth: 16)
    escape(root)
    if count(root, Plain.self) != treeNodeCount { fail() }
    arena.reset()
  }
}

import Allocators
import Barrier

/// The number of nodes in the full binary tree of W8.
let treeNodeCount = 131_071

struct Node {
  var left: UnsafeMutablePointer<Node>?
  var right: UnsafeMutablePointer<Node>?
}

func tree<A: Allocator & ~Copyable & ~Escapable>(_ allocator: borrowing A, depth: Int) -> UnsafeMutablePointer<Node> {
  guard
    let block = allocator.allocateIfPossible(
      byteCount: MemoryLayout<Node>.stride, alignment: MemoryLayout<Node>.alignment)
  else { fail() }
  let node = block.address.bindMemory(to: Node.self, capacity: 1)
  if depth == 0 {
    node.initialize(to: Node())
  } else {
    node.pointee.left = tree(allocator, depth: depth &- 1)
    node.pointee.right = tree(allocator, depth: depth &- 1)
  }
  return node
}

func count(_ node: UnsafeMutablePointer<Node>) -> Int {
  guard let left = node.pointee.left else { return 1 }
  return 1 &+ count(left) &+ count(node.pointee.right.unsafelyUnwrapped)
}

func fell<A: Allocator & ~Copyable & ~Escapable>(_ node: UnsafeMutablePointer<Node>, _ allocator: borrowing A) {
  if let left = node.pointee.left {
    fell(left, allocator)
    fell(node.pointee.right.unsafelyUnwrapped, allocator)
  }
  allocator.deallocate(
    Block(address: node, byteCount: MemoryLayout<Node>.stride, alignment: MemoryLayout<Node>.alignment))
}

/// W8 with a reset for each tree.
func treesInArena<Arena: Resettable & ~Copyable>(_ arena: inout Arena) {
  for _ in 0..<2 {
    let root = tree(arena, depth: 16)
    escape(root)
    if count(root) != treeNodeCount { fail() }
    arena.reset()
  }
}

/// W8 with every node given back.
func treesOnHeap<Heap: Allocator & ~Copyable & ~Escapable>(_ heap: borrowing Heap) {
  for _ in 0..<2 {
    let root = tree(heap, depth: 16)
    escape(root)
    if count(root) != treeNodeCount { fail() }
    fell(root, heap)
  }
}

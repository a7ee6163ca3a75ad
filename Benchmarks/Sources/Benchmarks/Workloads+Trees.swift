import Allocators
import Barrier

/// The number of nodes in the full binary tree of W8.
let treeNodeCount = 131_071

struct Node {
  var left: UnsafeMutablePointer<Node>?
  var right: UnsafeMutablePointer<Node>?
}

/// How the recursion of W8 is compiled: which copy of a function calls which.
protocol Recursion {
  associatedtype Next: Recursion
}
/// One copy, which calls itself: LLVM does not inline it into itself.
enum Plain: Recursion { typealias Next = Plain }
/// Three copies in a circle, of which two are inlined into the third, as gcc does to recursion by itself.
enum Inlined: Recursion { typealias Next = Second }
enum Second: Recursion { typealias Next = Third }
enum Third: Recursion { typealias Next = Inlined }

// `@inline(always)` refuses recursion, even one that ends at compile time.
@inline(__always)
func tree<A: Allocator & ~Copyable & ~Escapable, R: Recursion>(
  _ allocator: borrowing A, depth: Int, _ recursion: R.Type
) -> UnsafeMutablePointer<Node> {
  guard
    let block = allocator.allocateIfPossible(
      byteCount: MemoryLayout<Node>.stride, alignment: MemoryLayout<Node>.alignment)
  else { fail() }
  let node = block.address.bindMemory(to: Node.self, capacity: 1)
  if depth == 0 {
    node.initialize(to: Node())
  } else {
    node.pointee.left = tree(allocator, depth: depth &- 1, R.Next.self)
    node.pointee.right = tree(allocator, depth: depth &- 1, R.Next.self)
  }
  return node
}

@inline(__always)
func count<R: Recursion>(_ node: UnsafeMutablePointer<Node>, _ recursion: R.Type) -> Int {
  guard let left = node.pointee.left else { return 1 }
  return 1 &+ count(left, R.Next.self) &+ count(node.pointee.right.unsafelyUnwrapped, R.Next.self)
}

@inline(__always)
func fell<A: Allocator & ~Copyable & ~Escapable, R: Recursion>(
  _ node: UnsafeMutablePointer<Node>, _ allocator: borrowing A, _ recursion: R.Type
) {
  if let left = node.pointee.left {
    fell(left, allocator, R.Next.self)
    fell(node.pointee.right.unsafelyUnwrapped, allocator, R.Next.self)
  }
  allocator.deallocate(
    Block(address: node, byteCount: MemoryLayout<Node>.stride, alignment: MemoryLayout<Node>.alignment))
}

/// W8 with a reset for each tree.
@inline(never)
func treesInArena<Arena: Resettable & ~Copyable, R: Recursion>(
  _ arena: inout Arena, _ recursion: R.Type, depth: Int = 16
) {
  for _ in 0..<2 {
    let root = tree(arena, depth: depth, R.self)
    escape(root)
    if count(root, R.self) != (2 << depth) - 1 { fail() }
    arena.restart()
  }
}

/// W8 with every node returned.
@inline(never)
func treesOnHeap<Heap: Allocator & ~Copyable & ~Escapable, R: Recursion>(
  _ heap: borrowing Heap, _ recursion: R.Type, depth: Int = 16
) {
  for _ in 0..<2 {
    let root = tree(heap, depth: depth, R.self)
    escape(root)
    if count(root, R.self) != (2 << depth) - 1 { fail() }
    fell(root, heap, R.self)
  }
}

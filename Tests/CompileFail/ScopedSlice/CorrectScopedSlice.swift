import Allocators

// Slices can be copied and cut, and held while inner scopes come and go.
func hold() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let slice = try scope.makeSlice(copying: [1, 2, 3].span)
  let part = slice.extracting(1..<3)
  do {
    let inner = scope.scope()
    let other = try inner.makeSlice(copying: part.span)
    print(other[0])
  }
  let another = try scope.make(4)
  return slice[0] + part[1] + another.value
}

/// A node that has its children in a slice.
enum Node: BitwiseCopyable, ~Escapable {
  case leaf(Int)
  case list(ScopedSlice<Node>)

  var total: Int {
    switch self {
    case .leaf(let number): return number
    case .list(let nodes):
      var total = 0
      for index in nodes.indices { total += nodes[index].total }
      return total
    }
  }
}

// One array is the stack of all unfinished lists; each takes its elements off when it is finished.
func build() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var nodes = try scope.makeArray(of: Node.self, capacity: 4)
  nodes.appendWithinCapacity(.leaf(1))
  nodes.appendWithinCapacity(.leaf(2))
  let children = try nodes.moveLast(2, to: scope)
  nodes.appendWithinCapacity(.list(children))
  nodes.appendWithinCapacity(.list(children))
  let tree = scope.freeze(nodes)
  return tree[0].total + tree[1].total
}

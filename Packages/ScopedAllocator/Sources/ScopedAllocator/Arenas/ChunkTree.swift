/// The chunks in use by address, so that the one that holds a block is found in O(log chunks).
///
/// A treap: a search tree by address that is a heap by a hash of the address, which keeps it balanced whatever the
/// order in which chunks come and go. The nodes are the heads of the chunks.
@safe
struct ChunkTree {
  typealias Node = UnsafeMutablePointer<Chunk>
  private var root: Node?

  mutating func insert(_ chunk: Node) {
    unsafe chunk.pointee.lower = nil
    unsafe chunk.pointee.upper = nil
    unsafe root = Self.inserting(chunk, into: root)
  }

  mutating func remove(_ chunk: Node) { unsafe root = Self.removing(chunk, from: root) }

  /// The last chunk that begins at or below `address`.
  ///
  /// - Complexity: O(log chunks), expected.
  func last(notAbove address: UnsafeMutableRawPointer) -> Node? {
    var found: Node?
    var next = unsafe root
    while let node = unsafe next {
      if unsafe UnsafeMutableRawPointer(node) <= address {
        unsafe found = unsafe node
        unsafe next = node.pointee.upper
      } else {
        unsafe next = node.pointee.lower
      }
    }
    return unsafe found
  }

  private static func priority(_ node: Node) -> UInt {
    let hash = UInt64(UInt(bitPattern: node)) &* 0x9E37_79B9_7F4A_7C15
    return UInt(truncatingIfNeeded: (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9 >> 16)
  }

  private static func inserting(_ chunk: Node, into tree: Node?) -> Node {
    guard let node = unsafe tree else { return unsafe chunk }
    if unsafe priority(chunk) > priority(node) {
      let parts = unsafe split(node, at: chunk)
      unsafe chunk.pointee.lower = unsafe parts.lower
      unsafe chunk.pointee.upper = unsafe parts.upper
      return unsafe chunk
    }
    if unsafe chunk < node {
      unsafe node.pointee.lower = inserting(chunk, into: node.pointee.lower)
    } else {
      unsafe node.pointee.upper = inserting(chunk, into: node.pointee.upper)
    }
    return unsafe node
  }

  private static func split(_ tree: Node?, at address: Node) -> (lower: Node?, upper: Node?) {
    guard let node = unsafe tree else { return (nil, nil) }
    if unsafe node < address {
      let parts = unsafe split(node.pointee.upper, at: address)
      unsafe node.pointee.upper = unsafe parts.lower
      return unsafe (node, parts.upper)
    }
    let parts = unsafe split(node.pointee.lower, at: address)
    unsafe node.pointee.lower = unsafe parts.upper
    return unsafe (parts.lower, node)
  }

  private static func removing(_ chunk: Node, from tree: Node?) -> Node? {
    guard let node = unsafe tree else { return nil }
    if unsafe node == chunk { return unsafe joining(node.pointee.lower, node.pointee.upper) }
    if unsafe chunk < node {
      unsafe node.pointee.lower = removing(chunk, from: node.pointee.lower)
    } else {
      unsafe node.pointee.upper = removing(chunk, from: node.pointee.upper)
    }
    return unsafe node
  }

  private static func joining(_ lower: Node?, _ upper: Node?) -> Node? {
    guard let below = unsafe lower else { return unsafe upper }
    guard let above = unsafe upper else { return unsafe below }
    if unsafe priority(below) > priority(above) {
      unsafe below.pointee.upper = joining(below.pointee.upper, above)
      return unsafe below
    }
    unsafe above.pointee.lower = joining(below, above.pointee.lower)
    return unsafe above
  }
}

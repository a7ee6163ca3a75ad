/// A node of an ``_AddressTree``: a record at the beginning of the memory that is to be found, or one that says where
/// that is.
public protocol _AddressTreeNode {
  /// The parts of the tree, which is the only one to change them.
  var _lower: UnsafeMutablePointer<Self>? { get set }
  var _upper: UnsafeMutablePointer<Self>? { get set }

  /// What the nodes are in order of; those that have the same are in order of where they lie.
  static func _address(of node: UnsafeMutablePointer<Self>) -> UInt

  /// Called for each node whose parts have changed, those below it first.
  static func _partsDidChange(of node: UnsafeMutablePointer<Self>)
}

extension _AddressTreeNode {
  @inlinable
  public static func _address(of node: UnsafeMutablePointer<Self>) -> UInt { UInt(bitPattern: node) }

  @inlinable
  public static func _partsDidChange(of node: UnsafeMutablePointer<Self>) {}
}

/// Pieces of memory by address, so that the one that holds a block is found in O(log pieces).
///
/// A treap: a search tree by address that is a heap by a hash of where a node lies, which keeps it balanced whatever the
/// order in which pieces come and go. It allocates nothing; its nodes are its owner's.
///
/// Each operation is O(1) unless it says otherwise.
@safe
@frozen
public struct _AddressTree<Element: _AddressTreeNode> {
  public typealias Node = UnsafeMutablePointer<Element>

  /// The topmost node, for those who walk the tree; only the tree changes it.
  public var root: Node?

  @inlinable
  public init() { unsafe root = nil }

  /// Adds a node.
  ///
  /// - Complexity: O(log nodes), expected.
  @inlinable
  public mutating func insert(_ node: Node) {
    unsafe node.pointee._lower = nil
    unsafe node.pointee._upper = nil
    unsafe Element._partsDidChange(of: node)
    unsafe root = Self.inserting(node, into: root)
  }

  /// Removes a node, which must be in the tree.
  ///
  /// - Complexity: O(log nodes), expected.
  @inlinable
  public mutating func remove(_ node: Node) { unsafe root = Self.removing(node, from: root) }

  /// Forgets all nodes.
  ///
  /// - Complexity: O(1).
  @inlinable
  public mutating func removeAll() { unsafe root = nil }

  /// The last node that is not above `address`.
  ///
  /// - Complexity: O(log nodes), expected.
  @inlinable
  public func last(notAbove address: UInt) -> Node? {
    var found: Node?
    var next = unsafe root
    while let node = unsafe next {
      if unsafe Element._address(of: node) <= address {
        unsafe found = unsafe node
        unsafe next = node.pointee._upper
      } else {
        unsafe next = node.pointee._lower
      }
    }
    return unsafe found
  }

  /// The first node that is not below `address`.
  ///
  /// - Complexity: O(log nodes), expected.
  @inlinable
  public func first(notBelow address: UInt) -> Node? {
    var found: Node?
    var next = unsafe root
    while let node = unsafe next {
      if unsafe Element._address(of: node) >= address {
        unsafe found = unsafe node
        unsafe next = node.pointee._lower
      } else {
        unsafe next = node.pointee._upper
      }
    }
    return unsafe found
  }

  /// Has the nodes from the root down to `node` know that it has changed.
  ///
  /// - Complexity: O(log nodes), expected.
  @inlinable
  public func didChange(_ node: Node) { unsafe Self.didChange(node, in: root) }

  @inlinable
  static func didChange(_ node: Node, in tree: Node?) {
    guard let top = unsafe tree else { return }
    if unsafe top != node {
      let isLower = unsafe precedes(node, top)
      unsafe didChange(node, in: isLower ? top.pointee._lower : top.pointee._upper)
    }
    unsafe Element._partsDidChange(of: top)
  }

  @inlinable
  static func precedes(_ node: Node, _ other: Node) -> Bool {
    let (left, right) = unsafe (Element._address(of: node), Element._address(of: other))
    return unsafe left == right ? node < other : left < right
  }

  @inlinable
  static func priority(_ node: Node) -> UInt {
    let hash = UInt64(UInt(bitPattern: node)) &* 0x9E37_79B9_7F4A_7C15
    return UInt(truncatingIfNeeded: (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9 >> 16)
  }

  @inlinable
  static func inserting(_ new: Node, into tree: Node?) -> Node {
    guard let node = unsafe tree else { return unsafe new }
    if unsafe priority(new) > priority(node) {
      let parts = unsafe split(node, at: new)
      unsafe new.pointee._lower = unsafe parts.lower
      unsafe new.pointee._upper = unsafe parts.upper
      unsafe Element._partsDidChange(of: new)
      return unsafe new
    }
    if unsafe precedes(new, node) {
      unsafe node.pointee._lower = inserting(new, into: node.pointee._lower)
    } else {
      unsafe node.pointee._upper = inserting(new, into: node.pointee._upper)
    }
    unsafe Element._partsDidChange(of: node)
    return unsafe node
  }

  @inlinable
  static func split(_ tree: Node?, at place: Node) -> (lower: Node?, upper: Node?) {
    guard let node = unsafe tree else { return (nil, nil) }
    let isLower = unsafe precedes(node, place)
    let parts = unsafe split(isLower ? node.pointee._upper : node.pointee._lower, at: place)
    if isLower {
      unsafe node.pointee._upper = unsafe parts.lower
    } else {
      unsafe node.pointee._lower = unsafe parts.upper
    }
    unsafe Element._partsDidChange(of: node)
    return unsafe isLower ? (node, parts.upper) : (parts.lower, node)
  }

  @inlinable
  static func removing(_ old: Node, from tree: Node?) -> Node? {
    guard let node = unsafe tree else { return nil }
    if unsafe node == old { return unsafe joining(node.pointee._lower, node.pointee._upper) }
    if unsafe precedes(old, node) {
      unsafe node.pointee._lower = removing(old, from: node.pointee._lower)
    } else {
      unsafe node.pointee._upper = removing(old, from: node.pointee._upper)
    }
    unsafe Element._partsDidChange(of: node)
    return unsafe node
  }

  @inlinable
  static func joining(_ lower: Node?, _ upper: Node?) -> Node? {
    guard let below = unsafe lower else { return unsafe upper }
    guard let above = unsafe upper else { return unsafe below }
    let isBelow = unsafe priority(below) > priority(above)
    if isBelow {
      unsafe below.pointee._upper = joining(below.pointee._upper, above)
      unsafe Element._partsDidChange(of: below)
      return unsafe below
    }
    unsafe above.pointee._lower = joining(below, above.pointee._lower)
    unsafe Element._partsDidChange(of: above)
    return unsafe above
  }
}

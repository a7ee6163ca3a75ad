import AllocatorContainers
import Foundation
import Testing

private typealias System = SystemAllocator

private final class Tally: @unchecked Sendable { var ended = 0 }

/// Counts its end.
private struct Token: ~Copyable {
  let tally: Tally
  init(_ tally: Tally) { self.tally = tally }
  deinit { tally.ended += 1 }
}

/// Of each pair of siblings, one has children of its own.
private struct InArray: ~Copyable {
  let token: Token
  var children: AllocatedArray<InArray, System>
}

private struct InDeque: ~Copyable {
  let token: Token
  var children: AllocatedDeque<InDeque, System>
}

private struct InSlots: ~Copyable {
  let token: Token
  var children: AllocatedSlots<InSlots, System>
}

private struct InDictionary: ~Copyable {
  let token: Token
  var children: AllocatedDictionary<Int, InDictionary, System>
}

private struct InTexts: ~Copyable {
  let token: Token
  var children: AllocatedStringDictionary<InTexts, System>
}

private struct InGrid: ~Copyable {
  let token: Token
  var children: AllocatedGrid<InGrid, System, 2>?
}

private struct InJoint: ~Copyable {
  let token: Token
  var next: AllocatedJoint<InJoint, JointArray<InJoint, NoJointArrays>, System>?
}

private enum Mixed: ~Copyable {
  case leaf(Token)
  case array(AllocatedArray<Mixed, System>)
  case box(AllocatedBox<Mixed, System>)
  case optional(AllocatedBox<Mixed?, System>)
  case slots(AllocatedSlots<Mixed, System>)
  case deque(AllocatedDeque<Mixed, System>)
  case dictionary(AllocatedDictionary<Int, Mixed, System>)
}

private func onThread(stackByteCount: Int, _ body: @escaping @Sendable () throws -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    #expect(throws: Never.self) { try body() }
    done.signal()
  }
  thread.stackSize = stackByteCount
  thread.start()
  done.wait()
}

/// Containers in containers: their destruction takes a bounded part of the stack, however deep they are.
@Suite struct DeepContainerTests {
  private static let depth = 100_000

  /// Builds a value of `depth` levels on a thread with a small stack, destroys it there, and counts the ends.
  private func expectEnd<Node: ~Copyable>(
    of leaf: @escaping @Sendable (consuming Token) throws -> Node,
    growing grow: @escaping @Sendable (consuming Node, Tally) throws -> Node, tokensOfLevel: Int = 2,
    _ sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let tally = Tally()
    onThread(stackByteCount: 512 << 10) {
      var root = try leaf(Token(tally))
      for _ in 0..<Self.depth { root = try grow(root, tally) }
    }
    #expect(tally.ended == Self.depth * tokensOfLevel + 1, sourceLocation: sourceLocation)
  }

  @Test func `arrays in arrays end`() {
    expectEnd(
      of: { InArray(token: $0, children: AllocatedArray(allocator: .system)) },
      growing: { node, tally in
        var parent = InArray(token: Token(tally), children: AllocatedArray(allocator: .system))
        try parent.children.append(node)
        try parent.children.append(InArray(token: Token(tally), children: AllocatedArray(allocator: .system)))
        return parent
      })
  }

  @Test func `deques in deques end`() {
    expectEnd(
      of: { InDeque(token: $0, children: AllocatedDeque(allocator: .system)) },
      growing: { node, tally in
        var parent = InDeque(token: Token(tally), children: AllocatedDeque(allocator: .system))
        try parent.children.append(node)
        try parent.children.prepend(InDeque(token: Token(tally), children: AllocatedDeque(allocator: .system)))
        return parent
      })
  }

  @Test func `slots in slots end`() {
    expectEnd(
      of: { InSlots(token: $0, children: AllocatedSlots(allocator: .system)) },
      growing: { node, tally in
        var parent = InSlots(token: Token(tally), children: AllocatedSlots(allocator: .system))
        _ = try parent.children.insert(node)
        _ = try parent.children.insert(InSlots(token: Token(tally), children: AllocatedSlots(allocator: .system)))
        return parent
      })
  }

  @Test func `dictionaries in dictionaries end`() {
    expectEnd(
      of: { InDictionary(token: $0, children: AllocatedDictionary(allocator: .system)) },
      growing: { node, tally in
        var parent = InDictionary(token: Token(tally), children: AllocatedDictionary(allocator: .system))
        _ = try parent.children.updateValue(node, forKey: 1)
        let sibling = InDictionary(token: Token(tally), children: AllocatedDictionary(allocator: .system))
        _ = try parent.children.updateValue(sibling, forKey: 2)
        return parent
      })
  }

  @Test func `string dictionaries in string dictionaries end`() {
    expectEnd(
      of: { InTexts(token: $0, children: AllocatedStringDictionary(allocator: .system)) },
      growing: { node, tally in
        var parent = InTexts(token: Token(tally), children: AllocatedStringDictionary(allocator: .system))
        _ = try parent.children.updateValue(node, forKey: "first")
        let sibling = InTexts(token: Token(tally), children: AllocatedStringDictionary(allocator: .system))
        _ = try parent.children.updateValue(sibling, forKey: "second")
        return parent
      })
  }

  @Test func `grids in grids end`() {
    expectEnd(
      of: { InGrid(token: $0, children: nil) },
      growing: { node, tally in
        var rest: InGrid? = node
        let children = try AllocatedGrid<InGrid, System, 2>(extents: [2, 1], allocator: .system) { _ in
          rest.take() ?? InGrid(token: Token(tally), children: nil)
        }
        return InGrid(token: Token(tally), children: children)
      })
  }

  @Test func `joints in joints end, as values and as elements`() {
    expectEnd(
      of: { InJoint(token: $0, next: nil) },
      growing: { node, tally in
        var joint = try System().makeJoint(InJoint(token: Token(tally), next: nil), arrayOf: InJoint.self, capacity: 1)
        var rest: InJoint? = node
        joint.editFirst { span in span.append(rest.take()!) }
        return InJoint(token: Token(tally), next: joint)
      })
    expectEnd(
      of: { InJoint(token: $0, next: nil) },
      growing: { node, tally in
        let joint = try System().makeJoint(node, arrayOf: InJoint.self, capacity: 1)
        return InJoint(token: Token(tally), next: joint)
      }, tokensOfLevel: 1)
  }

  @Test func `containers of all kinds end within one another`() {
    let tally = Tally()
    onThread(stackByteCount: 512 << 10) {
      var root = Mixed.leaf(Token(tally))
      for level in 0..<Self.depth {
        switch level % 6 {
        case 0:
          var array = AllocatedArray<Mixed, System>(allocator: .system)
          try array.append(root)
          try array.append(.leaf(Token(tally)))
          root = .array(array)
        case 1: root = .box(try System().makeBox(root))
        case 2: root = .optional(try System().makeBox(root))
        case 3:
          var slots = AllocatedSlots<Mixed, System>(allocator: .system)
          _ = try slots.insert(root)
          root = .slots(slots)
        case 4:
          var deque = AllocatedDeque<Mixed, System>(allocator: .system)
          try deque.append(root)
          root = .deque(deque)
        default:
          var dictionary = AllocatedDictionary<Int, Mixed, System>(allocator: .system)
          _ = try dictionary.updateValue(root, forKey: level)
          root = .dictionary(dictionary)
        }
      }
    }
    #expect(tally.ended == 1 + (Self.depth + 5) / 6)
  }
}

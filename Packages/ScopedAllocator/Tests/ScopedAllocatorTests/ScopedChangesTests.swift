import ScopedAllocator
import Testing

/// A search tree whose nodes own their children.
private struct Tree: ~Copyable, ~Escapable {
  let bomb: Bomb?
  var key: Int
  var left: ScopedBox<Tree>?
  var right: ScopedBox<Tree>?

  @_lifetime(immortal)
  init(_ key: Int, _ bomb: consuming Bomb? = nil) {
    self.bomb = bomb
    self.key = key
    left = nil
    right = nil
  }

  @_lifetime(self: copy self, copy scope)
  mutating func insert(_ key: Int, in scope: borrowing Scope) throws(AllocationError) {
    if key < self.key {
      left = try Tree.inserting(key, into: left.take(), in: scope)
    } else {
      right = try Tree.inserting(key, into: right.take(), in: scope)
    }
  }

  @_lifetime(copy tree, copy scope)
  static func inserting(
    _ key: Int, into tree: consuming ScopedBox<Tree>?, in scope: borrowing Scope
  ) throws(AllocationError) -> ScopedBox<Tree> {
    guard var box = consume tree else { return try scope.make(Tree(key)) }
    var node = box.replace(with: Tree(0))
    try node.insert(key, in: scope)
    _ = box.replace(with: node)
    return box
  }

  borrowing func visit(_ body: (Int) -> Void) {
    Self.visit(left, body)
    body(key)
    Self.visit(right, body)
  }

  /// A `switch`: the optimizer of Swift 6.3 stops on `tree!.withValue`.
  static func visit(_ tree: borrowing ScopedBox<Tree>?, _ body: (Int) -> Void) {
    switch tree {
    case .some(let box): box.withValue { $0.visit(body) }
    case .none: break
    }
  }
}

private struct Named: BitwiseCopyable, ~Escapable {
  var name: ScopedSlice<UInt8>
  var value: Int

  @_lifetime(copy name)
  init(_ name: ScopedSlice<UInt8>, _ value: Int) {
    self.name = name
    self.value = value
  }
}

/// Values that cannot escape are changed where they are.
@Suite struct ScopedChangesTests {
  @Test func `a search tree of boxes grows`() throws {
    var arena = try ScopedAllocator(byteCount: 1 << 14, growth: .doubling)
    let scope = arena.scope()
    var root = try scope.make(Tree(50))
    let keys = (0..<200).map { $0 * 37 % 101 }
    for key in keys {
      var node = root.replace(with: Tree(0))
      try node.insert(key, in: scope)
      _ = root.replace(with: node)
    }
    var found: [Int] = []
    root.withValue { $0.visit { found.append($0) } }
    #expect(found == (keys + [50]).sorted())
  }

  @Test func `a value is changed in place, and what is replaced is destroyed`() throws {
    let journal = Journal()
    do {
      var arena = try ScopedAllocator(byteCount: 4096)
      let scope = arena.scope()
      var root = try scope.make(Tree(1, Bomb(1, journal)))
      root.withMutableValue { $0.key += 1 }
      root.withMutableValue(moving: try scope.make(Tree(3, Bomb(3, journal)))) { node, child in
        node.left = consume child
      }
      root.withMutableValue(moving: try scope.make(Tree(4, Bomb(4, journal)))) { node, child in
        node.left = consume child
      }
      #expect(journal.entries == [3])
      let key = root.withMutableValue { (node) -> Int in
        node.right = nil
        return node.key
      }
      #expect(key == 2)
      do {
        let old = root.replace(with: Tree(7, Bomb(7, journal)))
        #expect(old.key == 2 && journal.entries == [3])
      }
      #expect(journal.entries.sorted() == [1, 3, 4])
    }
    #expect(journal.entries.last == 7 && journal.entries.count == 4)
  }

  @Test func `what a change throws leaves the value as it is`() throws {
    struct Refusal: Error {}
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var root = try scope.make(Tree(1))
    #expect(throws: Refusal.self) {
      try root.withMutableValue { node in
        node.key = 9
        throw Refusal()
      }
    }
    let key = root.withValue { $0.key }
    #expect(key == 9)
  }

  @Test func `elements of an array of nodes are changed, exchanged and replaced`() throws {
    let journal = Journal()
    do {
      var arena = try ScopedAllocator(byteCount: 4096)
      let scope = arena.scope()
      var nodes = try scope.makeArray(of: Tree.self, capacity: 4)
      for key in 0..<4 { nodes.appendWithinCapacity(Tree(key, Bomb(key, journal))) }
      nodes.updateElement(at: 1) { $0.key += 10 }
      nodes.updateElement(at: 2, moving: try scope.make(Tree(5))) { node, child in node.left = consume child }
      nodes.updateEach { $0.key += 100 }
      nodes.swapAt(0, 3)
      nodes.swapAt(1, 1)
      do {
        let old = nodes.replaceElement(at: 2, with: Tree(77, Bomb(77, journal)))
        #expect(old.key == 102 && journal.entries.isEmpty)
      }
      #expect(journal.entries == [2])
      var keys: [Int] = []
      nodes.forEach { keys.append($0.key) }
      #expect(keys == [103, 111, 77, 100])
    }
    #expect(journal.entries == [2, 0, 77, 1, 3])
  }

  @Test func `elements that can be copied are read and written by a subscript`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var names = try scope.makeArray(of: Named.self, capacity: 2)
    names.appendWithinCapacity(Named(try scope.makeSlice(copying: [1, 2].span), 1))
    names.appendWithinCapacity(Named(try scope.makeSlice(copying: [3].span), 2))
    names[0].value += 5
    names[1] = names[0]
    names[0].name = try scope.makeSlice(copying: [7, 8, 9].span)
    let (first, second) = (names[0], names[1])
    #expect(first.name.count == 3 && first.value == 6 && second.name.count == 2 && second.value == 6)
  }

  @Test func `arrays are sorted, searched and compared`() throws {
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
    let scope = arena.scope()
    let numbers = (0..<1000).map { $0 * 7919 % 1009 }
    var array = try scope.makeArray(copying: numbers.span)
    let (largest, smallest) = (array.max(), array.min())
    #expect(largest == numbers.max() && smallest == numbers.min())
    array.sort()
    let sorted = Array(copying: array)
    #expect(sorted == numbers.sorted())
    let copy = try scope.makeArray(copying: sorted.span)
    var isEqual = copy == array
    #expect(isEqual)
    array.sort { $0 > $1 }
    isEqual = copy == array
    let (first, last) = (array.first, array.last)
    #expect(!isEqual && first == numbers.max() && last == numbers.min())
    let index = array.firstIndex { $0 == 500 }
    let (found, missing) = (array.contains(500), array.contains(-1))
    #expect(index != nil && found && !missing)
    let empty = try scope.makeArray(of: Int.self)
    let none = [empty.max(), empty.min(), empty.first, empty.last]
    #expect(none == [nil, nil, nil, nil])
  }

  @Test func `noncopyable elements are sorted`() throws {
    let journal = Journal()
    do {
      var arena = try ScopedAllocator(byteCount: 1 << 14)
      let scope = arena.scope()
      var bombs = try scope.makeArray(of: Bomb.self, capacity: 100)
      for number in 0..<100 { bombs.appendWithinCapacity(Bomb(number * 37 % 100, journal)) }
      bombs.sort { $0.number < $1.number }
    }
    #expect(journal.entries.elementsEqual((0..<100).reversed()))
  }

  @Test func `strings are compared with strings`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let composed = try scope.makeString("caf\u{e9}")
    let decomposed = try scope.makeString("cafe\u{301}")
    let other = try scope.makeString("cat")
    let results = [
      composed == decomposed, composed == "cafe\u{301}", "café" == decomposed, composed == other, composed < other,
      other < composed,
    ]
    #expect(results == [true, true, true, false, true, false])
    var bytes: [UInt8] = []
    for index in other.span.indices { bytes.append(other.span[index]) }
    #expect(bytes == Array("cat".utf8))
  }
}

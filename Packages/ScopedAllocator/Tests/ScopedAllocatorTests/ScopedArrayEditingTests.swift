import ScopedAllocator
import Testing

/// A node of a tree, which neither can be copied nor escapes, and notes its end.
private struct Node: ~Copyable, ~Escapable {
  let bomb: Bomb
  var child: ScopedBox<Node>?

  @_lifetime(copy child)
  init(_ bomb: consuming Bomb, _ child: consuming ScopedBox<Node>?) {
    self.bomb = bomb
    self.child = child
  }

  @_lifetime(immortal)
  init(_ number: Int, _ journal: Journal) {
    bomb = Bomb(number, journal)
    child = nil
  }
}

/// Elements go into an array, and out of it, at any place.
@Suite struct ScopedArrayEditingTests {
  @Test func `elements go in and out anywhere, as in a standard array, and end once`() throws {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let journal = Journal()
      var (model, ended): ([Int], [Int]) = ([], [])
      do {
        var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
        let scope = arena.scope()
        var nodes = try scope.makeArray(of: Node.self)
        for number in 0..<300 {
          switch generator.below(10) {
          case 0..<6:
            let index = generator.below(model.count + 1)
            try nodes.insert(Node(number, journal), at: index, in: scope)
            model.insert(number, at: index)
          case 6, 7:
            guard !model.isEmpty else { break }
            let index = generator.below(model.count)
            let removed = nodes.remove(at: index)
            #expect(removed.bomb.number == model[index] && journal.entries == ended, "seed \(seed)")
            ended.append(model.remove(at: index))
          case 8:
            guard !model.isEmpty else { break }
            nodes.removeLast()
            ended.append(model.removeLast())
          default:
            let rest = generator.below(5)
            nodes.removeAll { $0.bomb.number % 5 == rest }
            ended += model.filter { $0 % 5 == rest }
            model.removeAll { $0 % 5 == rest }
          }
          var found: [Int] = []
          for index in nodes.indices { nodes.withElement(at: index) { found.append($0.bomb.number) } }
          #expect(found == model && journal.entries == ended, "seed \(seed), number \(number)")
        }
      }
      #expect(journal.entries == ended + model.reversed(), "seed \(seed)")
    }
  }

  @Test func `what a removal throws leaves the rest, and every element ends once`() throws {
    for refused in 0..<10 {
      let journal = Journal()
      do {
        var arena = try ScopedAllocator(byteCount: 4096)
        let scope = arena.scope()
        var nodes = try scope.makeArray(of: Node.self, capacity: 10)
        for number in 0..<10 { nodes.appendWithinCapacity(Node(number, journal)) }
        #expect(throws: Refused.self) {
          try nodes.removeAll { (node) throws(Refused) in
            if node.bomb.number == refused { throw Refused() }
            return node.bomb.number % 3 != 0
          }
        }
        var found: [Int] = []
        nodes.forEach { found.append($0.bomb.number) }
        #expect(found == (0..<10).filter { $0 >= refused || $0 % 3 == 0 })
        #expect(journal.entries == (0..<refused).filter { $0 % 3 != 0 })
      }
      #expect(journal.entries.sorted() == Array(0..<10))
    }
  }

  @Test func `elements that own boxes of the scope take these along`() throws {
    let journal = Journal()
    do {
      var arena = try ScopedAllocator(byteCount: 4096)
      let scope = arena.scope()
      var nodes = try scope.makeArray(of: Node.self)
      for number in 0..<4 {
        try nodes.insert(
          Node(Bomb(number, journal), try scope.make(Node(number + 10, journal))), at: 0, in: scope)
      }
      do {
        let taken = nodes.remove(at: 1)
        #expect(taken.bomb.number == 2 && journal.entries.isEmpty)
      }
      #expect(journal.entries.sorted() == [2, 12])
      nodes.removeAll { $0.bomb.number == 0 }
      #expect(journal.entries.sorted() == [0, 2, 10, 12])
    }
    #expect(journal.entries.sorted() == [0, 1, 2, 3, 10, 11, 12, 13])
  }

  @Test func `where there is no room, the array is as it was, and the new element has ended`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 160)
    let scope = arena.scope()
    var bombs = try scope.makeArray(of: Bomb.self, capacity: 2)
    _ = try scope.make(1)
    var count = 0
    do throws(AllocationError) {
      while count < 100 {
        try bombs.insert(Bomb(count, journal), at: 0, in: scope)
        count += 1
      }
      Issue.record("the arena is full")
    } catch { #expect(error == .outOfMemory) }
    let counts = (bombs.count, journal.entries)
    #expect(counts.0 == count && count >= 2 && counts.1 == [count])
    for index in 0..<count {
      let number = bombs[index].number
      #expect(number == count - 1 - index)
    }
  }

  @Test func `an index that is none, and an array that is empty, stop with words in every build`() async {
    func expect(_ result: ExitTest.Result?, toSay words: String, location: SourceLocation = #_sourceLocation) {
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains(words), "\(text)", sourceLocation: location)
    }
    let inserted = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 1024)
      let scope = arena.scope()
      var array = try scope.makeArray(repeating: 7, count: 2)
      try array.insert(1, at: 3, in: scope)
    }
    expect(inserted, toSay: "the index 3 is out of the bounds of a ScopedArray with 2 elements")
    let removed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 1024)
      let scope = arena.scope()
      var array = try scope.makeArray(repeating: 7, count: 2)
      array.remove(at: -1)
    }
    expect(removed, toSay: "the index -1 is out of the bounds of a ScopedArray with 2 elements")
    let swapped = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 1024)
      let scope = arena.scope()
      var array = try scope.makeArray(repeating: 7, count: 2)
      array.swapAt(0, 2)
    }
    expect(swapped, toSay: "the index 2 is out of the bounds of a ScopedArray with 2 elements")
    let emptied = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var arena = try ScopedAllocator(byteCount: 1024)
      let scope = arena.scope()
      var array = try scope.makeArray(of: Int.self)
      array.removeLast()
    }
    expect(emptied, toSay: "an element was removed from a ScopedArray that has none")
  }
}

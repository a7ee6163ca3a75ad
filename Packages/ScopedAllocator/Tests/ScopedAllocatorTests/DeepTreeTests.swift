import Foundation
import ScopedAllocator
import Testing

/// A chain whose links each own the next one.
private struct Link: ~Copyable, ~Escapable {
  let bomb: Bomb?
  let next: ScopedBox<Link>?

  @_lifetime(copy next)
  init(_ bomb: consuming Bomb?, _ next: consuming ScopedBox<Link>?) {
    self.bomb = bomb
    self.next = next
  }
}

/// A tree whose nodes each own an array of nodes.
private struct Branch: ~Copyable, ~Escapable {
  let bomb: Bomb?
  var children: ScopedArray<ScopedBox<Branch>>

  @_lifetime(copy children)
  init(_ bomb: consuming Bomb?, _ children: consuming ScopedArray<ScopedBox<Branch>>) {
    self.bomb = bomb
    self.children = children
  }
}

/// A node that owns an array of its own kind, with no box between them.
private struct Nest: ~Copyable, ~Escapable {
  let bomb: Bomb?
  var inner: ScopedArray<Nest>?

  @_lifetime(copy inner)
  init(_ bomb: consuming Bomb?, _ inner: consuming ScopedArray<Nest>?) {
    self.bomb = bomb
    self.inner = inner
  }
}

/// Its destructor opens an arena of its own, whose boxes end with it.
private struct Worker: ~Copyable, ~Escapable {
  let journal: Journal
  let next: ScopedBox<Worker>?

  @_lifetime(copy next)
  init(_ journal: Journal, _ next: consuming ScopedBox<Worker>?) {
    self.journal = journal
    self.next = next
  }

  deinit {
    guard var arena = try? ScopedAllocator(byteCount: 256) else { return }
    do {
      let scope = arena.scope()
      guard let local = try? scope.make(Bomb(1, journal)) else { return }
      _ = consume local
    }
    journal.entries.append(2)
  }
}

/// A node of one kind or another, of which the next one may be of yet another kind.
private enum Fork: ~Copyable, ~Escapable {
  case end
  case one(ScopedBox<Fork>)
  case two(ScopedBox<Fork>, ScopedBox<Fork>)
  case named(String, ScopedArray<Prong>)
}

private struct Prong: ~Copyable, ~Escapable {
  let bomb: Bomb
  let fork: ScopedBox<Fork>?

  @_lifetime(copy fork)
  init(_ bomb: consuming Bomb, _ fork: consuming ScopedBox<Fork>?) {
    self.bomb = bomb
    self.fork = fork
  }
}

private struct SharedLink: BitwiseCopyable, ~Escapable {
  let number: Int
  let next: ScopedRef<SharedLink>?

  @_lifetime(copy next)
  init(_ number: Int, _ next: ScopedRef<SharedLink>?) {
    self.number = number
    self.next = next
  }
}

private func endChain(count: Int, journal: Journal?) throws {
  var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
  let scope = arena.scope()
  var chain: ScopedBox<Link>? = nil
  for number in 0..<count { chain = try scope.make(Link(journal.map { Bomb(number, $0) }, chain)) }
}

private func endChainOfArrays(count: Int, journal: Journal) throws {
  var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
  let scope = arena.scope()
  var root = try scope.make(Branch(nil, try scope.makeArray(of: ScopedBox<Branch>.self)))
  for number in 0..<count {
    var children = try scope.makeArray(of: ScopedBox<Branch>.self, capacity: 2)
    children.appendWithinCapacity(try scope.make(Branch(nil, try scope.makeArray(of: ScopedBox<Branch>.self))))
    children.appendWithinCapacity(root)
    root = try scope.make(Branch(Bomb(number, journal), children))
  }
}

private func endNests(count: Int, journal: Journal?) throws {
  var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
  let scope = arena.scope()
  var chain: ScopedArray<Nest>? = nil
  for number in 0..<count {
    var next = try scope.makeArray(of: Nest.self, capacity: 1)
    next.appendWithinCapacity(Nest(journal.map { Bomb(number, $0) }, chain))
    chain = consume next
  }
}

private func endForks(count: Int, journal: Journal) throws {
  var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
  let scope = arena.scope()
  var root = try scope.make(Fork.end)
  for number in 0..<count {
    switch number % 3 {
    case 0: root = try scope.make(.one(root))
    case 1: root = try scope.make(.two(try scope.make(.end), root))
    default:
      var prongs = try scope.makeArray(of: Prong.self, capacity: 2)
      prongs.appendWithinCapacity(Prong(Bomb(-number, journal), nil))
      prongs.appendWithinCapacity(Prong(Bomb(number, journal), root))
      root = try scope.make(.named("a name that is too long to be stored in place", prongs))
    }
  }
}

private func endWorkers(count: Int, journal: Journal) throws {
  var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
  let scope = arena.scope()
  var chain: ScopedBox<Worker>? = nil
  for _ in 0..<count { chain = try scope.make(Worker(journal, chain)) }
}

/// Runs `body` on a thread with a stack of this size.
private func onThread(stackByteCount: Int, _ body: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    body()
    done.signal()
  }
  thread.stackSize = stackByteCount
  thread.start()
  done.wait()
}

/// Calls `body` when at least so much of the stack is used.
@inline(never)
private func withUsedStack(byteCount: Int, _ body: () -> Void) {
  guard byteCount > 0 else { return body() }
  unsafe withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 16) { memory in
    unsafe memory[0] = 1
    withUsedStack(byteCount: byteCount - 8192, body)
    unsafe memory[1] = memory[0]
  }
}

@Suite struct DeepTreeTests {
  @Test(arguments: [512 << 10, 8 << 20])
  func `a chain of a million boxes ends`(stackByteCount: Int) {
    onThread(stackByteCount: stackByteCount) {
      #expect(throws: Never.self) {
        try endChain(count: 200_000, journal: nil)
        let journal = Journal()
        try endChain(count: 1_000_000, journal: journal)
        #expect(journal.entries.elementsEqual((0..<1_000_000).reversed()))
      }
    }
  }

  @Test(arguments: [128 << 10, 512 << 10])
  func `a chain through arrays ends`(stackByteCount: Int) {
    onThread(stackByteCount: stackByteCount) {
      #expect(throws: Never.self) {
        let journal = Journal()
        try endChainOfArrays(count: 300_000, journal: journal)
        #expect(journal.entries.elementsEqual((0..<300_000).reversed()))
      }
    }
  }

  @Test(arguments: [128 << 10, 512 << 10])
  func `a chain of arrays in arrays ends`(stackByteCount: Int) {
    onThread(stackByteCount: stackByteCount) {
      #expect(throws: Never.self) {
        try endNests(count: 200_000, journal: nil)
        let journal = Journal()
        try endNests(count: 300_000, journal: journal)
        #expect(journal.entries.elementsEqual((0..<300_000).reversed()))
      }
    }
  }

  @Test(arguments: [128 << 10]) func `a chain of nodes of many kinds ends`(stackByteCount: Int) {
    onThread(stackByteCount: stackByteCount) {
      #expect(throws: Never.self) {
        let journal = Journal()
        try endForks(count: 30_000, journal: journal)
        // Once each, and the newer half of a node in the order of its nodes.
        let isEachThereOnce = Set(journal.entries).count == journal.entries.count
        let downward = journal.entries.filter { $0 > 0 }
        #expect(isEachThereOnce && journal.entries.count == 2 * downward.count)
        let isInOrder = downward.elementsEqual((0..<30_000).reversed().filter { $0 % 3 == 2 })
        #expect(isInOrder)
      }
    }
  }

  /// The thread's first destructor runs where little of the stack is left.
  @Test func `a chain ends near the end of the stack`() {
    onThread(stackByteCount: 512 << 10) {
      withUsedStack(byteCount: 400 << 10) {
        #expect(throws: Never.self) { try endChain(count: 20_000, journal: nil) }
      }
    }
  }

  @Test func `what a destructor makes does not wait`() {
    onThread(stackByteCount: 512 << 10) {
      #expect(throws: Never.self) {
        let journal = Journal()
        try endWorkers(count: 50_000, journal: journal)
        #expect(journal.entries.count == 100_000)
        #expect(journal.entries.indices.allSatisfy { journal.entries[$0] == ($0 % 2 == 0 ? 1 : 2) })
      }
    }
  }

  @Test func `a wide array ends, newest first`() throws {
    let journal = Journal()
    do {
      var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
      let scope = arena.scope()
      var boxes = try scope.makeArray(of: ScopedBox<Bomb>.self)
      for number in 0..<10_000 { try boxes.append(try scope.make(Bomb(number, journal)), in: scope) }
    }
    #expect(journal.entries.elementsEqual((0..<10_000).reversed()))
  }

  @Test func `a chain of a million references needs nothing`() throws {
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
    let scope = arena.scope()
    var last: ScopedRef<SharedLink>? = nil
    for number in 0..<1_000_000 { last = try scope.ref(SharedLink(number, last)) }
    var total = 0
    while let link = last {
      total += link.value.number
      last = link.value.next
    }
    #expect(total == 999_999 * 500_000)
  }

  @Test func `trees end on many threads at once`() async throws {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let journal = Journal()
          guard (try? endChain(count: 20_000, journal: journal)) != nil else { return false }
          return journal.entries.elementsEqual((0..<20_000).reversed())
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}

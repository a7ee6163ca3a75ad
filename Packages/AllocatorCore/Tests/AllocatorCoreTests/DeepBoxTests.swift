import AllocatorCore
import Foundation
import Testing

/// The numbers of the values that died, in order.
private final class Journal: @unchecked Sendable {
  var entries: [Int] = []
}

private struct Bomb: ~Copyable {
  let number: Int
  let journal: Journal
  init(_ number: Int, _ journal: Journal) {
    self.number = number
    self.journal = journal
  }
  deinit { journal.entries.append(number) }
}

/// A chain whose links each own the next one.
private struct Link<A: Allocator>: ~Copyable {
  let bomb: Bomb?
  let next: AllocatedBox<Link, A>?
  init(_ bomb: consuming Bomb?, _ next: consuming AllocatedBox<Link, A>?) {
    self.bomb = bomb
    self.next = next
  }
}

private struct Branch: ~Copyable {
  let bomb: Bomb
  let left: AllocatedBox<Branch, SystemAllocator>?
  let right: AllocatedBox<Branch, SystemAllocator>?
  init(
    _ bomb: consuming Bomb, _ left: consuming AllocatedBox<Branch, SystemAllocator>?,
    _ right: consuming AllocatedBox<Branch, SystemAllocator>?
  ) {
    self.bomb = bomb
    self.left = left
    self.right = right
  }
}

private enum Fork: ~Copyable {
  case end
  case one(AllocatedBox<Fork, SystemAllocator>)
  case named(String, AllocatedBox<Fork, SystemAllocator>, Bomb)
}

/// Its destructor makes a box of its own, which ends with it.
private struct Worker: ~Copyable {
  let journal: Journal
  let next: AllocatedBox<Worker, SystemAllocator>?
  init(_ journal: Journal, _ next: consuming AllocatedBox<Worker, SystemAllocator>?) {
    self.journal = journal
    self.next = next
  }
  deinit {
    guard let local = try? SystemAllocator().makeBox(Bomb(1, journal)) else { return }
    _ = consume local
    journal.entries.append(2)
  }
}

/// A chain of boxes that forgot the types of their values.
private struct ErasedLink: ~Copyable {
  let next: ErasedBox<SystemAllocator>?
  init(_ next: consuming ErasedBox<SystemAllocator>?) { self.next = next }
}

/// Runs `body` on a thread with a stack of this size.
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

/// Boxes in boxes: their destruction takes a bounded part of the stack, however deep they are.
@Suite struct DeepBoxTests {
  @Test(arguments: [128 << 10, 512 << 10, 8 << 20]) func `a chain of 300,000 boxes ends`(stackByteCount: Int) {
    onThread(stackByteCount: stackByteCount) {
      let journal = Journal()
      do {
        var chain: AllocatedBox<Link<SystemAllocator>, SystemAllocator>? = nil
        for number in 0..<300_000 { chain = try SystemAllocator().makeBox(Link(Bomb(number, journal), chain)) }
      }
      #expect(journal.entries.elementsEqual((0..<300_000).reversed()))
    }
  }

  @Test func `a chain in a shared allocator ends, and returns every block`() {
    onThread(stackByteCount: 512 << 10) {
      let log = CallLog()
      do {
        let memory = Spy(log: log).shared()
        var chain: AllocatedBox<Link<SharedAllocator<Spy>>, SharedAllocator<Spy>>? = nil
        for _ in 0..<20_000 { chain = try memory.makeBox(Link(nil, chain)) }
      }
      let freed = log.calls.count { $0.hasPrefix("deallocate") }
      #expect(freed == 20_000 && log.calls.count == 40_000)
    }
  }

  @Test(arguments: [128 << 10, 512 << 10]) func `a tree that leans to either side ends`(stackByteCount: Int) {
    onThread(stackByteCount: stackByteCount) {
      let journal = Journal()
      do {
        var root = try SystemAllocator().makeBox(Branch(Bomb(0, journal), nil, nil))
        for number in 1..<100_000 {
          let leaf = try SystemAllocator().makeBox(Branch(Bomb(-number, journal), nil, nil))
          root = try SystemAllocator().makeBox(
            number % 3 == 0 ? Branch(Bomb(number, journal), leaf, root) : Branch(Bomb(number, journal), root, leaf))
        }
      }
      #expect(Set(journal.entries).count == 199_999 && journal.entries.count == 199_999)
      let isDownward = journal.entries.filter { $0 > 0 }.elementsEqual((1..<100_000).reversed())
      #expect(isDownward)
    }
  }

  @Test func `a chain of nodes of many kinds ends`() {
    onThread(stackByteCount: 128 << 10) {
      let journal = Journal()
      do {
        var root = try SystemAllocator().makeBox(Fork.end)
        for number in 0..<60_000 {
          root = try SystemAllocator().makeBox(
            number % 2 == 0
              ? .one(root) : .named("a name that is too long to be stored in place", root, Bomb(number, journal)))
        }
      }
      #expect(journal.entries.count == 30_000 && Set(journal.entries).count == 30_000)
    }
  }

  @Test func `what a destructor makes does not wait`() {
    onThread(stackByteCount: 512 << 10) {
      let journal = Journal()
      do {
        var chain: AllocatedBox<Worker, SystemAllocator>? = nil
        for _ in 0..<50_000 { chain = try SystemAllocator().makeBox(Worker(journal, chain)) }
      }
      #expect(journal.entries.count == 100_000)
      let isAlternating = journal.entries.indices.allSatisfy { journal.entries[$0] == ($0 % 2 == 0 ? 1 : 2) }
      #expect(isAlternating)
    }
  }

  @Test func `a chain of erased boxes ends`() {
    onThread(stackByteCount: 512 << 10) {
      var chain: ErasedBox<SystemAllocator>? = nil
      for _ in 0..<100_000 { chain = try SystemAllocator().makeBox(ErasedLink(chain)).erased() }
    }
  }

  @Test func `a list taken from its head by a loop is a list still`() throws {
    let journal = Journal()
    var chain: AllocatedBox<Link<SystemAllocator>, SystemAllocator>? = nil
    for number in 0..<100_000 {
      let next = chain.take()
      chain = try SystemAllocator().makeBox(Link(Bomb(number, journal), next))
    }
    chain = nil
    #expect(journal.entries.count == 100_000 && journal.entries.first == 99_999)
  }

  @Test func `chains end on many threads at once`() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let journal = Journal()
          do {
            var chain: AllocatedBox<Link<SystemAllocator>, SystemAllocator>? = nil
            for number in 0..<20_000 { chain = try SystemAllocator().makeBox(Link(Bomb(number, journal), chain)) }
          } catch { return false }
          return journal.entries.elementsEqual((0..<20_000).reversed())
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}

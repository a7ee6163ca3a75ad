import ScopedAllocator
import Testing

/// A value that holds a scope, and a box of it that is to end before it.
private struct Guest: ~Copyable, ~Escapable {
  var box: ScopedBox<Bomb>
  var scope: Scope
  let last: Bomb

  @_lifetime(copy box, copy scope)
  init(_ box: consuming ScopedBox<Bomb>, _ scope: consuming Scope, _ last: consuming Bomb) {
    self.box = box
    self.scope = scope
    self.last = last
  }
}

private enum House: ~Copyable, ~Escapable {
  case guest(Guest)
  case next(ScopedBox<House>, Bomb)
}

/// Scopes that are part of values deep in trees.
@Suite struct ScopesInTreesTests {
  @Test func `a box ends before a scope of it that is in the same value, however deep in a tree`() throws {
    let journal = Journal()
    var own = try ScopedAllocator(byteCount: 4096)
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
    do {
      let scope = arena.scope()
      let inner = own.scope()
      let box = try inner.make(Bomb(1, journal))
      var house = try scope.make(House.guest(Guest(box, inner, Bomb(2, journal))))
      for _ in 0..<20_000 { house = try scope.make(House.next(house, Bomb(3, journal))) }
    }
    let entries = journal.entries.filter { $0 < 3 }
    #expect(entries == [1, 2] && journal.entries.count == 20_002)
  }
}

import Allocators
import Testing

/// A value deep in a tree may hold a scope that another part of it refers to: what refers to it ends first.
@Suite struct DeepScopesTests {
  final class Readings {
    var values = [Int]()
  }

  typealias Numbers = InlineArray<750, Int>

  struct Counter: ~Copyable {
    let readings: Readings
    deinit { readings.values.append(-1) }
  }

  struct Leaf: ~Copyable, ~Escapable {
    let ref: ScopedRef<Numbers>
    let readings: Readings
    @_lifetime(copy ref)
    init(_ ref: ScopedRef<Numbers>, _ readings: Readings) {
      self.ref = ref
      self.readings = readings
    }
    deinit { readings.values.append(ref.value[3]) }
  }

  /// Fields end in their order: the box, whose value reads through the reference, and then the scope that it leads to.
  struct Guest: ~Copyable, ~Escapable {
    var box: ScopedBox<House>
    var scope: Scope
    @_lifetime(copy box, copy scope)
    init(_ box: consuming ScopedBox<House>, _ scope: consuming Scope) {
      self.box = box
      self.scope = scope
    }
  }

  /// The same, but the scope is in a box of its own.
  struct Landlord: ~Copyable, ~Escapable {
    var box: ScopedBox<House>
    var key: ScopedBox<Key>
    @_lifetime(copy box, copy key)
    init(_ box: consuming ScopedBox<House>, _ key: consuming ScopedBox<Key>) {
      self.box = box
      self.key = key
    }
  }

  struct Key: ~Copyable, ~Escapable {
    let counter: Counter
    var scope: Scope
    @_lifetime(copy scope)
    init(_ scope: consuming Scope, _ readings: Readings) {
      self.scope = scope
      counter = Counter(readings: readings)
    }
  }

  /// Hands its scope on to a box of its destructor's.
  struct Mover: ~Copyable, ~Escapable {
    var box: ScopedBox<House>
    var scope: Scope
    let readings: Readings
    @_lifetime(copy box, copy scope)
    init(_ box: consuming ScopedBox<House>, _ scope: consuming Scope, _ readings: Readings) {
      self.box = box
      self.scope = scope
      self.readings = readings
    }
    deinit {
      _ = consume box
      var other = try! ScopedAllocator(byteCount: 1024)
      let local = other.scope()
      let key = try! local.make(Key(consume scope, readings))
      _ = consume key
    }
  }

  enum House: ~Copyable, ~Escapable {
    case leaf(Leaf)
    case counter(Counter)
    case guest(Guest)
    case landlord(Landlord)
    case mover(Mover)
    case next(ScopedBox<House>, Counter)
  }

  /// An arena whose chunks return to the system as soon as they are empty.
  private func returningArena() throws -> ScopedAllocator<SystemAllocator> {
    var arena = try ScopedAllocator(byteCount: 64, growth: .constant)
    for _ in 0..<14 {
      let small = arena.scope()
      _ = try small.makeArray(of: UInt8.self, capacity: 100)
    }
    return arena
  }

  @Test(arguments: [10, 20_000]) func `a reference into a scope in the same value`(depth: Int) throws {
    let readings = Readings()
    var own = try returningArena()
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
    do {
      let scope = arena.scope()
      let inner = own.scope()
      let ref = try inner.ref(Numbers(repeating: 42))
      let box = try scope.make(House.leaf(Leaf(ref, readings)))
      var house = try scope.make(House.guest(Guest(box, inner)))
      for _ in 0..<depth { house = try scope.make(House.next(house, Counter(readings: readings))) }
    }
    #expect(readings.values.count == depth + 1 && readings.values.contains(42))
  }

  @Test(arguments: [10, 20_000]) func `a reference into a scope in a box of the same value`(depth: Int) throws {
    let readings = Readings()
    var own = try returningArena()
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
    do {
      let scope = arena.scope()
      let inner = own.scope()
      let ref = try inner.ref(Numbers(repeating: 42))
      let box = try scope.make(House.leaf(Leaf(ref, readings)))
      var house = try scope.make(House.landlord(Landlord(box, scope.make(Key(inner, readings)))))
      for _ in 0..<depth { house = try scope.make(House.next(house, Counter(readings: readings))) }
    }
    #expect(readings.values.count == depth + 2 && readings.values.contains(42))
  }

  /// Has numbers that are as far apart as what a scope notes.
  struct Line: ~Copyable, ~Escapable {
    var next: Lines
    var line = 1, column = 2, file = 3
    var range: Range<Int>
    var readings: Readings
    @_lifetime(copy next)
    init(_ next: consuming Lines, _ range: Range<Int>, _ readings: Readings) {
      self.next = next
      self.range = range
      self.readings = readings
    }
    deinit { readings.values.append(range.lowerBound) }
  }

  enum Lines: ~Copyable, ~Escapable {
    case end
    case line(ScopedBox<Line>)
  }

  @Test(arguments: [0..<8, 3..<8, 4096..<4104]) func `a list of values whose numbers are like a scope's`(
    range: Range<Int>
  ) throws {
    let readings = Readings()
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
    do {
      let scope = arena.scope()
      var list = try scope.make(Line(.end, range, readings))
      for _ in 0..<100_000 { list = try scope.make(Line(.line(list), range, readings)) }
    }
    #expect(readings.values.count == 100_001)
  }

  @Test(arguments: [10, 20_000]) func `a box of a scope that a destructor hands on`(depth: Int) throws {
    let readings = Readings()
    var own = try ScopedAllocator(byteCount: 4096)
    var arena = try ScopedAllocator(byteCount: 1 << 16, growth: .doubling)
    do {
      let scope = arena.scope()
      let inner = own.scope()
      let box = try inner.make(House.counter(Counter(readings: readings)))
      var house = try scope.make(House.mover(Mover(box, inner, readings)))
      for _ in 0..<depth { house = try scope.make(House.next(house, Counter(readings: readings))) }
    }
    #expect(readings.values.count == depth + 2)
  }
}

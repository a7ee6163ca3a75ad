import AllocatorContainers
import Testing

/// Destroys a value where its type is not known, as unspecialized generic code does. Swift 6.3 at `-O` loses some
/// deinitializers there.
@inline(never)
@_semantics("optimize.sil.specialize.generic.never")
private func end<Value: ~Copyable>(_ value: consuming Value) {}

/// Keeps a value where its type is not known, and destroys it there.
private final class Keeper<Value: ~Copyable> {
  let value: Value

  init(_ value: consuming Value) { self.value = value }

  @_semantics("optimize.sil.specialize.generic.never")
  deinit {}
}

/// Containers destroy elements and return memory wherever they are destroyed: the allocator's handle is a stored value
/// of a generic type, which is what Swift 6.3 stumbles over.
@Suite struct ContainerEndsTests {
  private let census = Census()
  private let memory = FailingAllocator()

  private func array<Value: ~Copyable>(of value: consuming Value) throws -> AllocatedArray<Value, FailingAllocator> {
    var array = try memory.makeArray(of: Value.self)
    try array.append(value)
    return array
  }

  private func deque<Value: ~Copyable>(of value: consuming Value) throws -> AllocatedDeque<Value, FailingAllocator> {
    var deque = try memory.makeDeque(of: Value.self)
    try deque.append(value)
    return deque
  }

  private func slots<Value: ~Copyable>(of value: consuming Value) throws -> AllocatedSlots<Value, FailingAllocator> {
    var slots = try memory.makeSlots(of: Value.self)
    _ = try slots.insert(value)
    return slots
  }

  private func dictionary<Value: ~Copyable>(
    of value: consuming Value
  ) throws -> AllocatedDictionary<Int, Value, FailingAllocator> {
    var dictionary = try memory.makeDictionary(from: Int.self, to: Value.self)
    try dictionary.updateValue(value, forKey: 7)
    return dictionary
  }

  private func set() throws -> AllocatedSet<CountedKey, FailingAllocator> {
    var set = try memory.makeSet(of: CountedKey.self)
    for number in 0..<9 { try set.insert(CountedKey(number, census)) }
    return set
  }

  private func expectNothingLeft(_ sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean, sourceLocation: sourceLocation)
  }

  @Test func `containers end in generic functions`() throws {
    end(try array(of: Counted(1, census)))
    expectNothingLeft()
    end(try deque(of: Counted(1, census)))
    expectNothingLeft()
    end(try slots(of: Counted(1, census)))
    expectNothingLeft()
    end(try dictionary(of: Counted(1, census)))
    expectNothingLeft()
    end(try set())
    expectNothingLeft()
    end(try memory.makeString("a text"))
    expectNothingLeft()
    end(try memory.makeBox(Counted(1, census)))
    expectNothingLeft()
  }

  @Test func `containers end in generic classes`() throws {
    _ = Keeper(try array(of: Counted(1, census)))
    expectNothingLeft()
    _ = Keeper(try deque(of: Counted(1, census)))
    expectNothingLeft()
    _ = Keeper(try slots(of: Counted(1, census)))
    expectNothingLeft()
    _ = Keeper(try dictionary(of: Counted(1, census)))
    expectNothingLeft()
    _ = Keeper(try set())
    expectNothingLeft()
    _ = Keeper(try memory.makeString("a text"))
    expectNothingLeft()
  }

  @Test func `containers end inside one another`() throws {
    end(try array(of: array(of: array(of: Counted(1, census)))))
    expectNothingLeft()
    end(try deque(of: slots(of: memory.makeBox(Counted(1, census)))))
    expectNothingLeft()
    end(try slots(of: deque(of: memory.makeString("a text"))))
    expectNothingLeft()
    end(try dictionary(of: array(of: dictionary(of: Counted(1, census)))))
    expectNothingLeft()
    end(try array(of: set()))
    expectNothingLeft()
    _ = Keeper(try memory.makeBox(array(of: slots(of: deque(of: Counted(1, census))))))
    expectNothingLeft()
  }
}

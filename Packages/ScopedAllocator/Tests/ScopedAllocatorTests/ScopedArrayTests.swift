import ScopedAllocator
import Testing

@Suite struct ScopedArrayTests {
  @Test func isOneWordWide() {
    #expect(MemoryLayout<ScopedArray<Int>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedBox<Int>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedBox<Int>?>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedRef<Int>>.size == MemoryLayout<Int>.size)
  }

  @Test func appendsReadsAndModifies() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 8)
    for number in 0..<8 { array.append(number) }
    #expect(array.isFull && array.count == 8)
    array[3] += 100
    #expect(array.span[3] == 103 && array.span.count == 8)
    var total = 0
    for index in array.indices { total += array[index] }
    #expect(total == 128)
    do {
      var elements = array.mutableSpan
      elements[0] = 5
    }
    #expect(array[0] == 5)
    #expect(array.popLast() == 7)
  }

  @Test func growsInPlaceWhenLastAndMovesOtherwise() throws {
    var arena = try ScopedAllocator(byteCount: 1 << 16)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self)
    for number in 0..<1000 { try array.append(number, in: scope) }
    #expect(scope.allocatedByteCount < 1024 * 8 + 64, "it was last, so it grew where it stood")
    let other = try scope.make(1)
    for number in 1000..<2000 { try array.append(number, in: scope) }
    for number in 0..<2000 { #expect(array[number] == number) }
    #expect(other.value == 1)
  }

  @Test func elementsAreDestroyedOnceNewestFirst() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 1 << 16)
    do {
      let scope = arena.scope()
      var array = try scope.makeArray(of: Bomb.self, capacity: 2)
      for number in 0..<20 { try array.append(Bomb(number, journal), in: scope) }
      let last = array.popLast()
      #expect(journal.entries.isEmpty)
      _ = consume last
      #expect(journal.entries == [19])
    }
    #expect(journal.entries == Array((0..<20).reversed()))
  }

  @Test func aThrowingInitializerLeavesTheArrayAsItWas() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Bomb.self, capacity: 10)
    array.append(Bomb(0, journal))
    do {
      try array.append(addingCount: 5) { (span: inout OutputSpan<Bomb>) throws(Refused) in
        span.append(Bomb(1, journal))
        span.append(Bomb(2, journal))
        throw Refused()
      }
      Issue.record("the initializer throws")
    } catch {}
    #expect(array.count == 1 && array[0].number == 0)
    #expect(journal.entries.sorted() == [1, 2])
    array.append(addingCount: 2) { span in span.append(Bomb(3, journal)) }
    #expect(array.count == 2)
    array.edit { span in span.removeAll() }
    #expect(array.count == 0)
    #expect(journal.entries.sorted() == [0, 1, 2, 3])
  }

  @Test func aFullArenaLeavesTheArrayAsItWas() throws {
    var arena = try ScopedAllocator(byteCount: 128)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 4)
    for number in 0..<4 { array.append(number) }
    let block = try scope.make((1, 2, 3))
    do throws(AllocationError) {
      for number in 4..<100 { try array.append(number, in: scope) }
      Issue.record("the arena is full")
    } catch { #expect(error == .outOfMemory) }
    #expect(array.count == 4 || array.count == 8)
    #expect(array[3] == 3 && block.value.0 == 1)
    try array.append(copying: [Int]().span, in: scope)
  }
}

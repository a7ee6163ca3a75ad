import ScopedAllocator
import Testing

@Suite struct ScopedArrayTests {
  @Test func `is made of copies of one element`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let sevens = try scope.makeArray(repeating: 7, count: 3)
    let words = try scope.makeArray(repeating: "a", count: 2)
    let none = try scope.makeArray(repeating: 7, count: 0)
    let results = (Array(copying: sevens), Array(copying: words), none.isEmpty, sevens != none, sevens != sevens)
    #expect(results.0 == [7, 7, 7] && results.1 == ["a", "a"] && results.2 && results.3 && !results.4)
  }

  @Test func `is one word wide`() {
    #expect(MemoryLayout<ScopedArray<Int>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedBox<Int>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedBox<Int>?>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedRef<Int>>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedArray<Int>?>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<ScopedRef<Int>?>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<BorrowedScope>.size == MemoryLayout<Int>.size)
    #expect(MemoryLayout<Scope>.size == 6 * MemoryLayout<Int>.size)
  }

  @Test func `appends, reads and modifies`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 8)
    for number in 0..<8 { array.appendWithinCapacity(number) }
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
    let last = array.popLast()
    #expect(last == 7)
  }

  @Test func `grows in place when last, and moves otherwise`() throws {
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

  @Test func `elements are destroyed once, newest first`() throws {
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

  @Test func `a throwing initializer leaves the array as it was`() throws {
    let journal = Journal()
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Bomb.self, capacity: 10)
    array.appendWithinCapacity(Bomb(0, journal))
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

  @Test func `a full arena leaves the array as it was`() throws {
    var arena = try ScopedAllocator(byteCount: 144)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 4)
    for number in 0..<4 { array.appendWithinCapacity(number) }
    let block = try scope.make((1, 2, 3))
    do throws(AllocationError) {
      for number in 4..<100 { try array.append(number, in: scope) }
      Issue.record("the arena is full")
    } catch { #expect(error == .outOfMemory) }
    #expect(array.count == 5, "there was no room for eight elements, and so for no more than are needed")
    #expect(array[3] == 3 && block.value.0 == 1)
    try array.append(copying: [Int]().span, in: scope)
  }

  /// A collection that stores its elements side by side, and counts those that are asked for one by one.
  private struct Stored: Collection {
    final class Reads { var count = 0 }
    let elements: [String]
    let reads = Reads()
    /// The count that it claims.
    let count: Int
    var startIndex: Int { 0 }
    var endIndex: Int { elements.count }
    func index(after index: Int) -> Int { index + 1 }
    subscript(index: Int) -> String {
      reads.count += 1
      return elements[index]
    }
    func withContiguousStorageIfAvailable<Result>(
      _ body: (UnsafeBufferPointer<String>) throws -> Result
    ) rethrows -> Result? { try unsafe elements.withUnsafeBufferPointer(body) }
  }

  @Test(arguments: [3, 5]) func `what lies side by side is copied at once`(claimedCount: Int) throws {
    var arena = try ScopedAllocator(byteCount: 1000)
    let scope = arena.scope()
    let source = Stored(elements: ["a", "b", "c"], count: claimedCount)
    let array = try scope.makeArray(copying: source)
    let copies = Array(copying: array)
    #expect(copies == source.elements)
    #expect(source.reads.count == 0)
  }

  @Test func `it is made of any collection`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let numbers = try scope.makeArray(copying: [1, 2, 3])
    let range = try scope.makeArray(copying: 4..<7)
    let bytes = try scope.makeArray(copying: "ab".utf8)
    let none = try scope.makeArray(copying: [String]())
    let words = [numbers.description, range.description, bytes.description, none.description]
    #expect(words == ["[1, 2, 3]", "[4, 5, 6]", "[97, 98]", "[]"])
    let capacity = numbers.capacity
    #expect(capacity == 3)
    #expect(throws: AllocationError.outOfMemory) { try tooMany() }
  }

  private func tooMany() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    _ = try scope.makeArray(copying: 0..<1000)
  }

  @Test func `it is copied, and described in words`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let array = try scope.makeArray(copying: [1, 2, 3].span)
    let slice = try scope.makeSlice(copying: array.span)
    let copies = [Array(copying: array), Array(copying: slice), Array(copying: slice.extracting(1..<3))]
    #expect(copies == [[1, 2, 3], [1, 2, 3], [2, 3]])
    var total = 0
    func add(_ number: Int) { total += number }
    array.forEach(add)
    slice.forEach(add)
    #expect(total == 12)
    let text = try scope.makeString("a\(1)")
    let name = try scope.ref("n")
    let words = [array.description, slice.description, text.description, try scope.make(1.5).description]
    #expect(words == ["[1, 2, 3]", "[1, 2, 3]", "a1", "1.5"] && name.description == "n")
  }
}

import ScopedAllocator
import Testing

/// A node that refers to its children.
struct ListNode: BitwiseCopyable, ~Escapable {
  let number: Int
  let children: ScopedSlice<ListNode>

  @_lifetime(copy children)
  init(_ number: Int, _ children: ScopedSlice<ListNode>) {
    self.number = number
    self.children = children
  }

  var total: Int {
    var total = number
    for index in children.indices { total += children[index].total }
    return total
  }
}

@Suite struct ScopedSliceTests {
  @Test func `is two words wide`() {
    #expect(MemoryLayout<ScopedSlice<UInt8>>.size == 2 * MemoryLayout<Int>.size)
  }

  @Test func `copies, and takes exactly the room of its elements`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    let source: [Int32] = [1, 2, 3, 4]
    let slice = try scope.makeSlice(copying: source.span)
    #expect(scope.allocatedByteCount == 16)
    let copies = [slice.count, Int(slice[0]), Int(slice[3])]
    #expect(copies == [4, 1, 4])
    let part = slice.extracting(1..<3)
    let parts = [part.count, Int(part[0]), Int(part.span[1])]
    #expect(parts == [2, 2, 3])
    let none = try scope.makeSlice(copying: [Int32]().span)
    let isEmpty = none.isEmpty ? none.span.isEmpty : false
    #expect(isEmpty)
    #expect(scope.allocatedByteCount == 16)
  }

  @Test func `a frozen array is read`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    var scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 4)
    for number in 0..<4 { array.appendWithinCapacity(number * number) }
    let slice = scope.freeze(array)
    do {
      let inner = scope.scope()
      _ = try inner.make(5)
    }
    let (count, last) = (slice.count, slice[3])
    #expect(count == 4 && last == 9)
  }

  @Test func `an array is a stack of unfinished lists`() throws {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    var stack = try scope.makeArray(of: ListNode.self, capacity: 8)
    let none = try stack.moveLast(0, to: scope)
    stack.appendWithinCapacity(ListNode(1, none))
    stack.appendWithinCapacity(ListNode(2, none))
    stack.appendWithinCapacity(ListNode(3, none))
    let before = scope.allocatedByteCount
    let children = try stack.moveLast(2, to: scope)
    #expect(scope.allocatedByteCount == before + 2 * MemoryLayout<ListNode>.stride)
    stack.appendWithinCapacity(ListNode(10, children))
    stack.appendWithinCapacity(ListNode(20, children))
    let tree = ListNode(100, try stack.moveLast(3, to: scope))
    let left = stack.count
    #expect(left == 0)
    let total = tree.total
    #expect(total == 100 + 1 + 10 + 5 + 20 + 5)
  }

  @Test func `a full arena changes nothing`() throws {
    var arena = try ScopedAllocator(byteCount: 64)
    let scope = arena.scope()
    var array = try scope.makeArray(of: Int.self, capacity: 4)
    for number in 0..<4 { array.appendWithinCapacity(number) }
    do throws(AllocationError) {
      _ = try array.moveLast(4, to: scope)
      Issue.record("there is room for no more than two")
    } catch {
      #expect(error == .outOfMemory)
    }
    let (count, last) = (array.count, array[3])
    #expect(count == 4 && last == 3)
    let source = [1, 2, 3, 4]
    do throws(AllocationError) {
      _ = try scope.makeSlice(copying: source.span)
      Issue.record("there is room for no more than two")
    } catch {
      #expect(error == .outOfMemory)
    }
  }

  @Test func `an index beyond the end stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var arena = try ScopedAllocator(byteCount: 4096)
      let scope = arena.scope()
      let numbers = [1, 2]
      _ = try scope.makeSlice(copying: numbers.span)[2]
    }
  }
}

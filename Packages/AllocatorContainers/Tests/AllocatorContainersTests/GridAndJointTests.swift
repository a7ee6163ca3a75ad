import AllocatorContainers
import Testing

@Suite struct GridTests {
  @Test func `elements stand side by side, the last index fastest`() throws {
    var grid = try SystemAllocator().makeGrid(repeating: 0, extents: [3, 4])
    for row in 0..<3 { for column in 0..<4 { grid[row, column] = row * 10 + column } }
    #expect(grid.count == 12 && grid[[2, 3]] == 23)
    for offset in 0..<12 { #expect(grid.span[offset] == offset / 4 * 10 + offset % 4) }
    do {
      let row = grid.row(1)
      let (count, third) = (row.count, row[2])
      #expect(count == 4 && third == 12)
    }
    do {
      var last = grid.mutableRow(2)
      last[0] = 99
    }
    #expect(grid[2, 0] == 99)
    var sum = 0
    grid.forEach { place, element in sum += place[0] * 100 + place[1] + element }
    #expect(sum == 12 * 100 + 18 + (0 + 1 + 2 + 3 + 10 + 11 + 12 + 13 + 99 + 21 + 22 + 23))
    let copy = try grid.clone()
    let isEqual = copy == grid
    grid[0, 0] = -1
    let isEqualStill = copy == grid
    #expect(isEqual && !isEqualStill)
  }

  @Test func `three dimensions and noncopyable elements, each destroyed once`() throws {
    let census = Census()
    let memory = FailingAllocator()
    do {
      let grid = try memory.makeGrid(extents: [2, 3, 4]) { (place: InlineArray<3, Int>) throws(AllocationError) in
        Counted(place[0] * 100 + place[1] * 10 + place[2], census)
      }
      #expect(grid[1, 2, 3].number == 123 && census.live.count == 24 && grid.heldByteCount == memory.liveByteCount)
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
    do throws(AllocationError) {
      var made = 0
      _ = try memory.makeGrid(extents: [2, 3]) { (place: InlineArray<2, Int>) throws(AllocationError) in
        made += 1
        if made == 4 { throw .outOfMemory }
        return Counted(made, census)
      }
      Issue.record("an element was refused")
    } catch { #expect(error == .outOfMemory) }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `an extent of zero holds nothing, and impossible extents are errors`() throws {
    let memory = FailingAllocator()
    let empty = try memory.makeGrid(repeating: 7, extents: [0, .max, .max])
    let isEmpty = empty.isEmpty
    #expect(isEmpty && memory.state.requests == 0)
    for extents in [[.max, 2], [1 << 40, 1 << 40], [1 << 32, 1 << 32]] as [InlineArray<2, Int>] {
      do throws(AllocationError) {
        _ = try memory.makeGrid(repeating: 7, extents: extents)
        Issue.record("there is no such room")
      } catch { #expect(error == .outOfMemory) }
    }
  }

  @Test func `an index beyond an extent stops the program with words`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let grid = try SystemAllocator().makeGrid(repeating: 0, extents: [3, 4])
      print(grid[1, 4])
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("the index 4 is out of the bounds of an AllocatedGrid with 4 elements"))
  }
}

@Suite struct JointTests {
  @Test func `a value and its arrays are one block`() throws {
    let memory = FailingAllocator()
    do {
      var joint = try memory.makeJoint("header", arrayOf: Int.self, capacity: 3, and: UInt8.self, capacity: 5)
      #expect(memory.state.live.count == 1 && joint.heldByteCount == memory.liveByteCount)
      joint.editFirst { for number in 0..<3 { $0.append(number) } }
      joint.editSecond { $0.append(200) }
      joint.value += "!"
      #expect(joint.value == "header!" && joint.first.count == 3 && joint.first[2] == 2)
      #expect(joint.second.count == 1 && joint.second[0] == 200 && joint.third.count == 0)
      let isFull = joint.editFirst { $0.freeCapacity == 0 }
      let rest = joint.editSecond { $0.freeCapacity }
      #expect(isFull && rest == 4)
    }
    #expect(memory.isClean)
  }

  @Test func `the value is destroyed first, then the arrays in order`() throws {
    final class Log { var entries: [String] = [] }
    struct Noted: ~Copyable {
      let name: String
      let log: Log
      deinit { log.entries.append(name) }
    }
    let log = Log()
    let memory = FailingAllocator()
    do {
      let arrays = JointArray(
        of: Noted.self, capacity: 2,
        followedBy: JointArray(of: UInt8.self, capacity: 3, followedBy: JointArray(of: Noted.self, capacity: 4)))
      var joint = try memory.makeJoint(Noted(name: "value", log: log), arrays: arrays)
      joint.editFirst { span in for name in ["a", "b"] { span.append(Noted(name: name, log: log)) } }
      joint.editThird { span in for name in ["c", "d"] { span.append(Noted(name: name, log: log)) } }
      #expect(joint.third[1].name == "d" && log.entries.isEmpty)
      var boxes = try memory.makeArray(of: type(of: joint))
      try boxes.append(joint)
      #expect(boxes.count == 1)
    }
    #expect(log.entries == ["value", "a", "b", "c", "d"] && memory.isClean)
  }

  @Test func `a refusal destroys the value and leaks nothing`() throws {
    let census = Census()
    let memory = FailingAllocator(refusingEvery: 1)
    do throws(AllocationError) {
      _ = try memory.makeJoint(Counted(1, census), arrayOf: Int.self, capacity: 3)
      Issue.record("there is no room")
    } catch { #expect(error == .outOfMemory) }
    memory.state.interval = .max
    do throws(AllocationError) {
      _ = try memory.makeJoint(Counted(1, census), arrayOf: Int.self, capacity: .max)
      Issue.record("there is no such room")
    } catch { #expect(error == .outOfMemory) }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `arrays are aligned whatever their elements`() throws {
    for capacity in 0..<20 {
      var owner = BumpAllocator(byteCount: 4096)
      var joint = try owner.borrowed().makeJoint(
        UInt8(1), arrayOf: UInt8.self, capacity: capacity, and: SIMD4<Double>.self, capacity: 3)
      joint.editFirst { for number in 0..<capacity { $0.append(UInt8(number)) } }
      joint.editSecond { for number in 0..<3 { $0.append(SIMD4(repeating: Double(number))) } }
      let address = unsafe joint.second.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      let (last, value) = (joint.second[2][3], joint.value)
      #expect(address % UInt(MemoryLayout<SIMD4<Double>>.alignment) == 0)
      #expect(last == 2 && value == 1, "\(last), \(value)")
      for number in 0..<capacity { #expect(joint.first[number] == UInt8(number)) }
    }
  }
}

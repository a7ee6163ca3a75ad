import AllocatorContainers
import Testing

/// Sorting costs what the disorder of the elements costs. Comparisons are counted.
@Suite struct SortingTests {
  /// Orders `numbers`, expects them to be in order then, and returns the number of comparisons that it took.
  private func comparisons(_ numbers: [Int], location: SourceLocation = #_sourceLocation) throws -> Int {
    var count = 0
    var array = try SystemAllocator().makeArray(copying: numbers)
    array.sort { left, right in
      count += 1
      return left < right
    }
    let sorted = Array(copying: array)
    #expect(sorted == numbers.sorted(), sourceLocation: location)
    return count
  }

  @Test func `what is in order is compared once each`() throws {
    for count in [0, 1, 2, 3, 16, 17, 100, 10_000] {
      #expect(try comparisons(Array(0..<count)) <= count)
      #expect(try comparisons(Array(repeating: 7, count: count)) <= count)
      #expect(try comparisons((0..<count).map { $0 / 5 }) <= count)
    }
  }

  @Test func `what is in the opposite order is compared twice at most`() throws {
    for count in [0, 1, 2, 3, 16, 17, 100, 10_000] {
      #expect(try comparisons((0..<count).reversed()) <= 2 * count)
    }
  }

  @Test func `what is nearly in order takes comparisons by its disorder`() throws {
    var generator = SeededGenerator(state: 11)
    let count = 10_000
    var total = 0
    for _ in 0..<20 {
      // Neighbors that are exchanged take one exchange each.
      var near = Array(0..<count)
      for _ in 0..<count / 10 {
        let index = Int.random(in: 0..<count - 1, using: &generator)
        near.swapAt(index, index + 1)
      }
      #expect(try comparisons(near) <= 2 * count)
      // Four exchanges over any distance: without looking for order it would take 11 comparisons each.
      var far = Array(0..<count)
      for _ in 0..<4 {
        far.swapAt(Int.random(in: 0..<count, using: &generator), Int.random(in: 0..<count, using: &generator))
      }
      total += try comparisons(far)
    }
    #expect(total <= 10 * 20 * count)
  }

  @Test func `whatever the order, comparisons are of the count times its logarithm`() throws {
    var generator = SeededGenerator(state: 12)
    for count in [17, 100, 1000, 10_000] {
      let logarithm = Int.bitWidth - count.leadingZeroBitCount
      let pipe = (0..<count).map { min($0, count - $0) }
      let teeth = (0..<count).map { $0 % 97 }
      let blocks = (0..<count).map { $0 ^ 63 }
      let misleading = Array(0..<count) + [-1, -2, -3]  // in order nearly to the end
      let shuffled = (0..<count).shuffled(using: &generator)
      let few = (0..<count).map { _ in Int.random(in: 0..<4, using: &generator) }
      for numbers in [pipe, teeth, blocks, misleading, shuffled, few, pipe.reversed(), teeth.reversed()] {
        #expect(try comparisons(numbers) <= 5 * count * logarithm, "\(count): \(numbers.prefix(20))")
      }
    }
  }

  @Test func `an adversary that answers as badly as it can gets no more than that`() throws {
    // McIlroy's: what was never placed is larger than all that was, and is placed when a pivot is made of it.
    let count = 5000
    var (values, placed, candidate, comparisons) = (Array(repeating: Int.max, count: count), 0, 0, 0)
    var array = try SystemAllocator().makeArray(copying: Array(0..<count))
    array.sort { left, right in
      comparisons += 1
      if values[left] == .max, values[right] == .max {
        let settled = left == candidate ? left : right
        values[settled] = placed
        placed += 1
      }
      if values[left] == .max { candidate = left } else if values[right] == .max { candidate = right }
      return values[left] < values[right]
    }
    let order = Array(copying: array).map { values[$0] }
    #expect(order == order.sorted() && Set(Array(copying: array)).count == count)
    #expect(comparisons <= 5 * count * 13, "\(comparisons)")
  }

  @Test func `a comparison that throws leaves every element there, once`() throws {
    struct Stop: Error {}
    var generator = SeededGenerator(state: 13)
    let census = Census()
    do {
      for kind in 0..<4 {
        var numbers = Array(0..<200)
        if kind == 1 { numbers.reverse() }
        if kind == 2 { numbers.shuffle(using: &generator) }
        if kind == 3 { for index in stride(from: 0, to: 190, by: 20) { numbers.swapAt(index, index + 3) } }
        var limit = 0
        var isDone = false
        while !isDone {
          var array = try SystemAllocator().makeArray(of: Counted.self)
          for number in numbers { try array.append(Counted(number, census)) }
          var count = 0
          do throws(Stop) {
            try array.sort { (left, right) throws(Stop) in
              if count == limit { throw Stop() }
              count += 1
              return left.number < right.number
            }
            isDone = true
          } catch {}
          var found: [Int] = []
          array.forEach { found.append($0.number) }
          #expect(isDone ? found == Array(0..<200) : found.sorted() == Array(0..<200), "kind \(kind), \(limit)")
          limit += kind == 2 ? 17 : 1
        }
      }
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty)
  }
}

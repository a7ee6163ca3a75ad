import AllocatorContainers
import Testing

@Suite struct EditingTests {
  struct Stop: Error {}

  @Test func `arrays are edited as standard arrays are`() throws {
    var generator = SeededGenerator(state: 11)
    for round in 0..<300 {
      let start = (0..<Int.random(in: 0..<30, using: &generator)).map { $0 }
      let new = (0..<Int.random(in: 0..<10, using: &generator)).map { 100 + $0 }
      let lower = Int.random(in: 0...start.count, using: &generator)
      let bounds = lower..<Int.random(in: lower...start.count, using: &generator)
      var array = try SystemAllocator().makeArray(copying: start)
      var model = start
      switch round % 6 {
      case 0:
        try array.replaceSubrange(bounds, copying: new.span)
        model.replaceSubrange(bounds, with: new)
      case 1:
        try array.insert(copying: new.span, at: lower)
        model.insert(contentsOf: new, at: lower)
      case 2:
        array.removeAll { $0 % 3 == 0 }
        model.removeAll { $0 % 3 == 0 }
      case 3:
        let rest = try array.splitOff(from: lower)
        let expected = Array(model[lower...])
        model.removeLast(model.count - lower)
        let copy = Array(copying: rest)
        #expect(copy == expected)
      case 4:
        var drained: [Int] = []
        array.consumeSubrange(bounds) { drained.append($0) }
        #expect(drained == Array(model[bounds]))
        model.removeSubrange(bounds)
      default:
        var other = try SystemAllocator().makeArray(copying: new)
        try array.insert(moving: &other, at: lower)
        model.insert(contentsOf: new, at: lower)
        let isEmpty = other.isEmpty
        #expect(isEmpty)
      }
      let copy = Array(copying: array)
      #expect(copy == model, "round \(round)")
    }
  }

  @Test func `what throws half-way loses nothing`() throws {
    let census = Census()
    do {
      var array = try SystemAllocator().makeArray(of: Counted.self)
      var deque = try SystemAllocator().makeDeque(of: Counted.self)
      for number in 0..<20 {
        try array.append(Counted(number, census))
        try number % 2 == 0 ? deque.append(Counted(number, census)) : deque.prepend(Counted(number, census))
      }
      func stop(_ element: borrowing Counted) throws(Stop) -> Bool {
        if element.number == 11 { throw Stop() }
        return element.number % 2 == 0
      }
      do throws(Stop) { try array.removeAll(where: stop) } catch {}
      do throws(Stop) { try deque.removeAll(where: stop) } catch {}
      var left = 0
      array.forEach { element in left += element.number }
      #expect(array.count == 14 && left == (0..<20).reduce(0, +) - 30)
      do throws(Stop) {
        try array.consumeSubrange(2..<8) { (element) throws(Stop) in if element.number == 11 { throw Stop() } }
      } catch {}
      #expect(array.count == 8 && census.live.count == array.count + deque.count)
      do throws(Stop) { try array.sort { (_, _) throws(Stop) in throw Stop() } } catch {}
      #expect(array.count == 8)
      var seen = 0
      do throws(Stop) {
        try deque.consumeEach { (_) throws(Stop) in
          seen += 1
          if seen == 3 { throw Stop() }
        }
      } catch {}
      #expect(seen == 3 && census.live.count == 8)
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty)
  }

  @Test func `sorting orders whatever it is given, in place`() throws {
    var generator = SeededGenerator(state: 5)
    for count in [0, 1, 2, 3, 16, 17, 18, 50, 333, 3000] {
      for kind in 0..<6 {
        let numbers = (0..<count).map { index -> Int in
          switch kind {
          case 0: Int.random(in: 0..<1000, using: &generator)
          case 1: index
          case 2: -index
          case 3: index % 3
          case 4: index % 2 == 0 ? index : -index
          default: 7
          }
        }
        let memory = FailingAllocator()
        var array = try memory.makeArray(copying: numbers)
        var deque = try memory.makeDeque(of: Int.self, capacity: count + count % 2)
        for number in numbers { try number % 5 == 0 ? deque.prepend(number) : deque.append(number) }
        let requests = memory.state.requests
        array.sort()
        deque.sort { $0 > $1 }
        let (up, down) = (Array(copying: array), Array(copying: deque))
        #expect(up == numbers.sorted() && down == numbers.sorted(by: >))
        #expect(memory.state.requests == requests)
        // An order that contradicts itself must end, too, and lose nothing.
        array.sort { _, _ in Bool.random(using: &generator) }
        let sum = Array(copying: array).reduce(0, +)
        #expect(sum == numbers.reduce(0, +))
        array.sort { _, _ in true }
      }
    }
  }

  @Test func `a deque of fixed capacity keeps the newest`() throws {
    let memory = FailingAllocator()
    var latest = try memory.makeDeque(of: Int.self, capacity: 3)
    memory.state.interval = 1
    var oldest: [Int] = []
    for number in 0..<10 { if let old = latest.appendOverwriting(number) { oldest.append(old) } }
    let rest = Array(copying: latest)
    #expect(oldest == [0, 1, 2, 3, 4, 5, 6] && rest == [7, 8, 9])
  }

  @Test func `deques insert and remove anywhere`() throws {
    var generator = SeededGenerator(state: 3)
    var deque = try SystemAllocator().makeDeque(of: Int.self)
    var model: [Int] = []
    for number in 0..<2000 {
      let index = Int.random(in: 0...model.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0, 1:
        try deque.insert(number, at: index)
        model.insert(number, at: index)
      case 2 where index < model.count:
        let (removed, expected) = (deque.remove(at: index), model.remove(at: index))
        #expect(removed == expected)
      case 3:
        try deque.prepend(copying: [number, number + 1].span)
        model.insert(contentsOf: [number, number + 1], at: 0)
      default:
        if let last = model.popLast() {
          let removed = deque.removeLast()
          #expect(removed == last)
        }
      }
    }
    let copy = Array(copying: deque)
    #expect(copy == model)
    let twin = try deque.clone()
    let (isEqual, first, last) = (twin == deque, deque.first, deque.last)
    #expect(isEqual && first == model.first && last == model.last)
  }

  @Test func `sets have their algebra`() throws {
    var generator = SeededGenerator(state: 9)
    for round in 0..<100 {
      let one = Set(
        (0..<Int.random(in: 0..<40, using: &generator)).map { _ in Int.random(in: 0..<50, using: &generator) })
      let two = Set(
        (0..<Int.random(in: 0..<40, using: &generator)).map { _ in Int.random(in: 0..<50, using: &generator) })
      var left = try SystemAllocator().makeSet(copying: one)
      let right = try SystemAllocator().makeSet(copying: two)
      let expected: Set<Int>
      switch round % 4 {
      case 0:
        try left.formUnion(right)
        expected = one.union(two)
      case 1:
        left.formIntersection(right)
        expected = one.intersection(two)
      case 2:
        left.subtract(right)
        expected = one.subtracting(two)
      default:
        try left.formSymmetricDifference(right)
        expected = one.symmetricDifference(two)
      }
      let result = Set(copying: left)
      let isSuperset = left.isSuperset(of: right)
      #expect(result == expected && isSuperset == expected.isSuperset(of: two))
    }
  }

  @Test func `a union that finds no room leaves the set as it was`() throws {
    let memory = FailingAllocator()
    var left = try memory.makeSet(copying: 0..<10)
    let right = try SystemAllocator().makeSet(copying: 0..<1000)
    memory.state.interval = 1
    #expect(throws: AllocationError.outOfMemory) { try left.formUnion(right) }
    #expect(throws: AllocationError.outOfMemory) { try left.formSymmetricDifference(right) }
    let rest = Set(copying: left)
    #expect(rest == Set(0..<10))
  }

  @Test func `sequences are appended all at once where they stand side by side`() throws {
    let memory = FailingAllocator()
    var array = try memory.makeArray(of: Int.self)
    try array.append(copying: Array(0..<1000))
    try array.append(copying: (0..<10)[2...])
    try array.append(copying: Set([7]))
    #expect(array.count == 1009 && memory.state.requests <= 2)
    struct Boaster: Sequence, IteratorProtocol {
      var rest = 3
      var estimate: Int
      var underestimatedCount: Int { estimate }
      mutating func next() -> Int? {
        rest -= 1
        return rest >= 0 ? rest : nil
      }
    }
    for estimate in [Int.max, Int.min, -1, 1 << 40] {
      var numbers = try SystemAllocator().makeArray(of: Int.self)
      try numbers.append(copying: Boaster(estimate: estimate))
      let set = try SystemAllocator().makeSet(copying: Boaster(estimate: estimate))
      let deque = try SystemAllocator().makeDeque(copying: Boaster(estimate: estimate))
      #expect(numbers.count == 3 && set.count == 3 && deque.count == 3)
    }
  }

  @Test func `an index out of range stops with words`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let array = try SystemAllocator().makeArray(copying: [1, 2, 3])
      print(array[array.count])
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("the index 3 is out of the bounds of an AllocatedArray with 3 elements"))
  }

  @Test func `a range out of bounds stops with words`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var array = try SystemAllocator().makeArray(copying: [1, 2, 3])
      array.removeSubrange(2..<4)
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("the range 2..<4 is out of the bounds of an AllocatedArray with 3 elements"))
  }

  @Test func `a negative capacity stops with words`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try SystemAllocator().makeDictionary(from: Int.self, to: Int.self, capacity: -1)
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("-1 elements were asked of an AllocatedDictionary"))
  }

  @Test func `removing from an empty deque stops with words`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var deque = try SystemAllocator().makeDeque(copying: [1])
      deque.removeFirst()
      deque.removeFirst()
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("an element was removed from an AllocatedDeque that has none"))
  }
}

import AllocatorContainers
import Testing

@Suite struct AllocatedSlotsTests {
  @Test func `its width is five words and the handle`() {
    let word = MemoryLayout<Int>.size
    #expect(MemoryLayout<AllocatedSlots<Int, SystemAllocator>>.size == 5 * word)
    #expect(MemoryLayout<AllocatedSlots<Int, SystemAllocator>?>.size == 5 * word)
    #expect(MemoryLayout<AllocatedSlots<Int, BorrowedAllocator<BumpAllocator>>>.size == 6 * word)
    #expect(MemoryLayout<SlotHandle<Int>>.size == 8)
  }

  @Test func `empty storage allocates nothing`() throws {
    let memory = FailingAllocator()
    var slots = try memory.makeSlots(of: Int.self)
    slots.removeAll()
    let (count, capacity) = (slots.count, slots.capacity)
    #expect(count == 0 && capacity == 0 && memory.state.requests == 0)
  }

  @Test func `handles find their elements, and never others`() throws {
    var slots = AllocatedSlots<Int, SystemAllocator>(allocator: .system)
    var handles: [SlotHandle<Int>] = []
    for number in 0..<1000 { handles.append(try slots.insert(number)) }
    slots[handles[7]] += 100
    let (seventh, removed) = (slots[handles[7]], slots.remove(handles[8]))
    #expect(seventh == 107 && removed == 8)
    let new = try slots.insert(-1)
    #expect(new != handles[8], "the slot is the same, its element another one")
    let (isOld, isNew, old) = (slots.contains(handles[8]), slots.contains(new), slots.removeIfPresent(handles[8]))
    let nothing: Int? = slots.withElement(handles[8]) { $0 }
    #expect(!isOld && isNew && old == nil && nothing == nil)
    let (count, last) = (slots.count, slots[handles[999]])
    #expect(count == 1000 && last == 999)
    slots.removeAll()
    let isAnyThere = handles.contains { slots.contains($0) }
    let newest = try slots.insert(5)
    let isReused = handles.contains(newest)
    #expect(!isAnyThere && !isReused)
  }

  @Test func `it is copied, and described in words`() throws {
    var slots = try SystemAllocator().makeSlots(of: Int.self)
    let handles = [try slots.insert(1), try slots.insert(2), try slots.insert(3)]
    slots.remove(handles[1])
    let (copy, words) = (Array(copying: slots), slots.description)
    #expect(copy == [1, 3] && words == "[1, 3]")
  }

  @Test func `elements never move`() throws {
    let memory = FailingAllocator()
    do {
      var slots = try memory.makeSlots(of: Int.self)
      let first = try slots.insert(1)
      let address = unsafe withUnsafePointer(to: &slots[first]) { UInt(bitPattern: $0) }
      let byteCount = memory.liveByteCount
      for number in 0..<1000 { _ = try slots.insert(number) }
      let newAddress = unsafe withUnsafePointer(to: &slots[first]) { UInt(bitPattern: $0) }
      #expect(newAddress == address && memory.liveByteCount > byteCount)
    }
    #expect(memory.isClean)
  }

  @Test func `a stale handle stops the program with a message`() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var slots = AllocatedSlots<Int, SystemAllocator>(allocator: .system)
      let first = try slots.insert(1)
      slots.remove(first)
      _ = try slots.insert(2)
      slots[first] += 1
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("a handle of an AllocatedSlots is stale: slot 0, generation "))
    #expect(output.contains(" was removed, or belongs to another storage"))
  }

  @Test func `handles of another storage find nothing`() throws {
    var slots = AllocatedSlots<Int, SystemAllocator>(allocator: .system)
    var handles: [SlotHandle<Int>] = []
    for round in 0..<50 {
      if round % 2 == 0 { slots = AllocatedSlots(allocator: .system) }
      let isAnyThere = handles.contains { slots.contains($0) }
      #expect(!isAnyThere, "round \(round)")
      handles.append(try slots.insert(round))
      let (isThere, element) = (slots.contains(handles[round]), slots.remove(handles[round]))
      #expect(isThere && element == round)
    }
    #expect(Set(handles).count == 50)
  }

  @Test func `a refused element comes back`() throws {
    let census = Census()
    let memory = FailingAllocator(refusingEvery: 1)
    do {
      var slots = try memory.makeSlots(of: Counted.self)
      switch slots.store(Counted(3, census)) {
      case .stored: Issue.record("there is no room")
      case .rejected(let element, let error): #expect(element.number == 3 && error == .outOfMemory)
      }
      let count = slots.count
      #expect(count == 0)
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  private enum SlotOperation {
    case insert(Int), store(Int), remove(Int), removeStale(Int), modify(Int), removeAll(Bool), reserve(Int), shrink

    static func random(using generator: inout SeededGenerator) -> SlotOperation {
      let number = Int.random(in: 0..<1000, using: &generator)
      switch Int.random(in: 0..<62, using: &generator) {
      case 0..<20: return .insert(number)
      case 20..<28: return .store(number)
      case 28..<46: return .remove(number)
      case 46..<50: return .removeStale(number)
      case 50..<58: return .modify(number)
      case 58: return .removeAll(number % 2 == 0)
      case 59...60: return .shrink
      default: return .reserve(number % 100)
      }
    }
  }

  @Test(arguments: [Int.max, 2, 3, 5]) func `random operations match a dictionary of handles`(interval: Int) {
    checkRandomSequences(
      seeds: 0..<15, operationCount: 300, generate: SlotOperation.random,
      run: { operations in
        let memory = FailingAllocator(refusingEvery: interval, resizesInPlace: interval == 3)
        return run(operations, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
      })
  }

  @Test func `random operations in an arena match a dictionary of handles`() {
    checkRandomSequences(
      seeds: 0..<15, operationCount: 300, generate: SlotOperation.random,
      run: { operations in
        var owner = BumpAllocator(byteCount: 2048)
        return run(operations, owner.borrowed())
      })
  }

  private func run<A: Allocator & ~Escapable>(_ operations: [SlotOperation], _ allocator: A) -> String? {
    let census = Census()
    var failure: String?
    do {
      var slots = AllocatedSlots<Counted, A>(allocator: allocator)
      var model: [(handle: SlotHandle<Counted>, number: Int)] = []
      var stale: [SlotHandle<Counted>] = []
      for (step, operation) in operations.enumerated() where failure == nil {
        do {
          switch operation {
          case .insert(let number): model.append((try slots.insert(Counted(number, census)), number))
          case .store(let number):
            switch slots.store(Counted(number, census)) {
            case .stored(let handle): model.append((handle, number))
            case .rejected: break
            }
          case .remove(let position):
            guard !model.isEmpty else { continue }
            let (handle, number) = model.remove(at: position % model.count)
            if slots.remove(handle).number != number { failure = "step \(step): another element" }
            stale.append(handle)
          case .removeStale(let position):
            guard !stale.isEmpty else { continue }
            let removed = slots.removeIfPresent(stale[position % stale.count])
            if removed != nil { failure = "step \(step): a stale handle found an element" }
          case .modify(let number):
            guard !model.isEmpty else { continue }
            slots[model[number % model.count].handle].number = number
            model[number % model.count].number = number
          case .shrink: slots.shrinkToFit()
          case .removeAll(let isCapacityKept):
            slots.removeAll(keepingCapacity: isCapacityKept)
            stale += model.map(\.handle)
            model = []
          case .reserve(let capacity): try slots.reserveCapacity(capacity)
          }
        } catch {}
        failure = failure ?? difference(slots, model, stale, census).map { "step \(step), \(operation): \($0)" }
      }
    }
    return failure ?? census.mistakes.first ?? (census.live.isEmpty ? nil : "\(census.live.count) values leaked")
  }

  private func difference<A: Allocator & ~Escapable>(
    _ slots: borrowing AllocatedSlots<Counted, A>, _ model: [(handle: SlotHandle<Counted>, number: Int)],
    _ stale: [SlotHandle<Counted>], _ census: Census
  ) -> String? {
    if slots.count != model.count || census.live.count != model.count { return "\(slots.count) elements" }
    for (handle, number) in model where slots[handle].number != number { return "\(handle) finds another element" }
    for handle in stale where slots.contains(handle) { return "\(handle) is stale and found" }
    var seen: [SlotHandle<Counted>: Int] = [:]
    func note(_ handle: SlotHandle<Counted>, _ element: borrowing Counted) { seen[handle] = element.number }
    slots.forEach(note)
    let expected = Dictionary(uniqueKeysWithValues: model.map { ($0.handle, $0.number) })
    return seen == expected ? nil : "iteration shows \(seen)"
  }
}

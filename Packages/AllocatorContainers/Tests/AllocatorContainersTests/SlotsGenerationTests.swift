import AllocatorContainers
import Testing

/// That no handle is ever issued twice.
@Suite struct SlotsGenerationTests {
  enum Emptying: CaseIterable, Sendable { case removeAll, shrink, reallocate }

  private func empty<A>(
    _ slots: inout AllocatedSlots<Int, A>, _ handle: SlotHandle<Int>, _ emptying: Emptying
  ) throws {
    if emptying == .removeAll { return slots.removeAll() }
    slots.remove(handle)
    if emptying == .shrink { slots.shrinkToFit() } else { try slots.reallocate(capacity: 0) }
  }

  @Test(arguments: Emptying.allCases) func `no handle comes back, however often the memory was returned`(
    emptying: Emptying
  ) throws {
    var slots = AllocatedSlots<Int, SystemAllocator>(allocator: .system)
    var issued: Set<SlotHandle<Int>> = []
    // Where each return of memory draws another number, so many of these are close to one another.
    for round in 0..<30_000 {
      let handle = try slots.insert(round)
      guard issued.insert(handle).inserted else { Issue.record("round \(round)"); return }
      try empty(&slots, handle, emptying)
    }
    #expect(slots.heldByteCount == 0)
    for churn in 0..<120_000 {
      let handle = try slots.insert(churn)
      guard issued.insert(handle).inserted else { Issue.record("churn \(churn)"); return }
      slots.remove(handle)
    }
  }

  /// Sets the generation of the first slot of a storage that has one segment: where the handle of the allocator ends.
  private func setGeneration(_ memory: FailingAllocator, to generation: UInt32) throws {
    let segments = memory.state.live.filter { $0.value.byteCount == 8 + 8 * (8 + 8) }
    try #require(segments.count == 1)
    unsafe UnsafeMutablePointer<UInt32>(bitPattern: segments.first!.key + 8)!.pointee = generation
  }

  @Test(arguments: [true, false]) func `memory of slots that were used too often stays, and their handles stay stale`(
    isShrunk: Bool
  ) throws {
    let memory = FailingAllocator()
    do {
      var slots = try memory.makeSlots(of: Int.self)
      var issued: Set<SlotHandle<Int>> = []
      for beginning: UInt32 in [0, .max / 2 - 7, .max - 21] {
        if beginning > 0 {
          slots.remove(try slots.insert(0))
          try setGeneration(memory, to: beginning & ~1)
        }
        for round in 0..<30 {
          let handle = try slots.insert(round)
          #expect(issued.insert(handle).inserted, "round \(round) from \(beginning)")
          if isShrunk {
            slots.remove(handle)
            slots.shrinkToFit()
          } else {
            slots.removeAll()
          }
          let isAnyThere = issued.contains { slots.contains($0) }
          #expect(!isAnyThere && slots.isEmpty)
        }
        #expect((memory.liveByteCount > 0) == (beginning > 0))
      }
    }
    #expect(memory.isClean)
  }

  private enum Operation {
    case insert(Int), insertNothing, remove(Int), removeAll(Bool), removeSome(Int), reserve(Int), reallocate(Int)
    case shrink, becomeClone, move

    static func random(using generator: inout SeededGenerator) -> Operation {
      let number = Int.random(in: 0..<1000, using: &generator)
      switch Int.random(in: 0..<40, using: &generator) {
      case 0..<16: return .insert(number % 30)
      case 16..<17: return .insertNothing
      case 17..<27: return .remove(number)
      case 27..<29: return .removeAll(number % 4 == 0)
      case 29..<31: return .removeSome(number % 3 + 1)
      case 31: return .reserve(number % 200)
      case 32..<34: return .reallocate(number % 50)
      case 34..<38: return .shrink
      case 38: return .becomeClone
      default: return .move
      }
    }
  }

  @Test(arguments: [Int.max, 2, 3, 5]) func `random operations issue no handle twice`(interval: Int) {
    checkRandomSequences(
      seeds: 0..<10, operationCount: 150, generate: Operation.random,
      run: { operations in
        let memory = FailingAllocator(refusingEvery: interval, resizesInPlace: interval == 3)
        return run(operations, memory) ?? (memory.isClean ? nil : "memory leaked or was misused")
      })
  }

  private func run(_ operations: [Operation], _ memory: FailingAllocator) -> String? {
    var slots = AllocatedSlots<Int, FailingAllocator>(allocator: memory)
    var issued: Set<SlotHandle<Int>> = []
    var live: [SlotHandle<Int>] = []
    func note(_ handle: SlotHandle<Int>) -> String? { issued.insert(handle).inserted ? nil : "\(handle) came back" }
    for (step, operation) in operations.enumerated() {
      var failure: String?
      do {
        switch operation {
        case .insert(let count):
          for number in 0..<count where failure == nil {
            live.append(try slots.insert(number))
            failure = note(live.last!)
          }
        case .insertNothing:
          _ = try slots.insert { (handle: SlotHandle<Int>) throws -> Int in
            failure = note(handle)
            throw Refused()
          }
        case .remove(let position):
          if !live.isEmpty { slots.remove(live.remove(at: position % live.count)) }
        case .removeAll(let isCapacityKept):
          slots.removeAll(keepingCapacity: isCapacityKept)
          live = []
        case .removeSome(let divisor):
          slots.removeAll { handle, _ in handle.hashValue % divisor == 0 }
          live = live.filter { $0.hashValue % divisor != 0 }
        case .reserve(let capacity): try slots.reserveCapacity(capacity)
        case .reallocate(let capacity): try slots.reallocate(capacity: capacity)
        case .shrink: slots.shrinkToFit()
        case .becomeClone: slots = try slots.clone()
        case .move:
          let moved = slots
          slots = moved
        }
      } catch {}
      let known = Set(live)
      for handle in issued where slots.contains(handle) != known.contains(handle) {
        failure = failure ?? "\(handle) is \(known.contains(handle) ? "lost" : "stale and found")"
      }
      if slots.count != live.count { failure = failure ?? "\(slots.count) elements" }
      if let failure { return "step \(step), \(operation): \(failure)" }
    }
    return nil
  }
}

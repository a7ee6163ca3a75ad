import Allocators
import Synchronization
import Testing

@Suite struct RequestAllocatorTests {
  private struct Failure: Error {}

  private func sum(_ numbers: Span<Int>) -> Int {
    var sum = 0
    for index in numbers.indices { sum += numbers[index] }
    return sum
  }

  @Test func `a request's values end with it, whether it returns or throws`() throws {
    let requests = RequestAllocator(byteCount: 4096)
    for round in 0..<100 {
      do {
        let total = try requests.withRequest { scope in
          var numbers = try scope.makeArray(of: Int.self, capacity: 4)
          for number in 0..<1000 { try numbers.append(number, in: scope) }
          if round % 2 == 1 { throw Failure() }
          return sum(numbers.span)
        }
        #expect(total == 499_500 && round % 2 == 0)
      } catch is Failure {
        #expect(round % 2 == 1)
      }
    }
    #expect(requests.arenaCount == 1 && requests.heldByteCount < 100_000)
  }

  @Test func `a request beyond its limit is refused while another one goes on`() throws {
    let requests = RequestAllocator(byteCount: 1024, byteLimit: 10_000)
    try requests.withRequest { greedy in
      while unsafe greedy.allocateIfPossible(byteCount: 100, alignment: 8) != nil {}
      #expect(greedy.allocatedByteCount <= 10_000 && greedy.allocatedByteCount > 9800)
      try requests.withRequest { modest in
        let box = try modest.make(7)
        #expect(box.value == 7)
      }
    }
    #expect(requests.arenaCount == 2)
  }

  @Test func `idle arenas return what they keep before a request is refused`() throws {
    let requests = RequestAllocator(byteCount: 1000, totalByteLimit: 200_000)
    func take(_ byteCount: Int) throws {
      try requests.withRequest { scope in
        for _ in 0..<byteCount / 1000 {
          _ = try unsafe scope.allocate(byteCount: 1000, alignment: 8)
        }
      }
    }
    try requests.withRequest { _ in try take(70_000) }
    let kept = requests.heldByteCount
    #expect(kept > 60_000)
    // The arena used last serves; what the other one keeps is in the way.
    try requests.withRequest { _ in try take(70_000) }
    try requests.withRequest { scope in
      _ = try unsafe scope.allocate(byteCount: 150_000, alignment: 8)
    }
    #expect(requests.heldByteCount <= 200_000)
    #expect(throws: AllocationError.outOfMemory) {
      try requests.withRequest { scope in _ = try unsafe scope.allocate(byteCount: 250_000, alignment: 8) }
    }
  }

  @Test func `everything returns to the system`() throws {
    let requests = RequestAllocator(byteCount: 1000)
    try requests.withRequest { scope in _ = try unsafe scope.allocate(byteCount: 50_000, alignment: 8) }
    let held = requests.heldByteCount
    #expect(held > 50_000 && requests.releaseUnused() == held && requests.heldByteCount == 0)
    #expect(requests.explain().capabilities.contains(.isThreadSafe))
  }

  @Test func `requests are served side by side by tasks`() async throws {
    let requests = RequestAllocator(byteCount: 2048, byteLimit: 1 << 20)
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<64 {
        group.addTask {
          try await requests.withRequest { scope in
            var numbers = try scope.makeArray(of: Int.self, capacity: 1)
            for index in 0..<200 {
              try numbers.append(number &* index, in: scope)
              if index == 100 { await Task.yield() }
            }
            return sum(numbers.span)
          }
        }
      }
      var total = 0
      for try await sum in group { total += sum }
      return total
    }
    #expect(total == 64 * 63 / 2 * 199 * 200 / 2)
  }
}

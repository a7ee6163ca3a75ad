import Allocators
import Testing

@Suite struct TemporaryAllocatorTests {
  private struct Failure: Error {}

  @Test func `values of any size live as long as the call`() throws {
    let (count, last) = try TemporaryAllocator.withScope { scope in
      var numbers = try scope.makeArray(of: Int.self, capacity: 10)
      for number in 0..<50_000 { try numbers.append(number, in: scope) }
      return (numbers.count, numbers[49_999])
    }
    #expect(count == 50_000 && last == 49_999)
  }

  @Test func `a call inside a call has memory of its own`() throws {
    let numbers = try TemporaryAllocator.withScope { outer in
      let box = try outer.make(1)
      let inner = try TemporaryAllocator.withScope { inner in
        let box = try inner.make(2)
        return box.value
      }
      let another = try outer.make(3)
      return [box.value, inner, another.value]
    }
    #expect(numbers == [1, 2, 3])
  }

  @Test func `a thread keeps an arena for the next call, and no more than 64 KiB of it`() throws {
    TemporaryAllocator.releaseUnused()
    #expect(TemporaryAllocator.heldByteCount == 0)
    for _ in 0..<3 {
      TemporaryAllocator.withScope { scope in
        for _ in 0..<100 { _ = unsafe scope.allocateIfPossible(byteCount: 10_000, alignment: 8) }
      }
      let held = TemporaryAllocator.heldByteCount
      #expect(held > 4096 && held < 70_000)
    }
    #expect(TemporaryAllocator.releaseUnused() > 4096)
    #expect(TemporaryAllocator.heldByteCount == 0)
  }

  @Test func `a thread keeps four arenas however deep calls nest`() {
    func nest(_ depth: Int) {
      if depth > 0 { TemporaryAllocator.withScope { _ in nest(depth - 1) } }
    }
    TemporaryAllocator.releaseUnused()
    nest(1)
    let one = TemporaryAllocator.heldByteCount
    nest(20)
    #expect(one > 0 && TemporaryAllocator.heldByteCount == 4 * one)
  }

  @Test func `a limit holds for its call only`() {
    for limit in [0, 100_000, 1_000_000] {
      let byteCount = TemporaryAllocator.withScope(byteLimit: limit) { scope in
        var total = 0
        while let block = unsafe scope.allocateIfPossible(byteCount: 1000, alignment: 8), total < 10_000_000 {
          total += unsafe block.byteCount
        }
        return total
      }
      #expect(byteCount <= limit + 65_536 && byteCount >= limit / 2)
    }
    let succeeds = TemporaryAllocator.withScope {
      unsafe $0.allocateIfPossible(byteCount: 1 << 22, alignment: 8) != nil
    }
    #expect(succeeds)
  }

  @Test func `an error ends the call and its values`() {
    final class Counter { var ended = 0 }
    struct Value: ~Copyable {
      let counter: Counter
      deinit { counter.ended += 1 }
    }
    let counter = Counter()
    #expect(throws: Failure.self) {
      try TemporaryAllocator.withScope { scope in
        _ = try scope.ref(Value(counter: counter))
        throw Failure()
      }
    }
    #expect(counter.ended == 1)
  }

  @Test func `a task keeps its scope across suspensions`() async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<20 {
        group.addTask {
          try await TemporaryAllocator.withScope { scope in
            let box = try scope.make(number)
            await Task.yield()
            let another = try scope.make(100)
            return box.value + another.value
          }
        }
      }
      var sum = 0
      for try await number in group { sum += number }
      #expect(sum == 20 * 100 + 190)
    }
  }
}

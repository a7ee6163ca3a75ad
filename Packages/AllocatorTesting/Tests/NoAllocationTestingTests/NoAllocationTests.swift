import AllocatorTesting
import NoAllocationTesting
import Testing

@inline(never)
private func appendSomething(to list: inout [Int]) { list.append(list.count) }

/// Not optimized, or neither call would be left.
@inline(never)
@_optimize(none)
private func allocateOnce() {
  if let block = unsafe SystemAllocator().allocateIfPossible(byteCount: 100, alignment: 8) {
    unsafe SystemAllocator().deallocate(block)
  }
}

@Suite struct NoAllocationTests {
  @Test(.enabled(if: canObserveAllocations)) func `an array that grows is seen, with who called`() throws {
    let (count, first) = observeAllocations {
      var list: [Int] = []
      appendSomething(to: &list)
      #expect(list.count == 1)
    }
    #expect(count >= 2)
    let text = try #require(first.first).description
    #expect(text.contains("malloc of") && text.contains("appendSomething"), "\(text)")
    #expect(first.contains { $0.function == "free" })
  }

  @Test(.enabled(if: canObserveAllocations)) func `an allocation on the system is seen`() {
    let (count, first) = observeAllocations {
      allocateOnce()
    }
    #expect(count == 2 && first.map(\.function) == ["malloc", "free"], "\(first)")
  }

  @Test func `arithmetic is quiet`() {
    var sum = 0
    expectNoAllocation { for number in 0..<100 { sum &+= number } }
    #expect(sum > 0)
  }

  @Test(.enabled(if: canObserveAllocations)) func `an allocation is an issue of the test`() {
    withKnownIssue {
      expectNoAllocation {
        allocateOnce()
      }
    } matching: { issue in
      issue.comments.contains { $0.rawValue.contains("2 calls of malloc and its kin") }
    }
  }

  @Test func `what the body throws is thrown, and nothing is watched afterwards`() {
    struct Failure: Error {}
    #expect(throws: Failure.self) { try observeAllocations(warmUpCount: 0) { throw Failure() } }
    let (count, _) = observeAllocations {}
    #expect(count == 0)
  }
}

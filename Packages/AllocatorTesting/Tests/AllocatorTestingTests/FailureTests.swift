import AllocatorTesting
import Testing

@Suite struct FailureTests {
  @Test func `a plan refuses by its rule`() {
    func refusals(_ rule: FailureRule) -> [Int] {
      let memory = FailingAllocator(SystemAllocator(), FailurePlan(rule))
      return (1...10).filter { number in
        guard let block = unsafe memory.allocateIfPossible(byteCount: number, alignment: 1) else { return true }
        unsafe memory.deallocate(block)
        return false
      }
    }
    #expect(refusals(.never) == [])
    #expect(refusals(.atCall(4)) == [4])
    #expect(refusals(.fromCall(9)) == [9, 10])
    #expect(refusals(.every(3)) == [3, 6, 9])
    #expect(refusals(.largerThan(byteCount: 8)) == [9, 10])
    #expect(refusals(.percent(100, seed: 1)).count == 10)
    #expect(refusals(.percent(50, seed: 7)) == refusals(.percent(50, seed: 7)))
  }

  @Test func `a failing allocator without failures keeps the laws`() {
    checkAllocator(.ownsBlocks, .growsInPlace) { memory in FailingAllocator(memory, FailurePlan(.never)) }
  }

  @Test func `a body that handles every failure passes`() {
    checkAllAllocationFailures { memory in
      let first = try AllocatedBox(memory.witness(1), allocator: memory)
      let second = try AllocatedBox(memory.witness(2), allocator: memory)
      #expect(first.value.number + second.value.number == 3)
    }
  }

  @Test func `a leak is reported`() {
    let report = examineAllAllocationFailures { memory in
      let first = try unsafe memory.allocate(byteCount: 8, alignment: 8)
      let second = try unsafe memory.allocate(byteCount: 8, alignment: 8)
      unsafe memory.deallocate(first)
      unsafe memory.deallocate(second)
    }
    #expect(report.problems == ["allocation 2 failed: 1 blocks of 8 bytes leaked"])
    #expect(report.runCount == 3)
  }

  @Test func `a swallowed error is reported`() {
    func body(_ memory: TestMemory) { _ = try? AllocatedBox(1, allocator: memory) }
    let report = examineAllAllocationFailures { memory in body(memory) }
    #expect(report.description.contains("allocation 1 failed: the error was swallowed"))
    #expect(examineAllAllocationFailures(mayRecover: true) { memory in body(memory) }.passed)
  }

  @Test func `a lost value is reported`() {
    let report = examineAllAllocationFailures { memory in
      let place = UnsafeMutablePointer<Witness>.allocate(capacity: 1)
      unsafe place.initialize(to: memory.witness())
      let box = try AllocatedBox(1, allocator: memory)
      #expect(box.value == 1)
      unsafe place.deinitialize(count: 1)
      unsafe place.deallocate()
    }
    #expect(report.problems == ["allocation 1 failed: 1 values were lost: never destroyed"])
  }

  @Test func `a write behind the end is reported`() {
    let report = examineAllAllocationFailures { memory in
      let block = try unsafe memory.allocate(byteCount: 8, alignment: 8)
      unsafe block.endAddress.storeBytes(of: 1, as: UInt8.self)
      unsafe memory.deallocate(block)
    }
    #expect(report.description.contains("the byte 1 behind the parent's block of 8 bytes was overwritten"))
  }
}

import AllocatorCore
import Synchronization
import Testing

private final class Requests: Sendable {
  let count = Atomic(0)
}

private struct Counting: Allocator, Sendable {
  let requests: Requests
  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    requests.count.add(1, ordering: .relaxed)
    return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
}

@Suite struct CurrentAllocatorTests {
  @Test func `it is the system unless bound`() throws {
    let requests = Requests()
    let box = try CurrentAllocator.value.makeBox(1)
    try CurrentAllocator.with(Counting(requests: requests)) { _ = try CurrentAllocator.value.makeBox(2) }
    _ = try CurrentAllocator.value.makeBox(3)
    #expect(box.value == 1)
    #expect(requests.count.load(ordering: .relaxed) == 1)
  }

  @Test func `child tasks inherit it`() async throws {
    let requests = Requests()
    try await CurrentAllocator.with(Counting(requests: requests)) {
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<10 { group.addTask { try CurrentAllocator.value.makeBox(number).value } }
        var sum = 0
        for try await number in group { sum += number }
        #expect(sum == 45)
      }
    }
    #expect(requests.count.load(ordering: .relaxed) == 10)
  }

  @Test func `boxes outlive the binding`() throws {
    let requests = Requests()
    let box = try CurrentAllocator.with(Counting(requests: requests)) {
      AllocatedBoxHolder(try CurrentAllocator.value.makeBox("kept"))
    }
    let text = box.text
    #expect(text == "kept")
  }
}

private final class AllocatedBoxHolder {
  private let box: AllocatedBox<String, AnySendableAllocator>
  init(_ box: consuming AllocatedBox<String, AnySendableAllocator>) { self.box = box }
  var text: String { box.value }
}

import Allocators
import Testing

/// A parent that calls back while an arena returns memory to it: a logger of the user's may use the arena.
@Suite struct CallingParentsTests {
  final class Hook {
    var onReturn: (() -> Void)?
  }
  typealias Memory = SharedAllocator<ScopedAllocator<ProxyAllocator<SystemAllocator, FunctionLogger>>>
  typealias Numbers = InlineArray<8, Int>
  final class Kept {
    var box: AllocatedBox<Numbers, Memory>?
    var isAsked = false
    func fill(from memory: Memory) {
      isAsked = true
      box = try? memory.makeBox(Numbers(repeating: 2))
    }
  }

  private func logger(_ hook: Hook) -> ProxyAllocator<SystemAllocator, FunctionLogger> {
    SystemAllocator().logging(to: FunctionLogger { event in if case .deallocated = unsafe event { hook.onReturn?() } })
  }

  @Test func `while an arena with a limit returns spare chunks for a larger one`() throws {
    let (hook, kept) = (Hook(), Kept())
    let memory = try ScopedAllocator(byteCount: 1024, growth: .doubling, byteLimit: 16 << 10, parent: logger(hook))
      .shared()
    let first = try memory.makeBox(Numbers(repeating: 1))
    do { _ = try memory.makeArray(of: UInt8.self, capacity: 3000) }
    hook.onReturn = {
      hook.onReturn = nil
      kept.fill(from: memory)
    }
    do { _ = try memory.makeArray(of: UInt8.self, capacity: 14000) }
    let third = try memory.makeBox(Numbers(repeating: 3))
    #expect(kept.isAsked, "the parent was not called")
    #expect(first.value[0] == 1 && third.value[0] == 3)
    if let value = kept.box?.value[0] { #expect(value == 2) }
  }

  @Test func `while an arena returns a chunk that came out of use`() throws {
    let (hook, kept) = (Hook(), Kept())
    let memory = try ScopedAllocator(byteCount: 256, growth: .doubling, parent: logger(hook)).shared()
    let first = try memory.makeBox(Numbers(repeating: 1))
    do { _ = try memory.makeArray(of: UInt8.self, capacity: 100_000) }
    hook.onReturn = {
      hook.onReturn = nil
      kept.fill(from: memory)
    }
    var turn = 0
    while hook.onReturn != nil && turn < 10_000 {
      let box = try memory.makeBox(7)
      do { _ = try memory.makeArray(of: UInt8.self, capacity: 300) }
      _ = consume box
      turn += 1
    }
    hook.onReturn = nil
    #expect(kept.isAsked, "the parent was not called")
    var boxes = AllocatedArray<AllocatedBox<Numbers, Memory>, SystemAllocator>(allocator: .system)
    for value in 10..<40 { try boxes.append(memory.makeBox(Numbers(repeating: value))) }
    #expect(first.value[0] == 1)
    if let value = kept.box?.value[0] { #expect(value == 2) }
    for index in boxes.indices { #expect(boxes[index].value[0] == 10 + index) }
    boxes.removeAll()
  }

  @Test func `what is returned to an arena meanwhile is counted`() throws {
    let hook = Hook()
    let memory = try ScopedAllocator(byteCount: 1024, growth: .doubling, byteLimit: 16 << 10, parent: logger(hook))
      .shared()
    var dropped: AllocatedBox<Numbers, Memory>? = try memory.makeBox(Numbers(repeating: 1))
    do { _ = try memory.makeArray(of: UInt8.self, capacity: 3000) }
    hook.onReturn = { dropped = nil }
    do { _ = try memory.makeArray(of: UInt8.self, capacity: 14000) }
    let isDropped = dropped == nil
    #expect(isDropped)
    hook.onReturn = nil
    // All has been returned: it begins again at its first byte.
    let allocated = memory.owner.allocatedByteCount
    #expect(allocated == 0)
  }
}

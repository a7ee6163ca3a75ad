import AllocatorLogging
import Testing

/// An allocator that deallocates all at once: what is live is a list of blocks of the system's.
struct ResettableProbe: ResettableAllocator, ~Copyable {
  final class State {
    var live: [UInt: Int] = [:]
    var resetCount = 0
  }
  let state = State()

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: 16) else {
      return nil
    }
    state.live[unsafe UInt(bitPattern: block.address)] = byteCount
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) {
    state.live[unsafe UInt(bitPattern: block.address)] = nil
    unsafe SystemAllocator().deallocate(
      Block(address: block.address, byteCount: block.byteCount, alignment: 16))
  }
  mutating func unsafelyReset() {
    for (address, byteCount) in state.live {
      unsafe SystemAllocator().deallocate(
        Block(address: UnsafeMutableRawPointer(bitPattern: address)!, byteCount: byteCount, alignment: 16))
    }
    state.live = [:]
    state.resetCount += 1
  }
  deinit { precondition(state.live.isEmpty) }
}

@Suite struct ResetTests {
  @Test func `every logger learns of a reset under it, and counts on from there`() throws {
    let leaks = LeakTracker()
    let statistics = AllocationStatistics()
    let profile = AllocationProfile()
    let recorder = TraceRecorder(name: "reset")
    let log = TextLogger(to: "")
    let seen = Counter()
    let function = FunctionLogger { event in
      if case .reset = unsafe event { seen.values.append(1) }
    }
    var memory = ResettableProbe().logging(
      to: leaks.and(statistics).and(profile).and(recorder).and(log).and(function))
    for byteCount in [8, 16, 300] { _ = try unsafe memory.allocate(byteCount: byteCount, alignment: 8) }
    #expect(leaks.liveCount == 3 && statistics.liveByteCount == 324 && profile.liveCount == 3)
    unsafe memory.unsafelyReset()
    #expect(memory.base.state.resetCount == 1 && seen.values == [1] && log.output.hasSuffix("\nreset\n"))
    #expect(leaks.liveCount == 0 && leaks.liveSites.isEmpty && leaks.description == "no block is live")
    #expect(statistics.liveCount == 0 && statistics.liveByteCount == 0 && statistics.peakByteCount == 324)
    #expect(statistics.deallocationCount == 3 && statistics.deallocatedByteCount == 324)
    #expect(
      profile.liveCount == 0 && profile.liveByteCount == 0 && profile.sizeClasses.allSatisfy { $0.liveCount == 0 })

    let block = try unsafe memory.allocate(byteCount: 5, alignment: 8)
    #expect(leaks.liveCount == 1 && statistics.liveByteCount == 5 && profile.liveByteCount == 5)
    #expect(unsafe leaks.liveBlocks[0].serial == 4)
    unsafe memory.deallocate(block)
    #expect(leaks.unknownCount == 0 && leaks.liveCount == 0)
    var trace = ""
    recorder.write(to: &trace)
    #expect(
      trace == "# trace: reset\n324\n3\n8\n1\na 0 8 8\na 1 16 8\na 2 300 8\nf 0\nf 1\nf 2\na 2 5 8\nf 2\n")
  }

  @Test func `a logger of one's own may ignore resets`() throws {
    var memory = ResettableProbe().logging(to: EventCounter())
    _ = try unsafe memory.allocate(byteCount: 8, alignment: 8)
    unsafe memory.unsafelyReset()
    #expect(memory.logger.state.counts == [1, 0, 0, 0, 0])
  }
}

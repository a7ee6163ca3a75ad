import AllocatorNIO
import Allocators
import NIOCore
import NIOPosix
import Testing

/// The bytes that are allocated from the shared general allocator: what it holds, without what is free in it.
func liveByteCount() -> Int {
  GeneralAllocator.shared.releaseUnused()
  func figure(_ name: String, in explanation: Explanation) -> Int? {
    explanation.figures.first { $0.name == name }?.value
      ?? explanation.parts.lazy.compactMap { figure(name, in: $0.explanation) }.first
  }
  let explanation = GeneralAllocator.shared.explain()
  let free = ["small bytes free", "fitted bytes free", "free page bytes"].map { figure($0, in: explanation)! }
  return figure("held bytes", in: explanation)! - free.reduce(0, +)
}

/// The same when only this thread's cache exists, which has its own memory from the allocator.
func liveByteCountAtFirst() -> Int {
  _ = ByteBufferAllocator.general.buffer(capacity: 1)
  return liveByteCount()
}

/// Sends buffers around a ring of event loops: each frees what the one before it allocated.
func passAround(loops: Int, count: Int) throws -> Int {
  let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
  defer { try? group.syncShutdownGracefully() }
  let ring = Array(group.makeIterator())
  @Sendable func pass(_ buffer: ByteBuffer, hop: Int, sum: Int, done: EventLoopPromise<Int>) {
    ring[hop % loops].execute {
      guard hop < count else { return done.succeed(sum) }
      var received = buffer
      let number = received.readInteger(as: Int.self)!
      var next = ByteBufferAllocator.general.buffer(capacity: 8)
      next.writeInteger(hop)
      next.writeRepeatingByte(1, count: 1 << (hop % 18))
      pass(next, hop: hop + 1, sum: sum + number, done: done)
    }
  }
  let sums = (0..<16).map { start in
    let done = ring[0].makePromise(of: Int.self)
    pass(ByteBufferAllocator.general.buffer(integer: -1), hop: start, sum: 0, done: done)
    return done.futureResult
  }
  return try EventLoopFuture.whenAllSucceed(sums, on: ring[0]).wait().reduce(0, +)
}

@Suite struct ServerTests {
  @Test(.timeLimit(.minutes(5)), arguments: Memory.allCases)
  func `an echo server returns every byte`(memory: Memory) throws {
    #expect(try Service.echo.exchange(connections: 8, count: 300, memory: memory) == 2400)
  }

  @Test(.timeLimit(.minutes(5)), arguments: Memory.allCases)
  func `an HTTP server serves each request in an arena`(memory: Memory) throws {
    let requests = RequestAllocator()
    #expect(try Service.http.exchange(connections: 8, count: 50, memory: memory, requests: requests) == 400)
    #expect((1...2).contains(requests.arenaCount), "one for each event loop")
  }

  @Test(.timeLimit(.minutes(5))) func `event loops free each other's buffers`() throws {
    // Each ring sums what it was sent: -1, and the hops from its start to the last but one.
    let count = 1000
    #expect(try passAround(loops: 4, count: count) == (0..<16).reduce(0) { $0 + ($1..<count - 1).reduce(-1, +) })
  }

  @Test(.timeLimit(.minutes(5))) func `nothing is left when event loops freed each other's buffers`() async {
    await #expect(processExitsWith: .success) {
      let before = liveByteCountAtFirst()
      _ = try passAround(loops: 4, count: 1000)
      #expect(liveByteCount() == before)
    }
  }

  @Test(.timeLimit(.minutes(5))) func `nothing is left when an echo server is done`() async {
    await #expect(processExitsWith: .success) {
      let before = liveByteCountAtFirst()
      _ = try Service.echo.exchange(connections: 4, count: 200, memory: .general)
      #expect(liveByteCount() == before)
    }
  }

  @Test(.timeLimit(.minutes(5))) func `nothing is left when an HTTP server is done`() async {
    await #expect(processExitsWith: .success) {
      let before = liveByteCountAtFirst()
      _ = try Service.http.exchange(connections: 4, count: 50, memory: .general)
      #expect(liveByteCount() == before)
    }
  }

  @Test func `the general allocator's books show a buffer that is left`() async {
    await #expect(processExitsWith: .success) {
      let before = liveByteCountAtFirst()
      for byteCount in [16, 1 << 12, 1 << 20] {
        let buffer = ByteBufferAllocator.general.buffer(capacity: byteCount)
        #expect(liveByteCount() >= before + byteCount && buffer.capacity == byteCount)
      }
      #expect(liveByteCount() == before)
    }
  }
}

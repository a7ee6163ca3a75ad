import AllocatorNIO
import Allocators
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

/// Keeps the errors that reach it.
private final class ErrorKeeper: ChannelInboundHandler {
  typealias InboundIn = Never
  var errors: [AllocationError] = []
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? AllocationError { errors.append(error) }
  }
}

/// A channel whose requests are numbers.
private func makeChannel(
  _ requests: RequestAllocator, _ serve: @escaping RequestArenaHandler<Int>.Serving
) throws -> (channel: EmbeddedChannel, keeper: ErrorKeeper) {
  let channel = EmbeddedChannel()
  let keeper = ErrorKeeper()
  try channel.pipeline.syncOperations.addHandler(RequestArenaHandler<Int>(requests, serve: serve))
  try channel.pipeline.syncOperations.addHandler(keeper)
  return (channel, keeper)
}

/// Counts how often it is destroyed.
private struct Counted: ~Copyable {
  let count: () -> Void
  deinit { count() }
}

/// Reports when the last reference to it is gone.
private final class Token {
  private let end: () -> Void
  init(_ end: @escaping () -> Void) { self.end = end }
  deinit { end() }
}

@Suite struct RequestArenaHandlerTests {
  @Test func `requests that follow each other share an arena, which is empty for each`() throws {
    let requests = RequestAllocator()
    var sizes: [Int] = []
    let (channel, _) = try makeChannel(requests) { request, context, scope in
      sizes.append(scope.allocatedByteCount)
      let numbers = try scope.makeArray(of: Int.self, capacity: request)
      context.write(NIOAny(numbers.capacity), promise: nil)
      context.flush()
    }
    for request in 1...100 {
      try channel.writeInbound(request)
      #expect(try channel.readOutbound(as: Int.self)! >= request)
    }
    #expect(sizes == Array(repeating: 0, count: 100) && requests.arenaCount == 1)
    _ = try channel.finish()
  }

  @Test func `values of a request are destroyed before the next is read`() throws {
    var log: [String] = []
    let (channel, _) = try makeChannel(RequestAllocator()) { request, _, scope in
      log.append("serves \(request)")
      let box = try scope.make(Counted { log.append("destroys \(request)") })
      _ = box
    }
    try channel.writeInbound(1)
    try channel.writeInbound(2)
    #expect(log == ["serves 1", "destroys 1", "serves 2", "destroys 2"])
    _ = try channel.finish()
  }

  @Test func `an error reaches the next handler, and the arena serves the next request`() throws {
    let requests = RequestAllocator()
    let (channel, keeper) = try makeChannel(requests) { request, context, scope in
      let numbers = try scope.makeArray(of: Int.self, capacity: 10)
      if request == 0 { throw AllocationError.unsupportedAlignment }
      context.writeAndFlush(NIOAny(numbers.capacity), promise: nil)
    }
    try channel.writeInbound(0)
    #expect(keeper.errors == [.unsupportedAlignment])
    #expect(try channel.readOutbound(as: Int.self) == nil)
    try channel.writeInbound(1)
    #expect(try channel.readOutbound(as: Int.self) != nil && requests.arenaCount == 1)
    _ = try channel.finish()
  }

  @Test func `a request beyond its limit is refused, and others are served`() throws {
    let (channel, keeper) = try makeChannel(RequestAllocator(byteLimit: 1 << 16)) { request, context, scope in
      let bytes = try scope.makeArray(of: UInt8.self, capacity: request)
      context.writeAndFlush(NIOAny(bytes.capacity), promise: nil)
    }
    for request in [1 << 10, 1 << 20, 1 << 12] { try channel.writeInbound(request) }
    #expect(keeper.errors == [.outOfMemory])
    #expect(try channel.readOutbound(as: Int.self)! >= 1 << 10)
    #expect(try channel.readOutbound(as: Int.self)! >= 1 << 12)
    #expect(try channel.readOutbound(as: Int.self) == nil)
    _ = try channel.finish()
  }

  @Test func `a request that sets off another has an arena of its own`() throws {
    let requests = RequestAllocator()
    let (channel, _) = try makeChannel(requests) { request, context, scope in
      var numbers = try scope.makeArray(of: Int.self, capacity: 100)
      for _ in 0..<100 { numbers.appendWithinCapacity(request) }
      if request > 0 { context.pipeline.fireChannelRead(request - 1) }
      var isIntact = true
      numbers.forEach { isIntact = isIntact && $0 == request }
      context.writeAndFlush(NIOAny(isIntact ? request : -1), promise: nil)
    }
    try channel.writeInbound(3)
    for request in 0...3 { #expect(try channel.readOutbound(as: Int.self) == request) }
    #expect(requests.arenaCount == 4)
    _ = try channel.finish()
  }

  @Test func `a request that waits for other event loops keeps its arena`() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let loops = Array(group.makeIterator())
    let requests = RequestAllocator()
    let sums = try await withThrowingTaskGroup(of: Int.self) { tasks in
      for number in 0..<12 {
        tasks.addTask {
          try await requests.withRequest { scope in
            var numbers = try scope.makeArray(of: Int.self, capacity: 300)
            for hop in 0..<300 {
              numbers.appendWithinCapacity(try await loops[hop % 3].submit { number + hop }.get())
            }
            var sum = 0
            numbers.forEach { sum += $0 }
            return sum
          }
        }
      }
      return try await tasks.reduce(0, +)
    }
    #expect(sums == (0..<12).reduce(0) { $0 + 300 * $1 + 300 * 299 / 2 })
    #expect((1...12).contains(requests.arenaCount))
    try await group.shutdownGracefully()
  }

  @Test(arguments: [0, 1, 10]) func `a handler ends once, with its channel or when it is removed`(
    requestCount: Int
  ) throws {
    for isRemoved in [false, true] {
      var ends = 0
      let requests = RequestAllocator()
      weak var handler: RequestArenaHandler<Int>?
      do {
        let channel = EmbeddedChannel()
        let token = Token { ends += 1 }
        let made = RequestArenaHandler<Int>(requests) { request, _, scope in
          let box = try scope.make(request)
          withExtendedLifetime(token) { #expect(box.value == request) }
        }
        handler = made
        try channel.pipeline.syncOperations.addHandler(made)
        for request in 0..<requestCount { try channel.writeInbound(request) }
        #expect(ends == 0 && requests.arenaCount == min(1, requestCount))
        if isRemoved { try channel.pipeline.syncOperations.removeHandler(made).wait() }
        _ = try channel.finish()
      }
      #expect(ends == 1 && handler == nil)
    }
  }
}

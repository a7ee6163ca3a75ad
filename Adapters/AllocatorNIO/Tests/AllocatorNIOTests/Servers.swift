import AllocatorNIO
import Allocators
import NIOCore
import NIOHTTP1
import NIOPosix

/// Which allocator a server's channels have.
enum Memory: String, CaseIterable, Sendable {
  case general, system
  var allocator: ByteBufferAllocator { self == .general ? .general : ByteBufferAllocator() }
}

/// Sends back what it receives, from a buffer of the channel's allocator.
final class EchoHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var received = unwrapInboundIn(data)
    var copy = context.channel.allocator.buffer(capacity: received.readableBytes)
    copy.writeBuffer(&received)
    context.write(NIOAny(copy), promise: nil)
  }
  func channelReadComplete(context: ChannelHandlerContext) { context.flush() }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Sends messages of bytes that grow, each when the one before has come back, and then closes.
final class EchoClient: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let count: Int
  private let done: EventLoopPromise<Int>
  private var sent = 0
  private var awaited = ByteBuffer()

  init(count: Int, done: EventLoopPromise<Int>) {
    self.count = count
    self.done = done
  }

  func channelActive(context: ChannelHandlerContext) { send(context) }

  private func send(_ context: ChannelHandlerContext) {
    guard sent < count else {
      done.succeed(sent)
      return context.close(promise: nil)
    }
    sent += 1
    awaited = context.channel.allocator.buffer(repeating: UInt8(truncatingIfNeeded: sent), count: sent * sent % 100_000)
    context.writeAndFlush(NIOAny(awaited), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let received = unwrapInboundIn(data)
    guard let expected = awaited.readSlice(length: received.readableBytes), expected == received else {
      return errorCaught(context: context, error: ChannelError.inputClosed)
    }
    if awaited.readableBytes == 0 { send(context) }
  }

  func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    done.fail(error)
    context.close(promise: nil)
  }
}

/// Posts bodies, each when the response to the one before is there, and expects them backwards.
final class HTTPClient: ChannelInboundHandler {
  typealias InboundIn = NIOHTTPClientResponseFull
  private let count: Int
  private let done: EventLoopPromise<Int>
  private var sent = 0
  private var body: [UInt8] = []

  init(count: Int, done: EventLoopPromise<Int>) {
    self.count = count
    self.done = done
  }

  func channelActive(context: ChannelHandlerContext) { send(context) }

  private func send(_ context: ChannelHandlerContext) {
    guard sent < count else {
      done.succeed(sent)
      return context.close(promise: nil)
    }
    sent += 1
    body = (0..<sent * 37 % 700 + 1).map { UInt8(truncatingIfNeeded: $0 &* sent) }
    var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")
    head.headers.add(name: "content-length", value: "\(body.count)")
    context.write(NIOAny(HTTPClientRequestPart.head(head)), promise: nil)
    context.write(
      NIOAny(HTTPClientRequestPart.body(.byteBuffer(context.channel.allocator.buffer(bytes: body)))), promise: nil)
    context.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let response = unwrapInboundIn(data)
    guard response.head.status == .ok, response.body?.readableBytesView.elementsEqual(body.reversed()) == true else {
      return errorCaught(context: context, error: ChannelError.inputClosed)
    }
    send(context)
  }

  func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    done.fail(error)
    context.close(promise: nil)
  }
}

/// Answers a request with its body backwards, which it turns around in the request's arena.
func answerBackwards(
  _ request: NIOHTTPServerRequestFull, _ context: ChannelHandlerContext, _ scope: inout Scope
) throws {
  var bytes = try scope.makeArray(of: UInt8.self, capacity: request.body?.readableBytes ?? 0)
  for byte in (request.body?.readableBytesView ?? ByteBufferView()).reversed() { bytes.appendWithinCapacity(byte) }
  var body = context.channel.allocator.buffer(capacity: bytes.count)
  unsafe body.writeBytes(bytes.span.bytes)
  let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "\(bytes.count)"])
  context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
  context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(body))), promise: nil)
  context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: nil)
}

/// What is spoken on loopback.
enum Service: String, CaseIterable, Sendable {
  case echo, http

  func configureServer(_ channel: any Channel, _ requests: RequestAllocator) throws {
    let pipeline = channel.pipeline.syncOperations
    switch self {
    case .echo: try pipeline.addHandler(EchoHandler())
    case .http:
      try pipeline.configureHTTPServerPipeline()
      try pipeline.addHandler(NIOHTTPServerRequestAggregator(maxContentLength: 1 << 20))
      try pipeline.addHandler(
        RequestArenaHandler<NIOHTTPServerRequestFull>(requests) { try answerBackwards($0, $1, &$2) })
    }
  }

  func configureClient(_ channel: any Channel, count: Int, done: EventLoopPromise<Int>) throws {
    let pipeline = channel.pipeline.syncOperations
    switch self {
    case .echo: try pipeline.addHandler(EchoClient(count: count, done: done))
    case .http:
      try pipeline.addHTTPClientHandlers()
      try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: 1 << 20))
      try pipeline.addHandler(HTTPClient(count: count, done: done))
    }
  }

  /// Serves `connections` clients on 127.0.0.1, each `count` requests, and stops all threads that took part.
  ///
  /// - Returns: The requests that were served.
  func exchange(
    connections: Int, count: Int, memory: Memory, requests: RequestAllocator = RequestAllocator()
  ) throws -> Int {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    defer { try? group.syncShutdownGracefully() }
    let server = try ServerBootstrap(group: group)
      .childChannelOption(.allocator, value: memory.allocator)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try configureServer(channel, requests) }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    let clients = (0..<connections).map { _ in
      let done = group.next().makePromise(of: Int.self)
      ClientBootstrap(group: group)
        .channelOption(.allocator, value: memory.allocator)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try configureClient(channel, count: count, done: done) }
        }
        .connect(to: server.localAddress!).whenFailure { done.fail($0) }
      return done.futureResult
    }
    let served = try EventLoopFuture.whenAllSucceed(clients, on: group.next()).wait().reduce(0, +)
    try server.close().wait()
    return served
  }
}

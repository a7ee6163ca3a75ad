import AllocatorNIO
import Allocators
import NIOCore
import NIOHTTP1
import NIOPosix

/// Where the buffers of a server's channels come from.
enum Memory: String, Sendable {
  case system, general
}

/// What is spoken.
enum Service: String, Sendable {
  case echo, http
}

/// Sends back what it receives, in a buffer of the channel's allocator.
private final class EchoHandler: ChannelInboundHandler {
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

private func respond(_ context: ChannelHandlerContext, _ body: ByteBuffer) {
  let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "\(body.readableBytes)"])
  context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
  context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(body))), promise: nil)
  context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: nil)
}

/// The lengths of the words of a request.
private struct Lengths: Sequence, IteratorProtocol {
  private var text: ByteBufferView.Iterator

  init(of request: NIOHTTPServerRequestFull) {
    text = (request.body?.readableBytesView ?? ByteBufferView()).makeIterator()
  }

  mutating func next() -> UInt8? {
    var length = 0
    while let byte = text.next() {
      if byte != 32 { length += 1 } else if length > 0 { break }
    }
    return length > 0 ? UInt8(truncatingIfNeeded: length) : nil
  }
}

/// Answers with the lengths of a request's words, which it gathers in an array of the standard library.
private final class LengthsHandler: ChannelInboundHandler {
  typealias InboundIn = NIOHTTPServerRequestFull

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var lengths: [UInt8] = []
    for length in Lengths(of: unwrapInboundIn(data)) { lengths.append(length) }
    var body = context.channel.allocator.buffer(capacity: lengths.count)
    body.writeBytes(lengths)
    respond(context, body)
  }
}

/// The same in the request's arena.
private func answerLengths(
  _ request: NIOHTTPServerRequestFull, _ context: ChannelHandlerContext, _ scope: inout Scope
) throws {
  var lengths = try scope.makeArray(of: UInt8.self)
  for length in Lengths(of: request) { try lengths.append(length, in: scope) }
  var body = context.channel.allocator.buffer(capacity: lengths.count)
  lengths.span.withUnsafeBytes { _ = body.writeBytes($0) }
  respond(context, body)
}

/// Starts a server with one event loop; it runs until the program ends.
func serve(_ service: Service, _ memory: Memory) async throws -> Int? {
  let requests = RequestAllocator(byteLimit: 1 << 20, totalByteLimit: 64 << 20)
  let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
    .serverChannelOption(.backlog, value: 256)
    .childChannelOption(.allocator, value: memory == .general ? .general : ByteBufferAllocator())
    .childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        guard service == .http else { return try pipeline.addHandler(EchoHandler()) }
        try pipeline.configureHTTPServerPipeline()
        try pipeline.addHandler(NIOHTTPServerRequestAggregator(maxContentLength: 1 << 20))
        if memory == .system { return try pipeline.addHandler(LengthsHandler()) }
        try pipeline.addHandler(
          RequestArenaHandler<NIOHTTPServerRequestFull>(requests) { try answerLengths($0, $1, &$2) })
      }
    }
    .bind(host: "127.0.0.1", port: 0).get()
  return channel.localAddress?.port
}

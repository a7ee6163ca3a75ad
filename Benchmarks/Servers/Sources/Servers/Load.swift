import NIOCore
import NIOHTTP1
import NIOPosix

/// 4 KiB of words.
private let text = ByteBuffer(repeating: Array("a request has some words in it ".utf8), upTo: 4096)

extension ByteBuffer {
  fileprivate init(repeating bytes: [UInt8], upTo byteCount: Int) {
    self.init()
    while readableBytes < byteCount { writeBytes(bytes.prefix(byteCount - readableBytes)) }
  }
}

/// Sends a message, each when the one before has come back.
private final class EchoClient: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private var left: Int
  private var awaited = 0
  private let done: EventLoopPromise<Void>

  init(_ count: Int, _ done: EventLoopPromise<Void>) { (left, self.done) = (count, done) }

  func channelActive(context: ChannelHandlerContext) { send(context) }

  private func send(_ context: ChannelHandlerContext) {
    guard left > 0 else {
      done.succeed()
      return context.close(promise: nil)
    }
    left -= 1
    awaited = text.readableBytes
    context.writeAndFlush(NIOAny(text), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    awaited -= unwrapInboundIn(data).readableBytes
    if awaited == 0 { send(context) }
  }
  func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    done.fail(error)
    context.close(promise: nil)
  }
}

/// Posts a body, each when the response to the one before is there.
private final class HTTPClient: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  private var left: Int
  private let done: EventLoopPromise<Void>

  init(_ count: Int, _ done: EventLoopPromise<Void>) { (left, self.done) = (count, done) }

  func channelActive(context: ChannelHandlerContext) { send(context) }

  private func send(_ context: ChannelHandlerContext) {
    guard left > 0 else {
      done.succeed()
      return context.close(promise: nil)
    }
    left -= 1
    let headers: HTTPHeaders = ["host": "localhost", "content-length": "\(text.readableBytes)"]
    let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/", headers: headers)
    context.write(NIOAny(HTTPClientRequestPart.head(head)), promise: nil)
    context.write(NIOAny(HTTPClientRequestPart.body(.byteBuffer(text))), promise: nil)
    context.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head) where head.status != .ok: errorCaught(context: context, error: ChannelError.inputClosed)
    case .end: send(context)
    default: break
    }
  }
  func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    done.fail(error)
    context.close(promise: nil)
  }
}

/// Sends `requests` requests over `connections` connections of 127.0.0.1, one at a time on each.
func load(_ service: Service, port: Int, connections: Int, requests: Int) async throws {
  let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  let clients = (0..<connections).map { index in
    let done = group.next().makePromise(of: Void.self)
    let count = requests / connections + (index < requests % connections ? 1 : 0)
    ClientBootstrap(group: group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          switch service {
          case .echo: try pipeline.addHandler(EchoClient(count, done))
          case .http:
            try pipeline.addHTTPClientHandlers()
            try pipeline.addHandler(HTTPClient(count, done))
          }
        }
      }
      .connect(host: "127.0.0.1", port: port).whenFailure { done.fail($0) }
    return done.futureResult
  }
  try await EventLoopFuture.andAllSucceed(clients, on: group.next()).get()
}

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

/// Asks for one page, and keeps what comes back.
private final class Asking: ChannelInboundHandler {
  typealias InboundIn = NIOHTTPClientResponseFull
  let done: EventLoopPromise<String>
  init(_ done: EventLoopPromise<String>) { self.done = done }
  func channelActive(context: ChannelHandlerContext) {
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/users/42/posts")
    context.write(NIOAny(HTTPClientRequestPart.head(head)), promise: nil)
    context.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
  }
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    done.succeed(unwrapInboundIn(data).body.map { String(buffer: $0) } ?? "")
    context.close(promise: nil)
  }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { done.fail(error) }
  func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
}

@Suite struct ReadmeTests {
  @Test func `the README's example is the one that is compiled here`() throws {
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let readme = try String(contentsOf: here.appending(path: "../../README.md"), encoding: .utf8)
    let example = try String(contentsOf: here.appending(path: "ReadmeExample.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n" + example + "```\n"))
  }

  @Test(.timeLimit(.minutes(5))) func `the README's server serves`() throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { try? group.syncShutdownGracefully() }
    let server = try startServer(group)
    let done = group.next().makePromise(of: String.self)
    ClientBootstrap(group: group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: 1 << 16))
          try channel.pipeline.syncOperations.addHandler(Asking(done))
        }
      }
      .connect(to: server.localAddress!).whenFailure { done.fail($0) }
    #expect(try done.futureResult.wait() == "5\n2\n5\n")
    try server.close().wait()
  }
}

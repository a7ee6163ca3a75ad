import AllocatorNIO
import Hummingbird
import Logging
import NIOCore
import NIOPosix

/// Gives the channel that it is added to the general allocator.
private final class AllocatorHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  func handlerAdded(context: ChannelHandlerContext) {
    try? context.channel.syncOptions?.setOption(.allocator, value: .general)
  }
}

/// Serves until the input ends; the response to a body is the body.
func serveHummingbird(_ memory: Memory) async throws {
  let router = Router()
  router.post("/") { request, _ in
    let body = try await request.body.collect(upTo: 1 << 20)
    return Response(status: .ok, body: .init(byteBuffer: body))
  }
  var logger = Logger(label: "servers")
  logger.logLevel = .error
  let handlers: @Sendable () -> [any RemovableChannelHandler] = { memory == .general ? [AllocatorHandler()] : [] }
  let application = Application(
    router: router, server: .http1(configuration: .init(additionalChannelHandlers: handlers())),
    configuration: .init(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in
      let port = channel.localAddress?.port
      Task.detached { await announce(port) }
    },
    eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: logger)
  try await application.run()
}

import AllocatorNIO
import Allocators
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves HTTP on a free port of 127.0.0.1.
func startServer(_ group: MultiThreadedEventLoopGroup) throws -> any Channel {
  let requests = RequestAllocator(byteLimit: 1 << 20, totalByteLimit: 64 << 20)
  return try ServerBootstrap(group: group)
    .childChannelOption(.allocator, value: .general)  // buffers from the general allocator
    .childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline()
        try pipeline.addHandler(NIOHTTPServerRequestAggregator(maxContentLength: 1 << 16))
        try pipeline.addHandler(
          RequestArenaHandler<NIOHTTPServerRequestFull>(requests) { request, context, scope in
            var lengths = try scope.makeArray(of: Int.self)  // in this request's arena
            for part in request.head.uri.split(separator: "/") { try lengths.append(part.utf8.count, in: scope) }
            var body = context.channel.allocator.buffer(capacity: 64)
            lengths.forEach { body.writeString("\($0)\n") }
            let head = HTTPResponseHead(
              version: .http1_1, status: .ok, headers: ["content-length": "\(body.readableBytes)"])
            context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
            context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: nil)
          })
      }
    }
    .bind(host: "127.0.0.1", port: 0).wait()
}

public import Allocators
public import NIOCore

/// A channel handler that serves each request with an arena of its own.
///
/// Choose it as the last handler of a server's pipeline, where a request arrives as one message, and what it is served
/// with can be thrown away when the response is written. Before it stands what makes messages: a decoder, or
/// `NIOHTTPServerRequestAggregator` for HTTP.
///
/// ```swift
/// let requests = RequestAllocator(byteLimit: 1 << 20, totalByteLimit: 64 << 20)
/// …
/// try channel.pipeline.syncOperations.addHandler(
///   RequestArenaHandler<ByteBuffer>(requests) { request, context, scope in
///     var numbers = try scope.makeArray(of: UInt8.self, capacity: request.readableBytes)
///     …
///   })
/// ```
///
/// All channels, of all event loops, share one `RequestAllocator`, which leases an arena when a request arrives. Its
/// scope closes before the next request of the channel is read, whether it was served or an error was thrown, so no
/// arena crosses event loops while it is in use. One request may set off another on the same loop: it has another arena.
/// Code that waits calls `RequestAllocator.withRequest` itself, in the task that serves the request.
///
/// It **costs** two locks for each request, and what `RequestAllocator` costs. An error that is thrown, such as
/// `AllocationError.outOfMemory` when a limit is reached, goes to the next handler's `errorCaught`.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public final class RequestArenaHandler<Request>: ChannelInboundHandler, RemovableChannelHandler {
  public typealias InboundIn = Request

  /// Serves a request: writes the response to the context. It must not replace the scope.
  public typealias Serving = (_ request: Request, _ context: ChannelHandlerContext, _ scope: inout Scope) throws -> Void

  private let requests: RequestAllocator
  private let serve: Serving

  /// A handler for one channel.
  ///
  /// - Parameters:
  ///   - requests: Where arenas are leased from.
  ///   - serve: Is called on the channel's event loop.
  public init(_ requests: RequestAllocator, serve: @escaping Serving) {
    self.requests = requests
    self.serve = serve
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let request = unwrapInboundIn(data)
    do {
      try requests.withRequest { scope in try serve(request, context, &scope) }
    } catch {
      context.fireErrorCaught(error)
    }
  }
}

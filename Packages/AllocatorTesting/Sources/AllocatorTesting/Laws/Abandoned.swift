#if os(Linux) && !hasFeature(Embedded)
  internal import Synchronization

  /// The addresses of what is kept alive for ever, so that a leak checker sees that it was meant to be.
  private let abandoned = Mutex<[UInt]>([])
#endif

/// Never ends an allocator that broke a law, nor the memory that it draws on: it may not survive that, and the report
/// would be lost.
func abandon<Object: AnyObject>(_ object: Object) {
  let address = unsafe UInt(bitPattern: Unmanaged.passRetained(object).toOpaque())
  #if os(Linux) && !hasFeature(Embedded)
    abandoned.withLock { $0.append(address) }
  #else
    _ = address
  #endif
}

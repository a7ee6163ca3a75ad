@_exported public import AllocatorLogging
public import CoreMetrics

/// A logger of allocations that keeps counters and gauges of swift-metrics.
///
/// | metric | kind | what it says |
/// |---|---|---|
/// | `<label>_allocations_total`, `<label>_deallocations_total`, `<label>_reallocations_total` | counter | calls |
/// | `<label>_failures_total` | counter | requests that were refused |
/// | `<label>_resets_total` | counter | resets |
/// | `<label>_allocated_bytes_total` | counter | bytes, by allocation and by growth |
/// | `<label>_live_blocks`, `<label>_live_bytes` | gauge | what is live now |
///
/// An event costs what the backend's counters cost, three or four of them. It is a handle, and not thread-safe: what is
/// live is counted here. Put the lock outside: `LockedAllocator(pool.logging(to: metrics))`.
public struct SwiftMetricsLogger: ProxyLogger {
  private final class Storage {
    let allocations: Counter
    let deallocations: Counter
    let reallocations: Counter
    let failures: Counter
    let resets: Counter
    let allocatedBytes: Counter
    let liveBlocks: Gauge
    let liveBytes: Gauge
    var liveCount = 0
    var liveByteCount = 0

    init(label: String, dimensions: [(String, String)], factory: any MetricsFactory) {
      func counter(_ name: String) -> Counter {
        Counter(label: "\(label)_\(name)_total", dimensions: dimensions, factory: factory)
      }
      allocations = counter("allocations")
      deallocations = counter("deallocations")
      reallocations = counter("reallocations")
      failures = counter("failures")
      resets = counter("resets")
      allocatedBytes = counter("allocated_bytes")
      liveBlocks = Gauge(label: "\(label)_live_blocks", dimensions: dimensions, factory: factory)
      liveBytes = Gauge(label: "\(label)_live_bytes", dimensions: dimensions, factory: factory)
    }

    func change(blocks: Int, bytes: Int) {
      liveCount += blocks
      liveByteCount += bytes
      if blocks != 0 { liveBlocks.record(liveCount) }
      if bytes != 0 { liveBytes.record(liveByteCount) }
      if bytes > 0 { allocatedBytes.increment(by: bytes) }
    }
  }

  private let storage: Storage

  /// Makes the metrics.
  ///
  /// - Parameters:
  ///   - label: What their names begin with.
  ///   - dimensions: Their dimensions, such as the pool's name.
  ///   - factory: The backend; by default that of the process.
  public init(label: String, dimensions: [(String, String)] = [], factory: any MetricsFactory = MetricsSystem.factory) {
    storage = Storage(label: label, dimensions: dimensions, factory: factory)
  }

  public borrowing func didAllocate(_ block: Block) {
    storage.allocations.increment()
    unsafe storage.change(blocks: 1, bytes: block.byteCount)
  }

  public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) { storage.failures.increment() }

  public borrowing func willDeallocate(_ block: Block) {
    storage.deallocations.increment()
    unsafe storage.change(blocks: -1, bytes: -block.byteCount)
  }

  public borrowing func didReallocate(_ old: Block, to new: Block) {
    storage.reallocations.increment()
    unsafe storage.change(blocks: 0, bytes: new.byteCount - old.byteCount)
  }

  public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) { storage.failures.increment() }

  public borrowing func didReset() {
    storage.resets.increment()
    storage.change(blocks: -storage.liveCount, bytes: -storage.liveByteCount)
  }

  public borrowing func figures() -> [(name: String, value: Int)] {
    [("live blocks", storage.liveCount), ("live bytes", storage.liveByteCount)]
  }
}

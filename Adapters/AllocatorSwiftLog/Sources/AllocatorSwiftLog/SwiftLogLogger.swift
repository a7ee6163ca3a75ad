@_exported public import AllocatorLogging
public import Logging

/// A logger of allocations that writes to swift-log.
///
/// Refused requests and resets are logged at `failureLevel`, everything else at `level`; sizes, alignments and addresses
/// are metadata, so that a backend can filter and sum them. Where the `Logger`'s own level is above both, an event costs
/// a comparison.
///
/// ```swift
/// let memory = pool.logging(to: SwiftLogLogger(Logger(label: "com.example.pool")))
/// ```
///
/// The backend must not allocate through the allocator that it watches.
public struct SwiftLogLogger: ProxyLogger, Sendable {
  private let logger: Logger
  private let level: Logger.Level
  private let failureLevel: Logger.Level

  /// Writes to `logger`.
  ///
  /// - Parameters:
  ///   - level: The level of allocations, reallocations and deallocations.
  ///   - failureLevel: The level of refused requests and of resets.
  public init(_ logger: Logger, level: Logger.Level = .trace, failureLevel: Logger.Level = .warning) {
    self.logger = logger
    self.level = level
    self.failureLevel = failureLevel
  }

  public borrowing func didAllocate(_ block: Block) {
    unsafe logger.log(level: level, "allocated", metadata: Self.metadata(block))
  }

  public borrowing func didAllocateZeroed(_ block: Block) {
    unsafe logger.log(level: level, "allocated zeroed", metadata: Self.metadata(block))
  }

  public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {
    logger.log(
      level: failureLevel, "failed to allocate",
      metadata: ["byteCount": .stringConvertible(byteCount), "alignment": .stringConvertible(alignment)])
  }

  public borrowing func willDeallocate(_ block: Block) {
    unsafe logger.log(level: level, "deallocated", metadata: Self.metadata(block))
  }

  public borrowing func didReallocate(_ old: Block, to new: Block) {
    unsafe logger.log(
      level: level, "reallocated",
      metadata: Self.metadata(new).merging(["oldByteCount": .stringConvertible(old.byteCount)]) { $1 })
  }

  public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {
    unsafe logger.log(
      level: failureLevel, "failed to reallocate",
      metadata: Self.metadata(block).merging(["newByteCount": .stringConvertible(byteCount)]) { $1 })
  }

  public borrowing func didReset() { logger.log(level: failureLevel, "reset") }

  /// swift-log's handlers are.
  public static var isThreadSafe: Bool { true }

  private static func metadata(_ block: Block) -> Logger.Metadata {
    unsafe [
      "address": .string("0x" + String(UInt(bitPattern: block.address), radix: 16)),
      "byteCount": .stringConvertible(block.byteCount), "alignment": .stringConvertible(block.alignment),
    ]
  }
}

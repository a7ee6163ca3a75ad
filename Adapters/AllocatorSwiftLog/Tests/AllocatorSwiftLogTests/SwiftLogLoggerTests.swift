import AllocatorSwiftLog
import Logging
import Synchronization
import Testing

/// A backend that keeps what it gets.
final class Kept: Sendable {
  struct Line {
    var level: Logger.Level
    var message: String
    var metadata: Logger.Metadata
  }
  let lines = Mutex<[Line]>([])
}

struct KeepingHandler: LogHandler {
  let kept: Kept
  var logLevel = Logger.Level.trace
  var metadata: Logger.Metadata = [:]

  init(kept: Kept) { self.kept = kept }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    kept.lines.withLock {
      $0.append(.init(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:]))
    }
  }
}

@Suite struct SwiftLogLoggerTests {
  @Test func `a backend receives every event, with sizes as metadata`() throws {
    let kept = Kept()
    let logger = Logger(label: "test") { _ in KeepingHandler(kept: kept) }
    let memory = SystemAllocator().logging(to: SwiftLogLogger(logger))
    var block = try unsafe memory.allocate(byteCount: 24, alignment: 16)
    try unsafe memory.reallocate(&block, byteCount: 100)
    unsafe memory.deallocate(block)
    #expect(unsafe memory.allocateIfPossible(byteCount: .max, alignment: 8) == nil)
    unsafe memory.deallocate(try memory.allocateZeroed(byteCount: 8, alignment: 8))
    memory.logger.didReset()
    let lines = kept.lines.withLock { $0 }
    #expect(
      lines.map(\.message) == [
        "allocated", "reallocated", "deallocated", "failed to allocate", "allocated zeroed", "deallocated", "reset",
      ])
    #expect(lines.map(\.level) == [.trace, .trace, .trace, .warning, .trace, .trace, .warning])
    #expect(lines[0].metadata["byteCount"] == .stringConvertible(24) && lines[0].metadata["address"] != nil)
    #expect(lines[1].metadata["oldByteCount"] == .stringConvertible(24))
    #expect(lines[1].metadata["byteCount"] == .stringConvertible(100))
    #expect(lines[3].metadata["alignment"] == .stringConvertible(8))
  }

  @Test func `what is below the logger's level is not logged`() throws {
    let kept = Kept()
    var logger = Logger(label: "test") { _ in KeepingHandler(kept: kept) }
    logger.logLevel = .info
    let memory = SystemAllocator().logging(to: SwiftLogLogger(logger, failureLevel: .error))
    unsafe memory.deallocate(try memory.allocate(byteCount: 8, alignment: 8))
    #expect(unsafe memory.allocateIfPossible(byteCount: .max, alignment: 8) == nil)
    #expect(kept.lines.withLock { $0 }.map(\.level) == [.error])
  }
}

#if !hasFeature(Embedded)
  /// A logger that writes a line for every event to a text stream.
  ///
  /// It is a handle: copies of it write to the same stream, which can be read by ``output`` at any time. A line costs a
  /// few allocations of Swift's own, so that it is for looking, not for measuring.
  ///
  /// ```swift
  /// let log = TextLogger(to: "", prefix: "pool: ")
  /// let memory = pool.logging(to: log)
  /// …
  /// print(log.output)
  /// ```
  ///
  /// Each event is O(length of its line), and what the stream takes to write it, unless it says otherwise.
  public struct TextLogger<Output: TextOutputStream>: ProxyLogger {
    private final class Storage {
      var output: Output
      init(_ output: Output) { self.output = output }
    }

    private let storage: Storage
    private let prefix: String

    /// Writes to `output`, every line beginning with `prefix`.
    ///
    /// - Complexity: O(1).
    public init(to output: Output, prefix: String = "") {
      storage = Storage(output)
      self.prefix = prefix
    }

    /// The stream, with what was written to it.
    public var output: Output { storage.output }

    private func write(_ event: AllocationEvent) {
      unsafe print(prefix + event.description, to: &storage.output)
    }

    public borrowing func didAllocate(_ block: Block) { unsafe write(.allocated(block, isZeroed: false)) }
    public borrowing func didAllocateZeroed(_ block: Block) { unsafe write(.allocated(block, isZeroed: true)) }
    public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {
      unsafe write(.allocationFailed(byteCount: byteCount, alignment: alignment))
    }
    public borrowing func willDeallocate(_ block: Block) { unsafe write(.deallocated(block)) }
    public borrowing func didReallocate(_ old: Block, to new: Block) { unsafe write(.reallocated(old, to: new)) }
    public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {
      unsafe write(.reallocationFailed(block, byteCount: byteCount))
    }
    public borrowing func didReset() { unsafe write(.reset) }
  }
#endif

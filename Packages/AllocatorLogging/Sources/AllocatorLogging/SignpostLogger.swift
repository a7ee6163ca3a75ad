#if canImport(os) && !hasFeature(Embedded)
  public import os

  /// A logger that emits a signpost for every event, to be seen in Instruments beside everything else that happens.
  ///
  /// It keeps nothing. An event costs what a signpost costs: next to nothing while nobody records.
  ///
  /// ```swift
  /// let memory = arena.logging(to: SignpostLogger(OSSignposter(subsystem: "com.example.game", category: "memory")))
  /// ```
  ///
  /// Each event is O(1) and one signpost unless it says otherwise.
  @available(macOS 12, iOS 15, watchOS 8, tvOS 15, *)
  public struct SignpostLogger: ProxyLogger, Sendable {
    private let signposter: OSSignposter

    /// Emits events of `signposter`.
    ///
    /// - Complexity: O(1).
    public init(_ signposter: OSSignposter) { self.signposter = signposter }

    public borrowing func didAllocate(_ block: Block) {
      let (byteCount, alignment) = unsafe (block.byteCount, block.alignment)
      signposter.emitEvent("allocate", "\(byteCount) bytes aligned to \(alignment)")
    }
    public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {
      signposter.emitEvent("allocation failed", "\(byteCount) bytes aligned to \(alignment)")
    }
    public borrowing func willDeallocate(_ block: Block) {
      let byteCount = unsafe block.byteCount
      signposter.emitEvent("deallocate", "\(byteCount) bytes")
    }
    public borrowing func didReallocate(_ old: Block, to new: Block) {
      let (before, after) = unsafe (old.byteCount, new.byteCount)
      signposter.emitEvent("reallocate", "\(before) to \(after) bytes")
    }
    public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {
      signposter.emitEvent("reallocation failed", "\(byteCount) bytes")
    }
    public borrowing func didReset() { signposter.emitEvent("reset") }

    public static var isThreadSafe: Bool { true }
  }
#endif

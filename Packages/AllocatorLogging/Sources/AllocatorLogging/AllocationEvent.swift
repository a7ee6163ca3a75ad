/// One of the six events that a ``ProxyLogger`` receives, as a value.
@unsafe
@frozen
public enum AllocationEvent {
  /// A block was allocated; `isZeroed` says whether all its bytes were to be zero.
  case allocated(Block, isZeroed: Bool)
  /// A request for a block was refused.
  case allocationFailed(byteCount: Int, alignment: Int)
  /// A block is about to be returned.
  case deallocated(Block)
  /// A block has a new size, and perhaps a new place.
  case reallocated(Block, to: Block)
  /// A request to resize a block was refused.
  case reallocationFailed(Block, byteCount: Int)
  /// All live blocks were deallocated at once.
  case reset
}

#if !hasFeature(Embedded)
  extension AllocationEvent: @unsafe CustomStringConvertible {
    /// For example `allocated 64 bytes at 0x7f03a4000b60, aligned to 16`.
    public var description: String {
      switch unsafe self {
      case .allocated(let block, let isZeroed):
        unsafe "allocated \(block)" + (isZeroed ? ", zeroed" : "")
      case .allocationFailed(let byteCount, let alignment):
        "failed to allocate \(byteCount) bytes, aligned to \(alignment)"
      case .deallocated(let block):
        unsafe "deallocated \(block)"
      case .reallocated(let old, let new):
        unsafe "reallocated \(old) to \(new)"
      case .reallocationFailed(let block, let byteCount):
        unsafe "failed to reallocate \(block) to \(byteCount) bytes"
      case .reset:
        "reset"
      }
    }
  }
#endif

/// A logger that calls a function with every event.
///
/// It needs no strings, files or runtime, and is the logger of one's own under Embedded Swift:
///
/// ```swift
/// let memory = pool.logging(to: FunctionLogger { event in
///   if case .allocationFailed(let byteCount, _) = unsafe event { blink(byteCount) }
/// })
/// ```
///
/// Each event is O(1) and one call of the function unless it says otherwise.
@safe
@frozen
public struct FunctionLogger: ProxyLogger {
  @usableFromInline let body: (AllocationEvent) -> Void

  /// Calls `body` with every event. It must not allocate through the allocator that it watches.
  ///
  /// - Complexity: O(1).
  @safe
  @inlinable
  public init(_ body: @escaping (AllocationEvent) -> Void) { unsafe self.body = body }

  @inlinable
  public borrowing func didAllocate(_ block: Block) { unsafe body(.allocated(block, isZeroed: false)) }
  @inlinable
  public borrowing func didAllocateZeroed(_ block: Block) { unsafe body(.allocated(block, isZeroed: true)) }
  @inlinable
  public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {
    unsafe body(.allocationFailed(byteCount: byteCount, alignment: alignment))
  }
  @inlinable
  public borrowing func willDeallocate(_ block: Block) { unsafe body(.deallocated(block)) }
  @inlinable
  public borrowing func didReallocate(_ old: Block, to new: Block) { unsafe body(.reallocated(old, to: new)) }
  @inlinable
  public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {
    unsafe body(.reallocationFailed(block, byteCount: byteCount))
  }
  @inlinable
  public borrowing func didReset() { unsafe body(.reset) }
}

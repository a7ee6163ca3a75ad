/// A receiver of what passes through a ``ProxyAllocator``.
///
/// There is one method for each of the six events. Zeroed allocations count as allocations, and resizing in place
/// counts as reallocating. All methods are `borrowing`: a logger keeps its state behind a reference or a pointer, and
/// so can be read while it is in use.
///
/// A logger must not allocate through the allocator that it watches. It needs no lock: it is called by whoever uses the
/// allocator, so that what locks the allocator locks the logger, too.
public protocol ProxyLogger: ~Copyable {
  /// A block was allocated.
  ///
  /// - Complexity: The logger states it.
  borrowing func didAllocate(_ block: Block)

  /// A block whose bytes are all zero was allocated. The default calls ``didAllocate(_:)``.
  ///
  /// - Complexity: The logger states it.
  borrowing func didAllocateZeroed(_ block: Block)

  /// A request for a block was refused.
  ///
  /// - Complexity: The logger states it.
  borrowing func didFailToAllocate(byteCount: Int, alignment: Int)

  /// A block is about to be returned. It is readable still.
  ///
  /// - Complexity: The logger states it.
  borrowing func willDeallocate(_ block: Block)

  /// A block has a new size, and perhaps a new place.
  ///
  /// - Parameters:
  ///   - old: The block as it was; its memory may be gone.
  ///   - new: The block as it is.
  /// - Complexity: The logger states it.
  borrowing func didReallocate(_ old: Block, to new: Block)

  /// A request to resize a block was refused. The block is as it was.
  ///
  /// - Complexity: The logger states it.
  borrowing func didFailToReallocate(_ block: Block, byteCount: Int)

  /// All live blocks of the allocator were deallocated at once. The default does nothing: a logger that knows what is
  /// live writes it.
  ///
  /// - Complexity: The logger states it.
  borrowing func didReset()

  /// Whether several threads may call this logger at once. The default is `false`.
  static var isThreadSafe: Bool { get }

  #if !hasFeature(Embedded)
    /// Figures for the explanation of the allocator, such as `("live blocks", 3)`. The default has none.
    ///
    /// - Complexity: The logger states it.
    borrowing func figures() -> [(name: String, value: Int)]
  #endif
}

extension ProxyLogger where Self: ~Copyable {
  /// Calls ``didAllocate(_:)``.
  ///
  /// - Complexity: That of `didAllocate(_:)`.
  @inlinable
  public borrowing func didAllocateZeroed(_ block: Block) { unsafe didAllocate(block) }

  /// Does nothing.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func didReset() {}

  @inlinable
  public static var isThreadSafe: Bool { false }

  #if !hasFeature(Embedded)
    /// No figures.
    ///
    /// - Complexity: O(1).
    public borrowing func figures() -> [(name: String, value: Int)] { [] }
  #endif
}

/// A logger that does nothing, and compiles to nothing.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct NullLogger: ProxyLogger, Sendable {
  @inlinable
  public init() {}
  @inlinable
  public borrowing func didAllocate(_ block: Block) {}
  @inlinable
  public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {}
  @inlinable
  public borrowing func willDeallocate(_ block: Block) {}
  @inlinable
  public borrowing func didReallocate(_ old: Block, to new: Block) {}
  @inlinable
  public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {}
  @inlinable
  public static var isThreadSafe: Bool { true }
}

#if _hasAtomicBitWidth(_64)
  public import AllocatorCore
  public import Synchronization

  /// A pool of equal blocks for all threads, without a lock.
  ///
  /// Choose it where threads exchange blocks of one size, such as messages or buffers, and a lock around a
  /// ``FreeListAllocator`` is what they wait for. In one thread that pool is faster.
  ///
  /// Allocating and deallocating are one compare-and-exchange each, repeated where another thread came first; no thread
  /// ever waits for one that was interrupted. The head of the list is a block's number and a tag that changes with each
  /// exchange, so that a head that left and came back is not taken for unchanged (the ABA problem). Links lie beside
  /// the blocks, four bytes each: nobody reads a block that another thread uses.
  ///
  /// It costs one allocation of its parent for all blocks, 128 bytes and the parent itself. Blocks are used for the
  /// first time in the order of their addresses. All of it returns to the parent when the pool is destroyed.
  ///
  /// It refuses requests that are larger or more strictly aligned than its blocks, and all when it is used up. Every
  /// build stops the program when it is destroyed before its blocks, which takes O(blocks) then; debug builds, and release
  /// builds with the trait `Hardened`, at a double free and a foreign block, too.
  ///
  /// Properties are O(1); every other operation says what it costs.
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  @safe
  @frozen
  public struct SharedFreeListAllocator<Parent: Allocator & ~Copyable>: ~Copyable {
    @usableFromInline let state: UnsafeMutablePointer<SharedFreeListState<Parent>>
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let links: UnsafeMutablePointer<Atomic<UInt32>>
    /// The size of a block, in bytes: the largest request that is served.
    public let blockByteCount: Int
    /// The alignment of every block, in bytes.
    public let blockAlignment: Int
    /// How many blocks there are.
    public let blockCount: Int
    @usableFromInline let stride: Int
    @usableFromInline let anchor = DeinitAnchor()

    /// A pool of `blockCount` blocks in one allocation of `parent`.
    ///
    /// - Parameters:
    ///   - blockByteCount: The size of a block, in bytes; at least 1.
    ///   - blockCount: How many blocks there are; zero or more, less than 2³¹.
    ///   - blockAlignment: The alignment of the blocks, in bytes; a power of two.
    ///   - parent: Where the memory comes from.
    /// - Throws: `AllocationError.outOfMemory` when the parent has no room, also when the sizes are more than memory
    ///   can hold; `AllocationError.unsupportedAlignment` when the parent never allocates blocks so aligned.
    /// - Complexity: O(`blockCount`) for four bytes each.
    @inlinable
    public init(
      blockByteCount: Int, blockCount: Int, blockAlignment: Int = 16, parent: consuming Parent
    ) throws(AllocationError) {
      if blockByteCount < 1 { _stop("a SharedFreeListAllocator needs blocks of at least 1 byte") }
      if blockCount < 0 || blockCount >= 1 << 31 {
        _stop("a SharedFreeListAllocator holds 0 to 2³¹ − 1 blocks")
      }
      if !SizeArithmetic.isPowerOfTwo(blockAlignment) {
        _stop("the alignment of a SharedFreeListAllocator is not a power of two")
      }
      let alignment = max(blockAlignment, 64, MemoryLayout<SharedFreeListState<Parent>>.alignment)
      guard let stride = SizeArithmetic.roundedUp(blockByteCount, toMultipleOf: blockAlignment),
        let blocks = SizeArithmetic.product(stride, blockCount).flatMap({
          SizeArithmetic.roundedUp($0, toMultipleOf: alignment)
        }),
        let beforeLinks = SizeArithmetic.sum(blocks, Self.stateByteCount),
        let byteCount = SizeArithmetic.sum(beforeLinks, blockCount &* 4)
      else { throw .outOfMemory }
      let block = try unsafe parent.allocate(byteCount: byteCount, alignment: alignment)
      unsafe base = block.address
      unsafe state = (block.address + blocks).bindMemory(to: SharedFreeListState<Parent>.self, capacity: 1)
      unsafe links = (block.address + beforeLinks).bindMemory(to: Atomic<UInt32>.self, capacity: blockCount)
      for index in 0..<blockCount { unsafe (links + index).initialize(to: Atomic(0)) }
      unsafe state.initialize(to: SharedFreeListState(memory: block, parent: parent))
      self.blockByteCount = blockByteCount
      self.blockAlignment = blockAlignment
      self.blockCount = blockCount
      self.stride = stride
    }

    @inlinable
    static var stateByteCount: Int { (MemoryLayout<SharedFreeListState<Parent>>.size &+ 63) & ~63 }

    @inlinable
    deinit {
      let count = liveBlockCount
      if _slowPath(count > 0) {
        _stop("SharedFreeListAllocator was destroyed while \(count) of its blocks \(count == 1 ? "is" : "are") live")
      }
      let taken = unsafe state.move()
      unsafe taken.parent.deallocate(taken.memory)
    }
  }

  /// What all threads change, on a cache line each, and the parent.
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  @safe
  @frozen
  @usableFromInline
  struct SharedFreeListState<Parent: Allocator & ~Copyable>: ~Copyable {
    /// The first free block's number, plus one, and above it the tag.
    @usableFromInline let head = Atomic<UInt64>(0)
    @usableFromInline let padding = InlineArray<7, UInt64>(repeating: 0)
    /// How many blocks were used at least once.
    @usableFromInline let carvedCount = Atomic<Int>(0)
    @usableFromInline let memory: Block
    @usableFromInline let parent: Parent

    @inlinable
    init(memory: Block, parent: consuming Parent) {
      unsafe self.memory = unsafe memory
      self.parent = parent
    }
  }

  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  extension SharedFreeListAllocator: @unchecked Sendable where Parent: Sendable & ~Copyable {}

  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  extension SharedFreeListAllocator where Parent == SystemAllocator {
    /// A pool of `blockCount` blocks from the system's allocator.
    ///
    /// - Throws: `AllocationError`, as the initializer with a parent does.
    /// - Complexity: O(1) and one allocation, however many blocks there are.
    @inlinable
    public init(blockByteCount: Int, blockCount: Int, blockAlignment: Int = 16) throws(AllocationError) {
      try self.init(
        blockByteCount: blockByteCount, blockCount: blockCount, blockAlignment: blockAlignment,
        parent: SystemAllocator())
    }
  }
#endif

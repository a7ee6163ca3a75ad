#if !hasFeature(Embedded) && !os(WASI)
  internal import AllocatorCombinators
  public import AllocatorCore
  public import AllocatorLogging
  internal import PageAllocator

  /// A heap that finds mistakes at a price that a whole program can bear.
  ///
  /// Choose it instead of `CheckedAllocator`, which finds more, where that is too slow. One request in a number lies
  /// between guard pages, so that an access outside it, or after it was returned, stops the program at that
  /// instruction. All others are quarantined when they are returned, and a write to one meanwhile is found when it
  /// leaves. Whatever is live is known, with its order of allocation: ``leaks``.
  ///
  /// A block costs an entry in a table, and until it leaves the quarantine its memory; a sampled one costs three pages
  /// and two system calls. It refuses what the system's heap refuses. Every alignment is served. It is not thread-safe:
  /// put it behind a lock.
  ///
  /// Each operation is O(1) unless it says otherwise.
  public struct DebuggingHeap: BlockOwner, ~Copyable {
    typealias Watched = LiveSet<QuarantineAllocator<SystemAllocator>>
    let heap: ProxyAllocator<SampledAllocator<Watched, LiveSet<GuardedPageAllocator>>, LeakTracker>

    /// A heap over the system's.
    ///
    /// - Parameters:
    ///   - interval: The number of requests of which one lies between guard pages; at least 1.
    ///   - quarantineByteCount: The most bytes that are held back after their return.
    ///   - callSites: Whether the tracker notes who allocates.
    public init(
      samplingOneIn interval: Int = 100, quarantineByteCount: Int = 1 << 20,
      callSites: LeakTracker.CallSites = .ignored
    ) {
      heap = LiveSet(SystemAllocator().quarantined(byteCount: quarantineByteCount, poison: 0xDF))
        .sampled(every: interval, into: LiveSet(GuardedPageAllocator()))
        .logging(to: LeakTracker(callSites: callSites))
    }

    /// The blocks that are live, in the order of their allocation.
    ///
    /// - Complexity: O(live blocks · log live blocks).
    public var leaks: [LeakTracker.LiveBlock] { unsafe heap.logger.liveBlocks }

    /// Looks at every block in quarantine, and stops the program when one was written to.
    ///
    /// - Complexity: O(bytes held back).
    public borrowing func verify() { heap._base._base.secondary._base.flush() }

    /// Allocates between guard pages when it is this request's turn, otherwise from the system's heap.
    ///
    /// - Complexity: Amortized O(1), and that of the system's heap, or a few system calls between guard pages; O(depth)
    ///   where call sites are captured, and O(bytes held back) before the system's heap refuses.
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe heap.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }

    /// Allocates a block, and writes zeroes.
    ///
    /// - Complexity: That of `allocateIfPossible`, and O(`byteCount`).
    public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe heap.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }

    /// Holds the block back, filled with a pattern, unless it is larger than the quarantine; what leaves the quarantine
    /// for it returns to the system's heap. A block between guard pages returns to the system at once.
    ///
    /// - Complexity: Amortized O(size), as each block is filled, and looked at when it leaves; O(bytes held back) at
    ///   worst.
    public borrowing func deallocate(_ block: Block) {
      if unsafe !owns(block) { unsafe _stop("DebuggingHeap was returned \(block), which is not live in it") }
      unsafe heap.deallocate(block)
    }
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe heap.resize(&block, byteCount: byteCount)
    }

    /// Resizes in place, or else moves the block.
    ///
    /// - Complexity: O(1) in place, otherwise that of an allocation, a deallocation and O(min(old, new)).
    public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe heap.reallocateIfPossible(&block, byteCount: byteCount)
    }
    /// The size itself, so that an access behind a block is behind what was asked for.
    ///
    /// - Complexity: O(1).
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int { byteCount }
    public borrowing func owns(_ block: Block) -> Bool { unsafe heap.owns(block) }

    /// What the heap is made of, and how much is live in it.
    ///
    /// - Complexity: O(1).
    public borrowing func explain() -> Explanation {
      Explanation("DebuggingHeap", wrapping: heap.explain(), role: "heap")
    }
  }

  /// An allocator that knows its blocks by a set of their addresses: what makes a block owner of any handle.
  final class LiveAddresses {
    var addresses: Set<UInt> = []
  }

  struct LiveSet<Base: Allocator & ~Copyable>: ForwardingAllocator, BlockOwner, ~Copyable {
    let _base: Base
    let live = LiveAddresses()

    init(_ base: consuming Base) { _base = base }

    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
        return nil
      }
      unsafe live.addresses.insert(UInt(bitPattern: block.address))
      return unsafe block
    }

    borrowing func deallocate(_ block: Block) {
      unsafe live.addresses.remove(UInt(bitPattern: block.address))
      unsafe _base.deallocate(block)
    }

    borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe _base.resize(&block, byteCount: byteCount)
    }

    borrowing func owns(_ block: Block) -> Bool { unsafe live.addresses.contains(UInt(bitPattern: block.address)) }

    borrowing func explain() -> Explanation {
      var explanation = Explanation("LiveSet", wrapping: _base.explain(), role: "base")
      explanation.capabilities.insert(.owns)
      explanation.capabilities.subtract([.isThreadSafe, .locatesBlocks, .resets])
      return explanation
    }
  }
#endif

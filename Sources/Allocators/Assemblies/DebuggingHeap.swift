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
  /// leaves. Whatever is live is known, with its order of allocation: ``leaks``. In every build a block that is not live, or
  /// not with that size and alignment, stops the program when it is returned or resized.
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
      unsafe expectLive(block, "returned")
      unsafe heap.deallocate(block)
    }
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe expectLive(block, "asked to resize")
      return unsafe heap.resize(&block, byteCount: byteCount)
    }

    /// Resizes in place, or else moves the block.
    ///
    /// - Complexity: O(1) in place, otherwise that of an allocation, a deallocation and O(min(old, new)).
    public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
      unsafe expectLive(block, "asked to resize")
      return unsafe heap.reallocateIfPossible(&block, byteCount: byteCount)
    }
    /// The size itself, so that an access behind a block is behind what was asked for.
    ///
    /// - Complexity: O(1).
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int { byteCount }
    public borrowing func owns(_ block: Block) -> Bool { unsafe heap.owns(block) }

    /// Stops the program unless the block is live, as it is: another size would be filled, or unmapped, when it is returned.
    private borrowing func expectLive(_ block: Block, _ event: StaticString) {
      let (sampled, others) = (heap._base._base.primary._base.live, heap._base._base.secondary.live)
      guard let known = unsafe sampled.block(as: block) ?? others.block(as: block) else {
        unsafe _stop("DebuggingHeap was \(event) \(block), which is not live in it")
      }
      if unsafe known.byteCount != block.byteCount || known.alignment != block.alignment {
        unsafe _stop("DebuggingHeap was \(event) \(block), which is live in it as \(known)")
      }
    }

    /// What the heap is made of, and how much is live in it.
    ///
    /// - Complexity: O(1).
    public borrowing func explain() -> Explanation {
      Explanation("DebuggingHeap", wrapping: heap.explain(), role: "heap")
    }
  }

  /// An allocator that knows its blocks by a table of their addresses: what makes a block owner of any handle.
  final class LiveAddresses {
    private var shapes: [UInt: (byteCount: Int, alignment: Int)] = [:]

    func insert(_ block: Block) {
      unsafe shapes[UInt(bitPattern: block.address)] = unsafe (block.byteCount, block.alignment)
    }
    func remove(_ block: Block) { shapes[unsafe UInt(bitPattern: block.address)] = nil }

    /// The live block that begins where `block` does.
    func block(as block: Block) -> Block? {
      guard let shape = shapes[unsafe UInt(bitPattern: block.address)] else { return nil }
      return unsafe Block(address: block.address, byteCount: shape.byteCount, alignment: shape.alignment)
    }
  }

  struct LiveSet<Base: Allocator & ~Copyable>: ForwardingAllocator, BlockOwner, ~Copyable {
    let _base: Base
    let live = LiveAddresses()

    init(_ base: consuming Base) { _base = base }

    borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard let block = unsafe _base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
        return nil
      }
      unsafe live.insert(block)
      return unsafe block
    }

    borrowing func deallocate(_ block: Block) {
      unsafe live.remove(block)
      unsafe _base.deallocate(block)
    }

    borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      guard unsafe _base.resize(&block, byteCount: byteCount) else { return false }
      unsafe live.insert(block)
      return true
    }

    borrowing func owns(_ block: Block) -> Bool { unsafe live.block(as: block) != nil }

    borrowing func explain() -> Explanation {
      var explanation = Explanation("LiveSet", wrapping: _base.explain(), role: "base")
      explanation.capabilities.insert(.owns)
      explanation.capabilities.subtract([.isThreadSafe, .locatesBlocks, .resets])
      return explanation
    }
  }
#endif

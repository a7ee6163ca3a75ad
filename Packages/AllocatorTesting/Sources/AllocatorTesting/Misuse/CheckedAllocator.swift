#if !hasFeature(Embedded)
  /// A wrapper that finds the misuse of memory: it reports what was done wrong, with which block, and where.
  ///
  /// Choose it in tests and when hunting a bug, around any allocator; it is too slow and too large for anything else.
  /// It finds leaks, double frees, foreign frees, wrong sizes and alignments, writes before and behind a block, from
  /// the first byte on, writes after a block was freed, and use of blocks that a reset has ended. Each report names the
  /// block, its size, and, where the platform knows them, the calls that allocated and freed it.
  ///
  /// Its bookkeeping does not change what it watches. The base gets exactly the requests that it would get without
  /// it: its capacity, its layout and its refusals are the same, and so is each address's position within 64 bytes, or
  /// within twice its alignment. The bytes that the program writes are kept elsewhere, in memory from `SystemAllocator`
  /// between guards, so that an overrun hits a guard and not a neighbor, and so that freed memory can be held back and
  /// watched.
  ///
  /// **Costs** a table entry, 128 guard bytes and sixteen times its size in address space for each block, and a walk up
  /// the stack for each allocation and free.
  ///
  /// **Passes on** everything, and is a `BlockOwner` where its base is. It is not thread-safe. A block that grows in
  /// place to more than sixteen times its first size (at least 1 KiB) stops growing in place.
  ///
  /// Each operation is O(bytes of its block + freed blocks that are held back), beside what the base costs and a walk
  /// up the stack, unless it says otherwise.
  public struct CheckedAllocator<Base: Allocator & ~Copyable>: ~Copyable {
    private var base: Base
    let ledger: CheckedLedger

    /// Watches the use of `base`.
    ///
    /// - Parameters:
    ///   - base: Where requests are granted or refused.
    ///   - name: What reports call this allocator.
    ///   - tracesCalls: Whether to note the calls that allocate and free, as far as the platform allows.
    ///   - quarantineCount: How many freed blocks are held back to find writes to them.
    ///   - onMisuse: What is done with a report; by default the program stops. Only the first report of a block is
    ///     certain: whatever follows may be its consequence.
    /// - Complexity: O(1).
    public init(
      _ base: consuming Base, name: String = "CheckedAllocator", tracesCalls: Bool = true,
      quarantineCount: Int = 256, onMisuse: ((String) -> Void)? = nil
    ) {
      self.base = base
      ledger = CheckedLedger(
        name: name, tracesCalls: tracesCalls, quarantineCount: quarantineCount, onMisuse: onMisuse)
    }

    public var _base: Base {
      _read { yield base }
    }

    /// How many blocks are live.
    public var liveBlockCount: Int { ledger.live.count }

    /// Looks at every guard and every freed block that is held back, and reports what was written where it must not.
    ///
    /// It happens by itself at the end; whenever a block comes back, its own guards are looked at, and the freed block that
    /// is held back no longer.
    ///
    /// - Complexity: O(live blocks + bytes of freed blocks that are held back).
    public borrowing func verify() { ledger.verify() }

    /// Ends all blocks at once by `body`, which resets the base; from here on their use is reported.
    ///
    /// - Complexity: That of `verify()`, of `body`, and of returning each live block.
    public mutating func reset(_ body: (inout Base) -> Void) {
      ledger.verify()
      body(&base)
      ledger.endAll()
    }
  }

  extension CheckedAllocator: Allocator where Base: ~Copyable {}

  extension CheckedAllocator: ForwardingAllocator where Base: ~Copyable {
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard let block = unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
      return unsafe admit(block, zeroed: false)
    }

    public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      guard let block = unsafe base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) else {
        return nil
      }
      return unsafe admit(block, zeroed: true)
    }

    private borrowing func admit(_ block: Block, zeroed: Bool) -> Block? {
      if let watched = unsafe ledger.admit(block, zeroed: zeroed) { return unsafe watched }
      unsafe base.deallocate(block)
      return nil
    }

    /// Reports a block that must not be returned, or that was written over its borders; then returns it.
    public borrowing func deallocate(_ block: Block) {
      if let theirs = unsafe ledger.release(block) { unsafe base.deallocate(theirs) }
    }

    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      guard var theirs = unsafe ledger.find(block, action: "resized") else { return false }
      let old = unsafe theirs.byteCount
      guard unsafe base.resize(&theirs, byteCount: byteCount) else { return false }
      if unsafe !ledger.hasRoom(block, byteCount: byteCount) {
        guard unsafe base.resize(&theirs, byteCount: old) else { ledger.stopWithoutRoom(for: byteCount) }
        return false
      }
      unsafe ledger.resize(block, to: theirs, from: old)
      unsafe block.byteCount = byteCount
      return true
    }

    public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
      guard var theirs = unsafe ledger.find(block, action: "reallocated") else { return false }
      let old = unsafe theirs
      guard unsafe base.reallocateIfPossible(&theirs, byteCount: byteCount) else { return false }
      if unsafe theirs.address == old.address && ledger.hasRoom(block, byteCount: byteCount) {
        unsafe ledger.resize(block, to: theirs, from: old.byteCount)
        unsafe block.byteCount = byteCount
        return true
      }
      guard let moved = unsafe ledger.move(block, to: theirs) else {
        ledger.stopWithoutRoom(for: byteCount)
      }
      unsafe block = moved
      return true
    }

    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "CheckedAllocator", wrapping: base.explain(), role: "base", figures: [("live", liveBlockCount)])
      explanation.capabilities.subtract([.isThreadSafe, .locatesBlocks])  // its records have no lock
      return explanation
    }
  }

  extension CheckedAllocator: BlockOwner where Base: BlockOwner & ~Copyable {
    /// Whether the block lies in one that is live.
    ///
    /// - Complexity: O(1) on average where the address is that of a live block, and O(live blocks) otherwise.
    public borrowing func owns(_ block: Block) -> Bool { unsafe ledger.owns(block) }
  }

  extension CheckedAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable {
    /// Ends all blocks at once; from here on their use is reported.
    ///
    /// - Complexity: That of `reset(_:)`.
    @unsafe
    public mutating func unsafelyReset() { reset { unsafe $0.unsafelyReset() } }
  }

  extension Allocator where Self: ~Copyable {
    /// This allocator, watched for misuse: see ``CheckedAllocator``.
    ///
    /// - Parameters:
    ///   - name: What reports call it.
    ///   - tracesCalls: Whether to note the calls that allocate and free.
    ///   - onMisuse: What is done with a report; by default the program stops.
    /// - Complexity: O(1).
    public consuming func checked(
      name: String = "CheckedAllocator", tracesCalls: Bool = true, onMisuse: ((String) -> Void)? = nil
    ) -> CheckedAllocator<Self> {
      CheckedAllocator(self, name: name, tracesCalls: tracesCalls, onMisuse: onMisuse)
    }
  }
#endif

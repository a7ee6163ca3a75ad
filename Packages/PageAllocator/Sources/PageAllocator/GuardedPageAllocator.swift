#if !hasFeature(Embedded) && !os(WASI)
  /// Blocks between pages that no access is allowed to: a write one past a block's end stops the program.
  ///
  /// Choose it in tests, and for a sample of a program's requests, to find writes and reads outside a block at the
  /// instruction that does them. A block ends where the guard page behind it begins, or, when it is to catch underruns,
  /// begins where the guard page in front of it ends.
  ///
  /// It costs two guard pages of address space and at least a page of memory for each block, two system calls for each
  /// request and one for each return, and for alignments above a page's the address space of the alignment. It is a
  /// copyable handle without state, and thread-safe. Pages return to the system when the block is deallocated, so that
  /// a use of it after that stops the program, too, until the addresses are used again.
  ///
  /// It passes nothing on, and refuses a request when the system does. Every alignment is supported: what lies between
  /// a block's last byte and the guard page because of it, or after a block was shrunk, is filled with a pattern, which
  /// `deallocate` looks at, in every build. A block is resized in place only where it keeps its place.
  ///
  /// Each operation is O(1) and makes no system call, unless it says otherwise.
  @safe
  public struct GuardedPageAllocator: PageSource, Equatable, Sendable {
    /// Where a block touches a guard page.
    public enum Side: Sendable {
      /// At its end: the first byte behind it cannot be used.
      case end
      /// At its beginning: the last byte before it cannot be used.
      case beginning
    }

    /// Where blocks touch a guard page.
    public let side: Side

    /// A source of blocks that touch a guard page at their end, or at their beginning.
    public init(touching side: Side = .end) { self.side = side }

    /// The size of a page, in bytes.
    public var pageByteCount: Int { PlatformPages.pageByteCount }

    /// What fills the bytes between a block's end and the guard page.
    static var pattern: UInt8 { 0xA9 }

    /// The bytes from a block's address to the guard page behind it; `nil` where that would exceed `Int.max`.
    private func extent(_ byteCount: Int, alignment: Int) -> Int? {
      let unit = side == .end ? min(alignment, pageByteCount) : pageByteCount
      return SizeArithmetic.roundedUp(max(byteCount, 1), toMultipleOf: unit)
    }

    /// Maps pages between guards, and places the block in them.
    ///
    /// - Complexity: Two system calls.
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      let guards = guards(alignment: alignment)
      guard let extent = extent(byteCount, alignment: alignment),
        let pages = SizeArithmetic.roundedUp(extent, toMultipleOf: pageByteCount),
        let total = SizeArithmetic.sum(pages, guards.front).flatMap({ SizeArithmetic.sum($0, guards.back) }),
        let start = unsafe PlatformPages.reserve(byteCount: total, alignment: guards.front)
      else { return nil }
      let first = unsafe start + guards.front
      guard unsafe PlatformPages.commit(first, byteCount: pages) else {
        unsafe PlatformPages.release(start, byteCount: total)
        return nil
      }
      let address = unsafe first + (pages - extent)
      unsafe (address + byteCount).initializeMemory(as: UInt8.self, repeating: Self.pattern, count: extent - byteCount)
      return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
    }

    /// Maps pages between guards: the system's pages are zero.
    ///
    /// - Complexity: Two system calls.
    public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }

    /// The bytes before and behind a block's pages. The front is as large as the alignment: what follows it is aligned.
    private func guards(alignment: Int) -> (front: Int, back: Int) { (max(alignment, pageByteCount), pageByteCount) }

    /// Returns the block's pages and guards to the system, after a look at the bytes between its end and the guard.
    ///
    /// - Complexity: One system call, and O(`alignment`) for the look; O(page) when blocks touch the guard before them.
    public borrowing func deallocate(_ block: Block) {
      let extent = unsafe checkedExtent(of: block, action: "deallocate")
      let guards = unsafe guards(alignment: block.alignment)
      let start = unsafe block.address - guards.front - Int(bitPattern: block.address) % pageByteCount
      unsafe PlatformPages.release(start, byteCount: block.address + extent + guards.back - start)
    }

    /// Succeeds where the block keeps its place: beside a guard page in front, for any smaller size and within its
    /// pages; beside one behind, where the new size rounds up to the old one.
    ///
    /// - Complexity: O(page), and up to four system calls when pages are returned.
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      _checkRequest(byteCount: byteCount, alignment: 1)
      let old = unsafe checkedExtent(of: block, action: "resize")
      let canShrink = side == .beginning
      guard let new = unsafe extent(byteCount, alignment: block.alignment), new == old || canShrink && new < old
      else { return false }
      if new < old {
        // The page behind the new end becomes the guard; those behind it return.
        unsafe PlatformPages.decommit(block.address + new, byteCount: pageByteCount)
        unsafe PlatformPages.shrink(block.address, from: old + pageByteCount, to: new + pageByteCount)
      }
      unsafe block.byteCount = byteCount
      unsafe block.endAddress.initializeMemory(as: UInt8.self, repeating: Self.pattern, count: new - byteCount)
      return true
    }

    /// The block's extent, when nobody wrote into the bytes that fill it up.
    private func checkedExtent(of block: Block, action: StaticString) -> Int {
      guard let extent = unsafe extent(block.byteCount, alignment: block.alignment) else {
        unsafe _stop("GuardedPageAllocator was asked to \(action) \(block), which is larger than any block of it")
      }
      for offset in unsafe block.byteCount..<extent {
        guard unsafe block.address.load(fromByteOffset: offset, as: UInt8.self) == Self.pattern else {
          unsafe _stop(
            "GuardedPageAllocator was asked to \(action) \(block), and byte \(offset - block.byteCount) behind it was "
              + "overwritten")
        }
      }
      return extent
    }

    /// The size that a block of this alignment is filled up to.
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      return extent(byteCount, alignment: alignment) ?? byteCount
    }

    /// Makes decommitted pages of a block usable again; they are zero then.
    ///
    /// - Returns: Whether the system had the memory.
    /// - Complexity: One system call.
    @unsafe
    public borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool {
      unsafe PageAllocator().commit(pages)
    }

    /// Returns the memory of some pages of a block, any use of which stops the program.
    ///
    /// - Complexity: Up to three system calls, O(pages) in the system.
    @unsafe
    public borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer) {
      unsafe PageAllocator().decommit(pages)
    }

    /// The size of a page, and where blocks touch one.
    public borrowing func explain() -> Explanation {
      Explanation(
        "GuardedPageAllocator",
        parameters: [("page", "\(pageByteCount) bytes"), ("guard touches", "\(side)")],
        capabilities: [.resizesInPlace, .isThreadSafe])
    }
  }
#endif

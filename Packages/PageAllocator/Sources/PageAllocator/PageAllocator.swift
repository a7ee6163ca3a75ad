/// Whole pages of the operating system, returned to it at once.
///
/// Choose it as the source of arenas, pools and regions that should not share a heap with the rest of the program, for
/// large buffers, and where memory that is no longer used must return to the system immediately. For small blocks put
/// an allocator on it: a block takes at least one page.
///
/// It costs a system call for each request and each return, and a fault for each page when it is first touched; nothing
/// is stored beside a block. It is a copyable handle without state, and thread-safe. Growing in place is tried where
/// the system can do it, and moving a block moves its pages without copying (both on Linux).
///
/// It is where a chain ends: it passes nothing on. It refuses a request when the system does, and with
/// ``PageOptions/locked`` what the process may not lock. Every alignment is supported. Debug builds on Linux stop the
/// program when a block is deallocated whose pages are not there any more.
///
/// Written for Linux, Darwin and Windows, and run on Linux only. Under Embedded Swift, and on WASI, where pages cannot
/// be returned, blocks of whole pages come from the platform's heap.
///
/// ```swift
/// let arena = try ScopedAllocator(byteCount: 1 << 20, parent: PageAllocator())
/// let keys = try PageAllocator(options: .locked).allocate(byteCount: 4096, alignment: 16)
/// ```
///
/// Each operation is O(1) and makes no system call, unless it says otherwise.
public struct PageAllocator: PageSource, Equatable, Sendable {
  /// How the pages are held.
  public let options: PageOptions

  /// A source of pages that are held as `options` say.
  public init(options: PageOptions = []) { self.options = options }

  /// The size of a page, in bytes.
  public var pageByteCount: Int { Self.pageByteCount }

  /// The size of a page, in bytes.
  public static var pageByteCount: Int { PlatformPages.pageByteCount }

  /// How many bytes the process may keep in physical memory by ``PageOptions/locked``; `Int.max` when that is not
  /// limited, zero when the system cannot lock memory. A privileged process may exceed it.
  ///
  /// - Complexity: One system call.
  public static var lockableByteCount: Int { PlatformPages.lockableByteCount }

  /// Allocates whole pages, or returns `nil` when the system has none.
  ///
  /// - Complexity: One system call; up to three when the alignment is more than a page's.
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let whole = PageLayout.byteCount(for: byteCount, page: pageByteCount),
      let address = unsafe PlatformPages.map(byteCount: whole, alignment: mappingAlignment(alignment, of: whole))
    else { return nil }
    guard unsafe PlatformPages.prepare(address, byteCount: whole, options: options) else {
      unsafe PlatformPages.unmap(address, byteCount: whole)
      return nil
    }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Huge pages serve only what is aligned to them.
  private func mappingAlignment(_ alignment: Int, of byteCount: Int) -> Int {
    let huge = PlatformPages.hugePageByteCount
    return options.contains(.hugePages) && byteCount >= huge ? max(alignment, huge) : alignment
  }

  /// Allocates pages that are zero, as the system's fresh pages are.
  ///
  /// - Complexity: That of `allocateIfPossible(byteCount:alignment:)`; O(`byteCount`) more where pages come from a
  ///   heap.
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    if !PlatformPages.freshPagesAreZero {
      unsafe block.address.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    }
    return unsafe block
  }

  /// Returns the block's pages to the system, at once.
  ///
  /// - Complexity: One system call, which is O(pages that were touched).
  public borrowing func deallocate(_ block: Block) {
    unsafe expectMapped(block, action: "deallocate")
    unsafe PlatformPages.unmap(block.address, byteCount: wholeByteCount(of: block))
  }

  /// Grows within the last page, or, on Linux, over free address space behind it; shrinking returns the pages behind
  /// the new end.
  ///
  /// - Complexity: At most one system call.
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    let old = unsafe wholeByteCount(of: block)
    guard let new = PageLayout.byteCount(for: byteCount, page: pageByteCount) else { return false }
    if new < old {
      unsafe PlatformPages.shrink(block.address, from: old, to: new)
    } else if new > old {
      guard unsafe PlatformPages.grow(block.address, from: old, to: new) else { return false }
    }
    unsafe block.byteCount = byteCount
    return true
  }

  /// Resizes in place, or moves the pages to another address without copying them (on Linux).
  ///
  /// - Complexity: At most two system calls where pages can be moved; otherwise O(`byteCount`), since they are copied.
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe resize(&block, byteCount: byteCount) { return true }
    if unsafe block.alignment <= pageByteCount,
      let new = PageLayout.byteCount(for: byteCount, page: pageByteCount),
      let address = unsafe PlatformPages.move(block.address, from: wholeByteCount(of: block), to: new)
    {
      unsafe block = Block(address: address, byteCount: byteCount, alignment: block.alignment)
      return true
    }
    return unsafe reallocateByMoving(&block, byteCount: byteCount)
  }

  /// Whole pages.
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    return PageLayout.byteCount(for: byteCount, page: pageByteCount) ?? byteCount
  }

  private func wholeByteCount(of block: Block) -> Int {
    unsafe SizeArithmetic.roundedUp(max(block.byteCount, 1), toMultipleOf: pageByteCount) ?? block.byteCount
  }

  private func expectMapped(_ block: Block, action: StaticString) {
    #if (DEBUG || HARDENED) && !hasFeature(Embedded)
      guard unsafe !PlatformPages.isMapped(block.address, byteCount: wholeByteCount(of: block)) else { return }
      unsafe _stop(
        "PageAllocator was asked to \(action) \(block), whose pages are not there: it was freed before, or is foreign")
    #endif
  }

  #if !hasFeature(Embedded)
    /// The size of a page, and how pages are held.
    public borrowing func explain() -> Explanation {
      Explanation(
        "PageAllocator", parameters: [("page", "\(pageByteCount) bytes"), ("pages", "\(options)")],
        capabilities: [.resizesInPlace, .isThreadSafe])
    }
  #endif
}

// The pages of a block, one by one.
extension PageAllocator {
  /// Makes decommitted pages of a block usable again; they are zero then.
  ///
  /// - Returns: Whether the system had the memory, and could lock it where that was asked for.
  /// - Complexity: One system call; up to three for huge or locked pages, and three more where they cannot be locked.
  @unsafe
  public borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool {
    guard let start = pages.baseAddress else { return true }
    guard unsafe PlatformPages.commit(start, byteCount: pages.count) else { return false }
    guard unsafe PlatformPages.prepare(start, byteCount: pages.count, options: options) else {
      unsafe PlatformPages.decommit(start, byteCount: pages.count)
      return false
    }
    return true
  }

  /// Returns the memory of some pages of a block and keeps their addresses, any use of which stops the program.
  ///
  /// - Complexity: O(pages) in the system.
  @unsafe
  public borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer) {
    guard let start = pages.baseAddress else { return }
    unsafe PlatformPages.decommit(start, byteCount: pages.count)
  }
}

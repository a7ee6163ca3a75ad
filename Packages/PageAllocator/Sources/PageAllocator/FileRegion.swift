#if !hasFeature(Embedded) && !os(WASI) && !os(Windows)
  /// Memory that is a file: it survives the process, and another process may map it at another address.
  ///
  /// Choose it for data that processes share, or that a program finds again when it starts anew. What is stored in it
  /// must not hold pointers, since the next process has the file elsewhere: it holds *offsets* from the region's
  /// beginning. ``offset(of:)`` makes one, ``address(at:)`` turns it into an address of this process, and
  /// ``rootOffset`` is where a reader begins:
  ///
  /// ```swift
  /// let region = try FileRegion(creating: "words.region", byteCount: 1 << 20)
  /// let block = try region.allocate(byteCount: 64, alignment: 8)
  /// region.rootOffset = region.offset(of: block.address)
  ///
  /// // in another process
  /// let region = try FileRegion(opening: "words.region")
  /// let root = region.address(at: region.rootOffset!)
  /// ```
  ///
  /// It costs an addition for each block: blocks are laid one behind the other, in multiples of 16 bytes, and nothing is
  /// stored beside them. The first page of the file is the region's own. A block that is deallocated is used again when
  /// it is the newest one, or when no block lives any more.
  ///
  /// It passes nothing on. It refuses a request when the file's size is used up, and alignments above a page's, since
  /// no other process could keep them; nothing has changed then. Blocks may outlive the region: they are in the file.
  /// It is not thread-safe, and processes that allocate from one file must take turns by a lock of their own. A block
  /// that does not lie in the used part of the file stops the program when it is deallocated.
  ///
  /// Each operation is O(1) and makes no system call, unless it says otherwise.
  @safe
  public struct FileRegion: PageSource, BlockOwner, ~Copyable {
    let mapping: FileMapping

    /// Creates a file, in the place of one that is there, and maps it. Who has mapped that one keeps it.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - byteCount: The bytes that blocks may take, at least 1; rounded up to whole pages. The file has a page more.
    ///     It takes room on the disk as far as it is written.
    /// - Throws: ``FileRegionError/system(code:)`` when the file cannot be made, sized or mapped.
    /// - Complexity: A few system calls, whatever the size is.
    public init(creating path: String, byteCount: Int) throws(FileRegionError) {
      if byteCount < 1 { _stop("a region needs at least 1 byte") }
      let page = PlatformPages.pageByteCount
      guard let usable = SizeArithmetic.roundedUp(byteCount, toMultipleOf: page),
        let total = SizeArithmetic.sum(usable, page)
      else { throw .tooLarge }
      mapping = try FileMapping(creating: path, byteCount: total)
      unsafe header.initialize(to: FileHeader(byteCount: total, pageByteCount: page))
    }

    /// Maps a file that ``init(creating:byteCount:)`` made, with the blocks that it holds.
    ///
    /// - Parameter path: The file's path.
    /// - Throws: ``FileRegionError/notARegion`` when it holds something else or was cut off,
    ///   ``FileRegionError/system(code:)`` when it cannot be opened or mapped.
    /// - Complexity: A few system calls, whatever the size is.
    public init(opening path: String) throws(FileRegionError) {
      let mapping = try FileMapping(opening: path)
      guard mapping.byteCount >= MemoryLayout<FileHeader>.size,
        unsafe mapping.base.load(as: FileHeader.self).isValid(for: mapping.byteCount)
      else { throw .notARegion }
      self.mapping = mapping
    }

    var header: UnsafeMutablePointer<FileHeader> { unsafe mapping.base.assumingMemoryBound(to: FileHeader.self) }

    /// The size of a page, in bytes.
    public var pageByteCount: Int { PlatformPages.pageByteCount }

    /// The size of the file, in bytes.
    public var fileByteCount: Int { mapping.byteCount }

    /// The bytes of the file that blocks may take still.
    public var unusedByteCount: Int { unsafe mapping.byteCount - header.pointee.cursor }

    /// The number of blocks that live in the file.
    public var liveBlockCount: Int { unsafe header.pointee.liveCount }

    /// The distance of an address in the region from its beginning, in bytes: the same in every process.
    public borrowing func offset(of address: UnsafeRawPointer) -> Int {
      if unsafe !mapping.contains(address) { _stop("the address is not in the region") }
      return unsafe address - UnsafeRawPointer(mapping.base)
    }

    /// The address in this process of what lies at an offset.
    ///
    /// It can be used for as long as the region lives.
    @unsafe
    public borrowing func address(at offset: Int) -> UnsafeMutableRawPointer {
      if offset < 0 || offset >= mapping.byteCount { _stop("the offset is not in the region") }
      return unsafe mapping.base + offset
    }

    /// The offset where readers begin; `nil` until it is set. Stored in the file. One that is not in the region stops the
    /// program: nobody could open the file again.
    public var rootOffset: Int? {
      get { unsafe header.pointee.root == 0 ? nil : header.pointee.root }
      nonmutating set {
        let root = newValue ?? 0
        if root < 0 || root >= mapping.byteCount { _stop("the root's offset is not in the region") }
        unsafe header.pointee.root = root
      }
    }

    /// Writes what has changed to the disk, and waits until it is there. Other processes see it without this.
    ///
    /// - Throws: ``FileRegionError/system(code:)`` when it could not be written.
    /// - Complexity: One system call, which waits for the disk: O(pages that have changed).
    public borrowing func flush() throws(FileRegionError) { try mapping.flush() }

    /// Allocates behind the newest block.
    ///
    /// - Returns: A block, or `nil` when the file is used up or the alignment is more than a page's.
    /// - Complexity: O(1).
    public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      guard alignment <= pageByteCount, let whole = Self.wholeByteCount(byteCount),
        let range = unsafe PageLayout.placement(
          byteCount: whole, alignment: max(alignment, Self.unit), base: 0, cursor: header.pointee.cursor,
          limit: mapping.byteCount)
      else { return nil }
      unsafe header.pointee.cursor = range.upperBound
      unsafe header.pointee.liveCount += 1
      return unsafe Block(address: mapping.base + range.lowerBound, byteCount: byteCount, alignment: alignment)
    }

    /// Deallocates a block; its room is used again when it is the newest one, or when no block lives any more.
    ///
    /// - Complexity: O(1).
    public borrowing func deallocate(_ block: Block) {
      let range = unsafe checkedRange(of: block, action: "deallocate")
      unsafe header.pointee.liveCount -= 1
      if unsafe header.pointee.liveCount == 0 {
        unsafe header.pointee.cursor = pageByteCount
      } else if unsafe range.upperBound == header.pointee.cursor {
        unsafe header.pointee.cursor = range.lowerBound
      }
    }

    /// Grows the newest block over the rest of the file, any other within its last 16 bytes; shrinking always succeeds.
    ///
    /// - Complexity: O(1).
    public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
      _checkRequest(byteCount: byteCount, alignment: 1)
      let old = unsafe checkedRange(of: block, action: "resize")
      guard let whole = Self.wholeByteCount(byteCount) else { return false }
      if unsafe old.upperBound == header.pointee.cursor {
        guard whole <= mapping.byteCount - old.lowerBound else { return false }
        unsafe header.pointee.cursor = old.lowerBound + whole
      } else if whole > old.count {
        return false
      }
      unsafe block.byteCount = byteCount
      return true
    }

    /// Multiples of 16 bytes.
    public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      _checkRequest(byteCount: byteCount, alignment: alignment)
      let good = Self.wholeByteCount(byteCount) ?? byteCount
      return good > mapping.byteCount - pageByteCount ? byteCount : good
    }

    /// Whether the alignment is at most a page's.
    public borrowing func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= pageByteCount }

    /// Whether `block` lies in the part of the file that blocks may take.
    public borrowing func owns(_ block: Block) -> Bool {
      unsafe block.lies(in: mapping.base + pageByteCount, byteCount: mapping.byteCount - pageByteCount)
    }
  }
#endif

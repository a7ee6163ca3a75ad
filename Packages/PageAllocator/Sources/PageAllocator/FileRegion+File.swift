#if !hasFeature(Embedded) && !os(WASI) && !os(Windows)
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif

  /// Why a file did not become a region.
  public enum FileRegionError: Error, Equatable, Sendable {
    /// The operating system refused; the code is its `errno`.
    case system(code: Int32)
    /// The file is no region, or a part of one.
    case notARegion
    /// The size is more than memory can hold.
    case tooLarge
  }

  /// What the first bytes of the file hold.
  struct FileHeader {
    private let magic: UInt64
    private let pageByteCount: Int
    private let byteCount: Int
    /// The offset behind the newest block.
    var cursor: Int
    var liveCount = 0
    /// The offset that the user set; zero, where no block can be, for none.
    var root = 0

    private static var magic: UInt64 { 0x5357_4652_4547_0001 }  // the last number is the format's

    init(byteCount: Int, pageByteCount: Int) {
      magic = Self.magic
      self.pageByteCount = pageByteCount
      self.byteCount = byteCount
      cursor = pageByteCount
    }

    func isValid(for fileByteCount: Int) -> Bool {
      magic == Self.magic && byteCount == fileByteCount && pageByteCount == PlatformPages.pageByteCount
        && cursor >= pageByteCount && cursor <= byteCount && liveCount >= 0 && root >= 0 && root < byteCount
    }
  }

  /// A file in memory, shared with every process that maps it.
  @safe
  struct FileMapping: ~Copyable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    init(creating path: String, byteCount: Int) throws(FileRegionError) {
      guard let length = off_t(exactly: byteCount) else { throw .tooLarge }
      // A new file: were an old one cut off, whoever has mapped it would be stopped at its next access.
      guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .system(code: errno) }
      let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
      guard file >= 0 else { throw .system(code: errno) }
      defer { close(file) }
      guard ftruncate(file, length) == 0 else { throw .system(code: errno) }
      try self.init(file: file, byteCount: byteCount)
    }

    init(opening path: String) throws(FileRegionError) {
      let file = unsafe open(path, O_RDWR)
      guard file >= 0 else { throw .system(code: errno) }
      defer { close(file) }
      let length = lseek(file, 0, SEEK_END)
      guard length >= 0 else { throw .system(code: errno) }
      guard length > 0, let byteCount = Int(exactly: length) else { throw .notARegion }
      try self.init(file: file, byteCount: byteCount)
    }

    private init(file: CInt, byteCount: Int) throws(FileRegionError) {
      let address = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, CInt(MAP_SHARED), file, 0)
      guard let address = unsafe address, unsafe !PlatformPages.isMapFailure(address) else {
        throw .system(code: errno)
      }
      unsafe base = address
      self.byteCount = byteCount
    }

    deinit { unsafe PlatformPages.unmap(base, byteCount: byteCount) }

    func contains(_ address: UnsafeRawPointer) -> Bool {
      unsafe UInt(bitPattern: address) &- UInt(bitPattern: base) < UInt(byteCount)
    }

    func flush() throws(FileRegionError) {
      guard unsafe msync(base, byteCount, CInt(MS_SYNC)) == 0 else { throw .system(code: errno) }
    }

    /// Frees the disk's room of some pages, where the file system can; they read as zero then.
    func punch(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      #if os(Linux) || os(Android)
        unsafe madvise(address, byteCount, 9)  // MADV_REMOVE
      #endif
    }
  }

  extension FileRegion {
    /// Blocks begin at multiples of this.
    static var unit: Int { 16 }

    static func wholeByteCount(_ byteCount: Int) -> Int? {
      SizeArithmetic.roundedUp(max(byteCount, 1), toMultipleOf: unit)
    }

    /// The offsets of a block, which must lie in the used part of the file.
    borrowing func checkedRange(of block: Block, action: StaticString) -> Range<Int> {
      let start = unsafe owns(block) ? block.address - mapping.base : 0
      let end = unsafe Self.wholeByteCount(block.byteCount).flatMap { SizeArithmetic.sum(start, $0) } ?? 0
      guard unsafe start > 0 && end <= header.pointee.cursor && liveBlockCount > 0 else {
        unsafe _stop("FileRegion was asked to \(action) \(block), which is no live block of it")
      }
      return start..<end
    }

    /// Does nothing: pages that were decommitted are there when they are next used, and zero.
    @unsafe
    public borrowing func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool { true }

    /// Frees the room on the disk of some pages of a block, where the system can (on Linux); they are zero afterwards.
    ///
    /// - Complexity: One system call on Linux, O(pages) in the system; nothing elsewhere.
    @unsafe
    public borrowing func decommit(_ pages: UnsafeMutableRawBufferPointer) {
      guard let start = pages.baseAddress else { return }
      unsafe mapping.punch(start, byteCount: pages.count)
    }

    /// The file's size, and how much of it is in use.
    public borrowing func explain() -> Explanation {
      Explanation(
        "FileRegion", parameters: [("file", "\(fileByteCount) bytes")], capabilities: [.owns, .resizesInPlace],
        maximumAlignment: pageByteCount,
        figures: [("live", liveBlockCount), ("unused bytes", unusedByteCount)])
    }
  }
#endif

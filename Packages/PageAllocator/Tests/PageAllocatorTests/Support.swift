import PageAllocator

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A block as tests see it: the unsafety is in here, so that a test reads like the law it checks.
@safe
struct Piece: Equatable {
  var block: Block

  init(_ block: Block) { unsafe self.block = block }
  static func == (left: Piece, right: Piece) -> Bool { unsafe left.block == right.block }

  var address: UInt { unsafe UInt(bitPattern: block.address) }
  var byteCount: Int { unsafe block.byteCount }
  var end: UInt { address + UInt(byteCount) }
  var isAligned: Bool { unsafe address % UInt(block.alignment) == 0 }
  /// One byte of the block, or, on purpose, of what lies around it.
  subscript(offset: Int) -> UInt8 {
    get { unsafe block.address.load(fromByteOffset: offset, as: UInt8.self) }
    nonmutating set { unsafe block.address.storeBytes(of: newValue, toByteOffset: offset, as: UInt8.self) }
  }
  func fill(_ byte: UInt8) { unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: byte) }
  func holds(_ byte: UInt8, upTo count: Int = .max) -> Bool {
    unsafe block.bytes.prefix(count).allSatisfy { $0 == byte }
  }
  /// Some bytes of the block.
  func bytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[range])
  }
  /// How many of the block's pages are in memory; `nil` when some of them are not mapped.
  var residentPageCount: Int? { residentPages(from: address, byteCount: byteCount) }
}

let page = PageAllocator.pageByteCount

/// Whether pages can be locked: the sanitizers make a no-op of it.
#if os(Linux)
  let canLockPages = unsafe dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil
#else
  let canLockPages = true
#endif

/// How many pages of a range are in memory; `nil` when some of them are not mapped.
func residentPages(from address: UInt, byteCount: Int) -> Int? {
  let count = (byteCount + page - 1) / page
  var flags = [UInt8](repeating: 0, count: count)
  let start = unsafe UnsafeMutableRawPointer(bitPattern: address)
  guard unsafe mincore(start, count * page, &flags) == 0 else { return nil }
  return flags.count { $0 & 1 == 1 }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  func take(_ byteCount: Int, alignment: Int = 8) throws(AllocationError) -> Piece {
    unsafe Piece(try allocate(byteCount: byteCount, alignment: alignment))
  }
  func takeZeroed(_ byteCount: Int) throws(AllocationError) -> Piece {
    unsafe Piece(try allocateZeroed(byteCount: byteCount, alignment: 8))
  }
  func free(_ piece: Piece) { unsafe deallocate(piece.block) }
  func resize(_ piece: inout Piece, _ byteCount: Int) -> Bool { unsafe resize(&piece.block, byteCount: byteCount) }
  func reallocate(_ piece: inout Piece, _ byteCount: Int) throws(AllocationError) {
    try unsafe reallocate(&piece.block, byteCount: byteCount)
  }
}

extension PageSource where Self: ~Copyable & ~Escapable {
  func commit(_ piece: Piece, _ range: Range<Int>) -> Bool { unsafe commit(piece.bytes(range)) }
  func decommit(_ piece: Piece, _ range: Range<Int>) { unsafe decommit(piece.bytes(range)) }
  /// Moves the memory of `pageCount` pages of a piece, from `first` on, to those from `target` on.
  func move(_ piece: Piece, from first: Int = 0, _ pageCount: Int, to target: Int) -> PageMove {
    let pages = first * page..<(first + pageCount) * page
    return unsafe movePages(piece.bytes(pages), to: piece.block.address + target * page)
  }
}

/// Lets this process lock `byteCount` bytes from now on, also where it was started by a privileged user.
func limitLocking(to byteCount: Int) {
  #if os(Linux)
    var limit = rlimit(rlim_cur: rlim_t(byteCount), rlim_max: rlim_t(byteCount))
    precondition(unsafe setrlimit(__rlimit_resource_t(8), &limit) == 0)  // RLIMIT_MEMLOCK
    if getuid() == 0 { precondition(setuid(65_534) == 0) }
  #endif
}

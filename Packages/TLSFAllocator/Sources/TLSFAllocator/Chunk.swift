/// A piece of a region, free or in use: a word with its size, and what follows up to the next such word.
///
///     | size, flags | bytes of the user …                                     |   in use
///     | size, flags | next free chunk | previous free chunk | … | this chunk |   free
///
/// A free chunk's last word is its own address, so that the chunk behind it finds where it begins. A chunk in use lends
/// that word to its user. Sizes are multiples of two words, and so leave room for three flags.
@safe
struct Chunk: Equatable {
  let header: UnsafeMutablePointer<Int>

  init(_ header: UnsafeMutablePointer<Int>) { unsafe self.header = header }

  /// The chunk whose user has the bytes at an address.
  @unsafe
  init(containing address: UnsafeMutableRawPointer) {
    unsafe header = (address - Chunk.headerByteCount).assumingMemoryBound(to: Int.self)
  }

  static var headerByteCount: Int { MemoryLayout<Int>.size }
  /// The size of the smallest chunk: what a free one must hold.
  static var leastByteCount: Int { 4 * MemoryLayout<Int>.size }
  private static var freeFlag: Int { 1 }
  private static var previousFreeFlag: Int { 2 }
  private static var firstFlag: Int { 4 }
  private static var flags: Int { 7 }

  static func == (left: Chunk, right: Chunk) -> Bool { unsafe left.header == right.header }

  private var word: Int {
    get { unsafe header.pointee }
    nonmutating set { unsafe header.pointee = newValue }
  }

  /// The bytes from this chunk's header to the next one's.
  var byteCount: Int { word & ~Chunk.flags }
  var isFree: Bool { word & Chunk.freeFlag != 0 }
  /// Whether the chunk before this one, in addresses, is free.
  var followsFree: Bool { word & Chunk.previousFreeFlag != 0 }
  /// Whether this is the first chunk of its region.
  var isFirst: Bool { word & Chunk.firstFlag != 0 }
  /// Whether this is the mark at the end of a region.
  var isEnd: Bool { byteCount == 0 }

  /// Whether this chunk is all of its region.
  var isWhole: Bool { isFirst && next.isEnd }

  /// Writes the header of a chunk in use.
  func beginInUse(byteCount: Int, followsFree: Bool) {
    word = byteCount | (followsFree ? Chunk.previousFreeFlag : 0)
  }

  /// Writes what makes this a free chunk: header, its address in its last word, and the flag of the next chunk. The chunk
  /// before it is in use.
  func beginFree(byteCount: Int, isFirst: Bool) {
    word = byteCount | Chunk.freeFlag | (isFirst ? Chunk.firstFlag : 0)
    let next = self.next
    unsafe (next.header - 1).pointee = Int(bitPattern: header)
    next.word |= Chunk.previousFreeFlag
  }

  /// Makes this free chunk one in use.
  func use() {
    word &= ~Chunk.freeFlag
    next.word &= ~Chunk.previousFreeFlag
  }

  /// Changes the size of a chunk in use.
  func setByteCount(_ byteCount: Int) { word = byteCount | word & Chunk.flags }

  /// The chunk behind this one, in addresses.
  var next: Chunk { chunk(at: byteCount) }

  /// The chunk that begins `offset` bytes behind this one's beginning.
  func chunk(at offset: Int) -> Chunk {
    unsafe Chunk((UnsafeMutableRawPointer(header) + offset).assumingMemoryBound(to: Int.self))
  }

  /// The chunk before this one, which must be free.
  var previous: Chunk {
    unsafe Chunk(UnsafeMutablePointer(bitPattern: (header - 1).pointee).unsafelyUnwrapped)
  }

  /// Where the user's bytes begin.
  var address: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(header + 1) }

  /// The next chunk in the list of this one's class.
  var nextFree: Chunk? {
    get { unsafe UnsafeMutablePointer<Int>(bitPattern: header[1]).map { unsafe Chunk($0) } }
    nonmutating set { unsafe header[1] = newValue.map { unsafe Int(bitPattern: $0.header) } ?? 0 }
  }
  var previousFree: Chunk? {
    get { unsafe UnsafeMutablePointer<Int>(bitPattern: header[2]).map { unsafe Chunk($0) } }
    nonmutating set { unsafe header[2] = newValue.map { unsafe Int(bitPattern: $0.header) } ?? 0 }
  }
}

public import AllocatorCore

/// Caches of freed blocks by size class, linked through their first words: two magazines a class (Bonwick, 2001).
///
/// A handle on memory of ``byteCount`` bytes. Choose it to build an allocator that pays for several blocks at a time.
/// Classes are every 8 bytes to 128, then eight steps a doubling to 1024, numbered from 1. A magazine holds up to 64
/// blocks and about a given number of bytes, at least two blocks. Taking and putting are a handful of instructions; what
/// the owner does when a magazine is empty or full is its own.
///
/// Memory of zeros is magazines too: they refuse everything.
///
/// Each operation is O(1) unless it says otherwise.
@unsafe
@frozen
public struct Magazines {
  @usableFromInline let memory: UnsafeMutableRawPointer

  /// The number of classes, with class 0, which is not used.
  @inlinable public static var classCount: Int { 41 }
  /// The number of magazines; those beyond ``classCount`` hold nothing, whatever is put to them.
  @inlinable public static var placeCount: Int { 48 }
  /// The largest size that has a class, in bytes.
  @inlinable public static var largestByteCount: Int { 1024 }

  // The pages, a count, the magazines' offsets by size, the magazines.
  @inlinable static var tickOffset: Int { 24 }
  @inlinable static var tableOffset: Int { 32 }
  @inlinable static var tableCount: Int { 129 }
  @inlinable static var magazinesOffset: Int { 320 }
  /// The memory that magazines need, in bytes, aligned to 8.
  @inlinable public static var byteCount: Int {
    unsafe magazinesOffset &+ placeCount &* MemoryLayout<Magazine>.stride
  }

  /// Where the memory behind the magazines begins: what an owner keeps beside them.
  @inline(always)
  @inlinable public var end: UnsafeMutableRawPointer { unsafe memory + Self.byteCount }

  /// Magazines that were made in this memory, or memory of zeros.
  @inline(always)
  @inlinable public init(at memory: UnsafeMutableRawPointer) { unsafe self.memory = unsafe memory }

  /// This thread's magazines in a slot that a ``ThreadCaches`` keeps them in; `nil` when there are none.
  @inline(always)
  @inlinable
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  public static func ofThread(slot: Int) -> Magazines? {
    guard let cache = unsafe ThreadSlots.table[slot] else { return nil }
    return unsafe Magazines(at: cache + ThreadCacheHeader.byteCount)
  }

  /// This thread's magazines in slot 0, which refuse everything before they are made.
  @inlinable
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  public static var ofThread: Magazines {
    @inline(always) get {
      unsafe Magazines(at: ThreadSlots.record + (ThreadSlots.sharedOffset &+ ThreadCacheHeader.byteCount))
    }
  }

  /// Makes empty magazines.
  ///
  /// - Parameters:
  ///   - memory: ``byteCount`` bytes, aligned to 8.
  ///   - magazineByteCount: How many bytes of blocks a magazine holds, about.
  ///   - smallest: The size of the smallest blocks: 8, or 16 where the owner needs two words of a block.
  ///   - pages: Where the blocks lie, for ``put(_:)``.
  /// - Complexity: O(classes).
  @inlinable
  public init(
    making memory: UnsafeMutableRawPointer, magazineByteCount: Int, smallest: Int = 8,
    pages: MagazinePages? = nil
  ) {
    unsafe self.init(at: memory)
    unsafe memory.initializeMemory(as: MagazinePages.self, to: pages ?? MagazinePages())
    unsafe ticks.initialize(to: 0)
    for step in unsafe 0..<Self.tableCount {
      let index = unsafe Self.index(for: max(step &* 8, smallest))
      let offset = unsafe Self.magazinesOffset &+ index &* MemoryLayout<Magazine>.stride
      unsafe (offsets + step).initialize(to: UInt16(truncatingIfNeeded: offset))
    }
    for index in unsafe 0..<Self.placeCount {
      unsafe magazine(index).initialize(
        to: Magazine(
          capacity: Self.capacity(of: index, magazineByteCount: magazineByteCount),
          blockByteCount: index > 0 && index < Self.classCount ? Self.blockByteCount(of: index) : 0))
    }
  }

  /// How many blocks of a class a magazine of about `magazineByteCount` bytes holds.
  @inlinable
  public static func capacity(of index: Int, magazineByteCount: Int) -> Int {
    guard unsafe index > 0 && index < classCount else { return 0 }
    return unsafe max(2, min(64, magazineByteCount / blockByteCount(of: index)))
  }

  /// The size of a class's blocks, in bytes.
  @inlinable
  public static func blockByteCount(of index: Int) -> Int {
    GeometricSizeClasses.byteCount(of: index &- 1, quantumShift: 3, stepShift: 3)
  }
  /// The class of a size, by shifts.
  @inlinable public static func index(for byteCount: Int) -> Int {
    GeometricSizeClasses.index(of: byteCount, quantumShift: 3, stepShift: 3) &+ 1
  }

  @inline(always)
  @inlinable
  var offsets: UnsafeMutablePointer<UInt16> {
    unsafe (memory + Self.tableOffset).assumingMemoryBound(to: UInt16.self)
  }
  @inlinable
  var ticks: UnsafeMutablePointer<Int> { unsafe (memory + Self.tickOffset).assumingMemoryBound(to: Int.self) }

  @inline(always)
  @inlinable
  func magazine(_ index: Int) -> UnsafeMutablePointer<Magazine> {
    unsafe (memory + Self.magazinesOffset).assumingMemoryBound(to: Magazine.self) + index
  }

  /// The magazine for a size of up to 1024 bytes, by one look-up.
  @inline(always)
  @inlinable
  public func magazine(forByteCount byteCount: Int) -> UnsafeMutablePointer<Magazine> {
    unsafe (memory + Int(offsets[(byteCount &+ 7) &>> 3])).assumingMemoryBound(to: Magazine.self)
  }

  /// Takes the block that was put last; `nil` when the magazine is empty.
  @inline(always)
  @inlinable
  public static func take(_ magazine: UnsafeMutablePointer<Magazine>) -> UnsafeMutableRawPointer? {
    guard let head = unsafe magazine.pointee.head else { return nil }
    unsafe magazine.pointee.head = unsafe head.load(as: UnsafeMutableRawPointer?.self)
    unsafe magazine.pointee.room &+= 1
    return unsafe head
  }
  @inlinable public func take(_ index: Int) -> UnsafeMutableRawPointer? { unsafe Self.take(magazine(index)) }

  /// Puts a block; `false` when the magazine is full.
  @inline(always)
  @inlinable
  public static func put(_ magazine: UnsafeMutablePointer<Magazine>, _ block: UnsafeMutableRawPointer) -> Bool {
    let room = unsafe magazine.pointee.room &- 1
    guard _fastPath(room >= 0) else { return false }
    unsafe magazine.pointee.room = room
    unsafe block.storeBytes(of: magazine.pointee.head, as: UnsafeMutableRawPointer?.self)
    unsafe magazine.pointee.head = unsafe block
    return true
  }
  @inlinable public func put(_ index: Int, _ block: UnsafeMutableRawPointer) -> Bool {
    unsafe Self.put(magazine(index), block)
  }

  /// Puts a block into the magazine of its page; `false` when that is full, or the page has none.
  @inline(always)
  @inlinable
  public func put(_ block: UnsafeMutableRawPointer) -> Bool {
    let pages = unsafe memory.assumingMemoryBound(to: MagazinePages.self)
    let offset = unsafe UInt(bitPattern: block) &- pages.pointee.base
    guard unsafe _fastPath(offset < pages.pointee.byteLimit) else { return false }
    let kind = unsafe pages.pointee.kinds.unsafelyUnwrapped[Int(bitPattern: offset &>> 12)]
    return unsafe Self.put(magazine(Int(kind)), block)
  }

  /// Exchanges a block for one of the class for `byteCount` bytes, with what it holds.
  ///
  /// - Parameters:
  ///   - block: A block of any class, or another address.
  ///   - byteCount: The new size, of up to 1024 bytes, rounded up to the alignment that it needs.
  /// - Returns: The block itself where it is of that class; `nil` where one magazine is empty or the other full, where the
  ///   block is of no class, or of one of odd multiples of 8 bytes.
  @inline(always)
  @inlinable
  public func exchange(_ block: UnsafeMutableRawPointer, forByteCount byteCount: Int) -> UnsafeMutableRawPointer? {
    let pages = unsafe memory.assumingMemoryBound(to: MagazinePages.self)
    let offset = unsafe UInt(bitPattern: block) &- pages.pointee.base
    guard unsafe offset < pages.pointee.byteLimit else { return nil }
    let old = unsafe magazine(Int(pages.pointee.kinds.unsafelyUnwrapped[Int(bitPattern: offset &>> 12)]))
    let new = unsafe magazine(forByteCount: byteCount)
    if unsafe old == new { return unsafe block }
    let wordCount = unsafe Int(old.pointee.blockWordCount)
    guard unsafe old.pointee.room > 0 && wordCount & 1 == 0, let result = unsafe Self.take(new) else { return nil }
    unsafe result.copyMemory(from: block, byteCount: min(wordCount &* 8, byteCount))
    _ = unsafe Self.put(old, block)
    return unsafe result
  }

  /// How many blocks a full magazine of a class holds.
  @inlinable public func capacity(_ index: Int) -> Int { unsafe Int(magazine(index).pointee.capacity) }

  /// Loads a list of `count` blocks, up to a magazine's capacity, into an empty magazine.
  @inlinable
  public func load(_ index: Int, _ list: UnsafeMutableRawPointer?, count: Int) {
    let magazine = unsafe magazine(index)
    unsafe magazine.pointee.head = unsafe list
    unsafe magazine.pointee.room = unsafe Int32(magazine.pointee.capacity) &- Int32(truncatingIfNeeded: count)
  }

  /// Loads the reserve into an empty magazine; whether there is one.
  @inlinable
  public func loadSpare(_ index: Int) -> Bool {
    let magazine = unsafe magazine(index)
    guard let spare = unsafe magazine.pointee.spare else { return false }
    unsafe magazine.pointee.spare = nil
    unsafe magazine.pointee.head = unsafe spare
    unsafe magazine.pointee.room = 0
    unsafe magazine.pointee.isIdle = false
    return true
  }

  /// Puts a full magazine in reserve, and empties it.
  ///
  /// - Returns: The list that was in reserve, a full magazine, which is the caller's now.
  @inlinable
  public func unloadFull(_ index: Int) -> UnsafeMutableRawPointer? {
    let magazine = unsafe magazine(index)
    let spare = unsafe magazine.pointee.spare
    unsafe magazine.pointee.spare = unsafe magazine.pointee.head
    unsafe magazine.pointee.head = nil
    unsafe magazine.pointee.room = unsafe Int32(magazine.pointee.capacity)
    unsafe magazine.pointee.isIdle = false
    return unsafe spare
  }
}

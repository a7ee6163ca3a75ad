public import AllocatorCore

/// Freed blocks of one class, ready to be used again: a list that is taken from and put to, and a full one in reserve.
@frozen
@usableFromInline
@safe
struct Magazine {
  @usableFromInline var head: UnsafeMutableRawPointer?
  @usableFromInline var spare: UnsafeMutableRawPointer?
  /// How many blocks the list has room for still, and how many it holds when it is full.
  @usableFromInline var room: Int32
  @usableFromInline var capacity: Int32

  @inlinable init(capacity: Int32) {
    unsafe head = nil
    unsafe spare = nil
    room = capacity
    self.capacity = capacity
  }
}

/// Caches of freed blocks by size class, linked through their first words: two magazines a class (Bonwick, 2001).
///
/// A handle on memory of ``byteCount`` bytes. Choose it to build an allocator that pays for several blocks at a time.
/// Classes are every 8 bytes to 128, then eight steps a doubling to 1024, numbered from 1. A magazine holds up to 64
/// blocks and about a given number of bytes, at least two blocks. Taking and putting are a handful of instructions; what
/// the owner does when a magazine is empty or full is its own.
@unsafe
@frozen
public struct Magazines {
  @usableFromInline let classes: UnsafeMutablePointer<UInt8>

  /// The number of classes, with class 0, which is not used.
  @inlinable public static var classCount: Int { 41 }
  /// The largest size that has a class, in bytes.
  @inlinable public static var largestByteCount: Int { 1024 }
  @inlinable static var tableByteCount: Int { 136 }
  /// The memory that magazines need, in bytes, aligned to 8.
  @inlinable public static var byteCount: Int {
    unsafe tableByteCount &+ classCount &* MemoryLayout<Magazine>.stride
  }

  /// Magazines that were made in this memory.
  @inlinable public init(at memory: UnsafeMutableRawPointer) {
    unsafe classes = unsafe memory.assumingMemoryBound(to: UInt8.self)
  }

  /// This thread's magazines in a slot that a ``ThreadCaches`` keeps them in; `nil` when there are none.
  @inline(always)
  @inlinable
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  public static func ofThread(slot: Int) -> Magazines? {
    guard let table = unsafe ThreadSlots.table, let cache = unsafe table[slot] else { return nil }
    return unsafe Magazines(at: cache + ThreadCacheHeader.byteCount)
  }

  /// Makes empty magazines.
  ///
  /// - Parameters:
  ///   - memory: ``byteCount`` bytes, aligned to 8.
  ///   - magazineByteCount: How many bytes of blocks a magazine holds, about.
  ///   - smallest: The size of the smallest blocks: 8, or 16 where the owner needs two words of a block.
  @inlinable
  public init(making memory: UnsafeMutableRawPointer, magazineByteCount: Int, smallest: Int = 8) {
    unsafe self.init(at: memory)
    for step in unsafe 0..<Self.tableByteCount {
      let byteCount = unsafe min(max(step &* 8, smallest), Self.largestByteCount)
      unsafe (memory + step).initializeMemory(as: UInt8.self, repeating: UInt8(Self.index(for: byteCount)), count: 1)
    }
    for index in unsafe 0..<Self.classCount {
      let capacity = unsafe index == 0 ? 0 : max(2, min(64, magazineByteCount / Self.blockByteCount(of: index)))
      unsafe magazine(index).initialize(to: Magazine(capacity: Int32(capacity)))
    }
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

  /// The class of a size of up to 1024 bytes, by one look-up.
  @inline(always)
  @inlinable
  public func index(for byteCount: Int) -> Int { unsafe Int(classes[(byteCount &+ 7) &>> 3]) }

  @inline(always)
  @inlinable
  func magazine(_ index: Int) -> UnsafeMutablePointer<Magazine> {
    unsafe (UnsafeMutableRawPointer(classes) + Self.tableByteCount).assumingMemoryBound(to: Magazine.self) + index
  }

  /// Takes the block of a class that was put last; `nil` when the magazine is empty.
  @inline(always)
  @inlinable
  public func take(_ index: Int) -> UnsafeMutableRawPointer? {
    let magazine = unsafe magazine(index)
    guard let head = unsafe magazine.pointee.head else { return nil }
    unsafe magazine.pointee.head = unsafe head.load(as: UnsafeMutableRawPointer?.self)
    unsafe magazine.pointee.room &+= 1
    return unsafe head
  }

  /// Puts a block of a class; `false` when the magazine is full.
  @inline(always)
  @inlinable
  public func put(_ index: Int, _ block: UnsafeMutableRawPointer) -> Bool {
    let magazine = unsafe magazine(index)
    guard unsafe magazine.pointee.room != 0 else { return false }
    unsafe magazine.pointee.room &-= 1
    unsafe block.storeBytes(of: magazine.pointee.head, as: UnsafeMutableRawPointer?.self)
    unsafe magazine.pointee.head = unsafe block
    return true
  }

  /// How many blocks a full magazine of a class holds.
  @inlinable public func capacity(_ index: Int) -> Int { unsafe Int(magazine(index).pointee.capacity) }

  /// Loads the reserve into an empty magazine; whether there is one.
  @inlinable
  public func loadSpare(_ index: Int) -> Bool {
    let magazine = unsafe magazine(index)
    guard let spare = unsafe magazine.pointee.spare else { return false }
    unsafe magazine.pointee.spare = nil
    unsafe magazine.pointee.head = unsafe spare
    unsafe magazine.pointee.room = 0
    return true
  }

  /// Loads a list of `count` blocks, up to a magazine's capacity, into an empty magazine.
  @inlinable
  public func load(_ index: Int, _ list: UnsafeMutableRawPointer?, count: Int) {
    let magazine = unsafe magazine(index)
    unsafe magazine.pointee.head = unsafe list
    unsafe magazine.pointee.room = unsafe magazine.pointee.capacity &- Int32(truncatingIfNeeded: count)
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
    unsafe magazine.pointee.room = unsafe magazine.pointee.capacity
    return unsafe spare
  }

  /// Empties all magazines, and passes each list that they held: class, first block, number of blocks.
  @inlinable
  public func drain(_ body: (Int, UnsafeMutableRawPointer, Int) -> Void) {
    for index in unsafe 1..<Self.classCount {
      let magazine = unsafe magazine(index)
      let capacity = unsafe magazine.pointee.capacity
      let count = unsafe Int(capacity &- magazine.pointee.room)
      let head = unsafe magazine.pointee.head
      let spare = unsafe magazine.pointee.spare
      unsafe magazine.pointee.head = nil
      unsafe magazine.pointee.spare = nil
      unsafe magazine.pointee.room = capacity
      if let head = unsafe head { unsafe body(index, head, count) }
      if let spare = unsafe spare { unsafe body(index, spare, Int(capacity)) }
    }
  }

  /// The bytes of the blocks in all magazines.
  public var cachedByteCount: Int {
    var sum = 0
    for index in unsafe 1..<Self.classCount {
      let magazine = unsafe magazine(index).pointee
      let count = unsafe Int(magazine.capacity - magazine.room) + (magazine.spare == nil ? 0 : Int(magazine.capacity))
      unsafe sum += count * Self.blockByteCount(of: index)
    }
    return sum
  }

  /// Whether a block is in a class's magazines: it was freed before. For checks, O(capacity).
  public func holds(_ index: Int, _ block: UnsafeMutableRawPointer) -> Bool {
    let lists = unsafe (magazine(index).pointee.head, magazine(index).pointee.spare)
    if unsafe Self.list(lists.0, holds: block) { return true }
    return unsafe Self.list(lists.1, holds: block)
  }
  static func list(_ list: UnsafeMutableRawPointer?, holds block: UnsafeMutableRawPointer) -> Bool {
    var next = unsafe list
    while let current = unsafe next {
      if unsafe current == block { return true }
      unsafe next = current.load(as: UnsafeMutableRawPointer?.self)
    }
    return false
  }
}

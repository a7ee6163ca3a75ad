/// A set of small integers that finds its least member in as many steps as a tree of 64 branches has levels.
///
/// Level 0 has a bit for each integer; a level above has a bit for each word of the level below, which is set while
/// that word is not zero. A set of up to a million integers has four levels, and takes 1.6 % more than a plain one. It
/// lies in memory of its owner; an allocator keeps its free cells, blocks or spans in one.
@safe
@frozen
public struct _HierarchicalBitSet {
  @usableFromInline let words: UnsafeMutablePointer<UInt64>
  /// How many integers may be members: those from zero on.
  public let capacity: Int
  /// The number of words of all levels.
  @usableFromInline let wordCount: Int

  /// A set in memory of its owner, which must have been cleared before it is used.
  ///
  /// Make it once: it counts its words.
  ///
  /// - Parameters:
  ///   - words: Memory for ``wordCount(capacity:)`` words.
  ///   - capacity: How many integers may be members.
  /// - Complexity: O(1).
  @inlinable
  public init(words: UnsafeMutablePointer<UInt64>, capacity: Int) {
    unsafe self.words = words
    self.capacity = capacity
    wordCount = Self.wordCount(capacity: capacity)
  }

  /// The same, where the number of words is known.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public init(words: UnsafeMutablePointer<UInt64>, capacity: Int, wordCount: Int) {
    unsafe self.words = words
    self.capacity = capacity
    self.wordCount = wordCount
  }

  /// The number of words that a set takes.
  ///
  /// - Complexity: O(log `capacity`).
  @inlinable
  public static func wordCount(capacity: Int) -> Int {
    var count = 0
    var level = capacity
    repeat {
      level = (level &+ 63) / 64
      count += level
    } while level > 1
    return count
  }

  /// The bit of an integer in its word.
  ///
  /// - Complexity: O(1).
  @inline(always)
  @inlinable
  public static func bit(_ index: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: index) }

  /// Removes everything.
  ///
  /// - Complexity: O(capacity / 64).
  public func clear() {
    unsafe words.initialize(repeating: 0, count: wordCount)
  }

  /// Whether an integer is a member.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func contains(_ member: Int) -> Bool { unsafe words[member &>> 6] & Self.bit(member) != 0 }

  /// Adds a member.
  ///
  /// - Complexity: O(log `capacity`), but O(1) where its word has a member already.
  @inlinable
  public func insert(_ member: Int) {
    var level = unsafe words
    var count = capacity
    var index = member
    while true {
      count = (count &+ 63) &>> 6
      let word = unsafe level + (index &>> 6)
      let old = unsafe word.pointee
      unsafe word.pointee = old | Self.bit(index)
      if old != 0 || count == 1 { return }
      unsafe level += count
      index &>>= 6
    }
  }

  /// Removes a member.
  ///
  /// - Complexity: O(log `capacity`), but O(1) where its word has another member.
  @inlinable
  public func remove(_ member: Int) {
    var level = unsafe words
    var count = capacity
    var index = member
    while true {
      count = (count &+ 63) &>> 6
      let word = unsafe level + (index &>> 6)
      let new = unsafe word.pointee & ~Self.bit(index)
      unsafe word.pointee = new
      if new != 0 || count == 1 { return }
      unsafe level += count
      index &>>= 6
    }
  }

  /// The least member that is at least `minimum`.
  ///
  /// - Complexity: O(log `capacity`).
  public func first(from minimum: Int = 0) -> Int? {
    guard minimum < capacity else { return nil }
    var level = unsafe words
    var count = (capacity &+ 63) &>> 6
    var index = minimum
    var depth = 0
    // Up, until a word has a member at or behind the place.
    while true {
      let word = unsafe level[index &>> 6] & (~0 &<< UInt64(truncatingIfNeeded: index))
      if word != 0 {
        index = index & ~63 | word.trailingZeroBitCount
        break
      }
      if count == 1 { return nil }
      unsafe level += count
      index = (index &>> 6) &+ 1
      // The word was the level's last: nothing lies behind it on the levels above either.
      if index >= count { return nil }
      count = (count &+ 63) &>> 6
      depth &+= 1
    }
    // Down again, to the least member of each word.
    while depth > 0 {
      depth &-= 1
      unsafe level -= Self.levelWordCount(capacity: capacity, depth: depth)
      index = unsafe index &<< 6 | level[index].trailingZeroBitCount
    }
    return index
  }

  private static func levelWordCount(capacity: Int, depth: Int) -> Int {
    var count = capacity
    for _ in 0...depth { count = (count &+ 63) &>> 6 }
    return count
  }

  /// Whether there is no member.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var isEmpty: Bool {
    unsafe words[wordCount &- 1] == 0  // the highest level is one word
  }

  /// The number of members.
  ///
  /// - Complexity: O(`capacity` / 64): they are counted when asked for.
  public func count() -> Int {
    var count = 0
    for word in 0..<(capacity + 63) / 64 { unsafe count += words[word].nonzeroBitCount }
    return count
  }
}

/// What is known of the free cells of a part of the cells: how many begin it, how many end it, and the longest run.
@frozen
@usableFromInline
struct FreeRuns: Equatable {
  /// How many cells the part has.
  @usableFromInline var cellCount = 0
  @usableFromInline var prefix = 0
  @usableFromInline var suffix = 0
  @usableFromInline var longest = 0

  @usableFromInline
  init() {}

  /// Appends the part that lies behind this one.
  @inline(always)
  mutating func append(_ next: FreeRuns) {
    longest = max(longest, next.longest, suffix &+ next.prefix)
    if prefix == cellCount { prefix &+= next.prefix }
    suffix = next.suffix == next.cellCount ? suffix &+ next.cellCount : next.suffix
    cellCount &+= next.cellCount
  }

  /// Appends the next `width` cells, whose free ones are the ones among the lowest bits of `word`; the others are zero.
  @inline(always)
  mutating func append(_ word: UInt64, width: Int) {
    let before = cellCount
    cellCount &+= width
    if word == 0 {
      suffix = 0
      return
    }
    if word == BitRuns.mask(from: 0, count: width) {
      if prefix == before { prefix &+= width }
      suffix &+= width
      longest = max(longest, suffix)
      return
    }
    let first = (~word).trailingZeroBitCount
    if prefix == before { prefix += first }
    longest = max(longest, suffix + first)
    // A run within the word that is longer than all before it?
    if longest < 64 {
      var starts = BitRuns.starts(of: longest + 1, in: word)
      while starts != 0 {
        longest += 1
        starts &= word >> UInt64(longest)
      }
    }
    suffix = (~(word << UInt64(64 - width))).leadingZeroBitCount
  }
}

/// The longest runs of free cells in groups of 32 words, in eight groups each, and so on up to all cells: so that a run
/// of any length is found in as many steps as there are levels, and eight times as many looks.
///
/// It lies in memory of its owner, who says which groups have changed.
@safe
@frozen
@usableFromInline
struct RunTree {
  @usableFromInline let nodes: UnsafeMutablePointer<FreeRuns>
  @usableFromInline let groupCount: Int

  /// How many words of bits are a group.
  @inlinable static var groupWordCount: Int { 32 }
  @inlinable static var branchCount: Int { 8 }

  @inlinable
  init(nodes: UnsafeMutablePointer<FreeRuns>, groupCount: Int) {
    unsafe self.nodes = nodes
    self.groupCount = groupCount
  }

  @inlinable
  static func groupCount(wordCount: Int) -> Int {
    wordCount / groupWordCount + (wordCount % groupWordCount == 0 ? 0 : 1)
  }

  /// The number of nodes for a number of groups.
  @inlinable
  static func nodeCount(groupCount: Int) -> Int {
    var count = groupCount
    var level = groupCount
    while level > 1 {
      level = (level + branchCount - 1) / branchCount
      count += level
    }
    return count
  }

  /// Makes all nodes empty, until each group is set.
  func clear() {
    unsafe nodes.initialize(repeating: FreeRuns(), count: Self.nodeCount(groupCount: groupCount))
  }

  /// What is known of all cells.
  var all: FreeRuns { unsafe nodes[Self.nodeCount(groupCount: groupCount) - 1] }

  /// Sets a group; whether it differs from what it was. What depends on it is set by ``update(above:)``.
  func set(_ group: Int, to runs: FreeRuns) -> Bool {
    if unsafe nodes[group] == runs { return false }
    unsafe nodes[group] = runs
    return true
  }

  /// Sets what depends on a group, and on those that have the same parent.
  ///
  /// - Complexity: O(log groups).
  func update(above group: Int) {
    var level = unsafe nodes
    var count = groupCount
    var index = group
    while count > 1 {
      let first = index & ~(Self.branchCount - 1)
      var runs = FreeRuns()
      for child in first..<min(first + Self.branchCount, count) { unsafe runs.append(level[child]) }
      unsafe level += count
      count = (count + Self.branchCount - 1) / Self.branchCount
      index /= Self.branchCount
      if unsafe level[index] == runs { return }
      unsafe level[index] = runs
    }
  }

  /// Where the first of the runs of at least `count` cells is.
  enum Place {
    /// It reaches over several groups, and begins with this cell.
    case cell(Int)
    /// It lies within this group.
    case group(Int)
  }

  /// The first run of at least `count` cells; `nil` when there is none.
  ///
  /// - Complexity: O(log groups).
  func find(_ count: Int) -> Place? {
    guard all.longest >= count else { return nil }
    var index = 0
    var depth = 0
    var level = groupCount
    while level > 1 {
      level = (level + Self.branchCount - 1) / Self.branchCount
      depth += 1
    }
    while depth > 0 {
      depth -= 1
      let (start, levelCount) = startOfLevel(depth)
      let first = index * Self.branchCount
      var cell = (first << (3 * depth)) * Self.groupWordCount * 64
      var run = 0  // the free cells right before
      var isFound = false
      for child in first..<min(first + Self.branchCount, levelCount) {
        let runs = unsafe nodes[start + child]
        if run + runs.prefix >= count { return .cell(cell - run) }
        if runs.longest >= count {
          index = child
          isFound = true
          break
        }
        run = runs.suffix == runs.cellCount ? run + runs.cellCount : runs.suffix
        cell += runs.cellCount
      }
      precondition(isFound, "a level of the runs does not fit the one below it")
    }
    return .group(index)
  }

  /// Where the nodes of a level begin, and how many there are; level 0 is that of the groups.
  private func startOfLevel(_ depth: Int) -> (start: Int, count: Int) {
    var start = 0
    var count = groupCount
    for _ in 0..<depth {
      start += count
      count = (count + Self.branchCount - 1) / Self.branchCount
    }
    return (start, count)
  }
}

/// What changes while a bitmap allocator is used; it lies behind the cells, and the bits lie behind it.
@safe
@frozen
@usableFromInline
struct BitmapState: ~Copyable {
  /// A bit for each cell, which is set while the cell is free.
  @usableFromInline let free: UnsafeMutablePointer<UInt64>
  /// A bit for each cell, which is set where a block begins.
  @usableFromInline let firsts: UnsafeMutablePointer<UInt64>
  /// The words with free cells, in sets by the class of their longest run. A word may be in several sets, one of them at
  /// least that of its class; those that have become too high are found out when they are searched.
  @usableFromInline let sets: UnsafeMutablePointer<UInt64>
  @usableFromInline let wordCount: Int
  /// The number of words that one of the sets takes.
  @usableFromInline let setWordCount: Int
  @usableFromInline let cellCount: Int
  /// Where the next single cell is looked for first.
  @usableFromInline var hint: Int
  /// Whether a block of several cells was asked for ever. Until then all words are in the lowest set.
  @usableFromInline var usesRuns: Bool
  /// Whether a search went beyond words ever. Until then the tree of runs is not kept.
  @usableFromInline var usesTree: Bool
  /// The least number of cells for which a search found no room since a block was last freed.
  @usableFromInline var refusedCount: Int
  /// The same of the last search in vain for cells that begin with a multiple of `refusedStep`.
  @usableFromInline var refusedAlignedCount: Int
  @usableFromInline var refusedStep: Int
  @usableFromInline let live: LiveBlocks

  @inlinable
  init(bits: UnsafeMutablePointer<UInt64>, cellCount: Int) {
    wordCount = BitmapLayout.wordCount(cellCount: cellCount)
    setWordCount = _HierarchicalBitSet.wordCount(capacity: wordCount)
    self.cellCount = cellCount
    unsafe free = bits
    unsafe firsts = bits + wordCount
    unsafe sets = bits + 2 * wordCount
    hint = 0
    usesRuns = false
    usesTree = false
    refusedCount = .max
    refusedAlignedCount = .max
    refusedStep = .max
    live = LiveBlocks()
  }

  /// The words whose longest run is of a class.
  @inline(always)
  @inlinable
  borrowing func set(_ exponent: Int) -> _HierarchicalBitSet {
    unsafe _HierarchicalBitSet(
      words: sets + exponent &* setWordCount, capacity: wordCount, wordCount: setWordCount)
  }

  /// Makes all cells free.
  ///
  /// - Complexity: O(cells / 64).
  @usableFromInline
  mutating func clear() {
    unsafe free.initialize(repeating: ~0, count: wordCount)
    unsafe firsts.initialize(repeating: 0, count: wordCount)
    if cellCount % 64 != 0 { unsafe free[wordCount - 1] = BitRuns.mask(from: 0, count: cellCount % 64) }
    for exponent in 0..<BitmapLayout.classCount { set(exponent).clear() }
    let words = set(0)
    for word in 0..<wordCount { words.insert(word) }
    hint = 0
    usesRuns = false
    usesTree = false
    refusedCount = .max
    refusedAlignedCount = .max
  }

  /// How many cells are free.
  @usableFromInline
  borrowing func freeCount() -> Int {
    var count = 0
    for word in 0..<wordCount { unsafe count += free[word].nonzeroBitCount }
    return count
  }
}

// Single cells: the way that every pool goes.
extension BitmapState {
  /// Takes one free cell.
  ///
  /// - Complexity: O(1) while the word that was used last has a free cell, otherwise O(log cells).
  @inline(always)
  @inlinable
  mutating func takeCell() -> Int? {
    var word = unsafe free[hint]
    if _slowPath(word == 0) {
      guard findWord() else { return nil }
      unsafe word = free[hint]
    }
    unsafe free[hint] = word & (word &- 1)
    let bit = word.trailingZeroBitCount
    unsafe firsts[hint] |= _HierarchicalBitSet.bit(bit)
    return hint &<< 6 | bit
  }

  /// Sets the hint to a word with a free cell: one with short runs where there is one, so that long ones stay whole.
  @usableFromInline
  @inline(never)
  mutating func findWord() -> Bool {
    for exponent in 0..<BitmapLayout.classCount {
      let words = set(exponent)
      while let word = words.first() {
        if unsafe free[word] != 0 {
          hint = word
          noteChange(ofWord: word)
          return true
        }
        words.remove(word)
      }
    }
    return false
  }

  /// Makes the cell free that is a block of its own.
  @inline(always)
  @inlinable
  mutating func putCell(_ cell: Int) {
    let word = cell &>> 6
    let bit = _HierarchicalBitSet.bit(cell)
    let old = unsafe free[word]
    unsafe firsts[word] &= ~bit
    unsafe free[word] = old | bit
    hint = word
    // A word that was used up may be in its set still: it leaves when a search finds it empty.
    if old == 0 || usesRuns, usesRuns || !set(0).contains(word) { noteFreed(word) }
  }

  /// Cells of a word became free: it is in the set of its longest run from now on.
  @usableFromInline
  @inline(never)
  mutating func noteFreed(_ word: Int) {
    noteChange(ofWord: word)
    refusedAlignedCount = .max
    refusedCount = .max
    unsafe set(usesRuns ? BitRuns.longestClass(in: free[word]) : 0).insert(word)
  }
}

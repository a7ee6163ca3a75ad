// Blocks of several cells.
extension BitmapState {
  /// Whether all cells of a range are free; it must not reach beyond the last one.
  private borrowing func isFree(_ cells: Range<Int>) -> Bool {
    var cell = cells.lowerBound
    while cell < cells.upperBound {
      let (word, mask, count) = BitRuns.firstWord(of: cell..<cells.upperBound)
      if unsafe free[word] & mask != mask { return false }
      cell += count
    }
    return true
  }

  /// Marks the cells of a range as used. Which of them begin blocks is not its business.
  @inline(always)
  private mutating func take(_ cells: Range<Int>) {
    var cell = cells.lowerBound
    while cell < cells.upperBound {
      let (word, mask, count) = BitRuns.firstWord(of: cell..<cells.upperBound)
      unsafe free[word] &= ~mask
      noteChange(ofWord: word)
      cell += count
    }
  }

  /// Marks the cells of a range as free.
  private mutating func put(_ cells: Range<Int>) {
    var cell = cells.lowerBound
    while cell < cells.upperBound {
      let (word, mask, count) = BitRuns.firstWord(of: cell..<cells.upperBound)
      unsafe free[word] |= mask
      noteFreed(word)
      cell += count
    }
    hint = cells.lowerBound &>> 6
  }

  /// Takes a run of free cells whose first is a multiple of `step`, a power of two, as a block.
  ///
  /// - Returns: The first cell, or `nil` when there is no such run.
  /// - Complexity: O(log cells + cells of the block / 64), amortized, where `step` is 1 or a run is free that is longer
  ///   than the block by `step` - 1 cells; otherwise O(cells / 64).
  @usableFromInline
  @inline(never)
  mutating func takeRun(of count: Int, step: Int) -> Int? {
    guard count <= cellCount, count < refusedCount else { return nil }
    if step >= refusedStep && count >= refusedAlignedCount { return nil }
    if !usesRuns { sortWords() }
    guard let first = findInWord(count, step: step) ?? findAnywhere(count, step: step) else {
      if step == 1 {
        refusedCount = min(refusedCount, count)
      } else {
        (refusedAlignedCount, refusedStep) = (count, step)
      }
      return nil
    }
    take(first..<first + count)
    unsafe firsts[first &>> 6] |= _HierarchicalBitSet.bit(first)
    return first
  }

  /// Puts each word that has free cells into the set of its longest run: the first block of several cells is asked for.
  private mutating func sortWords() {
    usesRuns = true
    set(0).clear()
    for word in 0..<wordCount where unsafe free[word] != 0 {
      unsafe set(BitRuns.longestClass(in: free[word])).insert(word)
    }
  }

  /// A run within one word: first among words that are known to have one, then among some that may have.
  @inline(always)
  private mutating func findInWord(_ count: Int, step: Int) -> Int? {
    guard count <= 64 else { return nil }
    // A run of this many cells contains one that begins with a multiple.
    let enough = SizeArithmetic.ceilingOfBinaryLogarithm(count &+ step &- 1)
    let certain = min(enough, BitmapLayout.classCount)
    for exponent in certain..<BitmapLayout.classCount {
      if let cell = find(count, step: step, in: exponent, lookingAt: .max) { return cell }
    }
    for exponent in SizeArithmetic.floorOfBinaryLogarithm(count)..<certain {
      if let cell = find(count, step: step, in: exponent, lookingAt: 4) { return cell }
    }
    return nil
  }

  /// A run in a word of a set, of which up to `limit` are looked at that are where they belong.
  private mutating func find(_ count: Int, step: Int, in exponent: Int, lookingAt limit: Int) -> Int? {
    let words = set(exponent)
    var next = words.first()
    var looks = 0
    while looks < limit, let word = next {
      let bits = unsafe free[word]
      let starts = BitRuns.starts(of: count, in: bits) & Self.multiples(of: step, inWord: word)
      if starts != 0 { return word * 64 + starts.trailingZeroBitCount }
      // Its runs are shorter than they were when it came here?
      let actual = bits == 0 ? -1 : BitRuns.longestClass(in: bits)
      if actual != exponent {
        words.remove(word)
        if actual >= 0 { set(actual).insert(word) }
      } else {
        looks += 1
      }
      next = words.first(from: word + 1)
    }
    return nil
  }

  /// The bits of a word whose cells are multiples of `step`.
  private static func multiples(of step: Int, inWord word: Int) -> UInt64 {
    if step == 1 { return ~0 }
    if step >= 64 { return word * 64 % step == 0 ? 1 : 0 }
    return ~0 / ((1 << UInt64(step)) - 1)  // a one at every multiple
  }

  /// A run among some of the cells, by a look at each of their words.
  borrowing func findAcrossWords(_ count: Int, step: Int, in cells: Range<Int>) -> Int? {
    var start = cells.lowerBound  // the first free cell of the run that the current cell belongs to
    var cell = start
    while cell < cells.upperBound {
      let rest = unsafe free[cell / 64] >> UInt64(cell % 64)
      let room = 64 - cell % 64
      if rest & 1 == 0 {
        cell += min(rest.trailingZeroBitCount, room)
        start = cell
      } else {
        cell += min((~rest).trailingZeroBitCount, room)
        let first = (start + step - 1) & ~(step - 1)
        if cell - first >= count { return first }
      }
    }
    return nil
  }

  /// The cells of the live block that a cell belongs to; `nil` when the cell is free.
  ///
  /// - Complexity: O(1 + cells of the block / 64).
  @usableFromInline
  borrowing func block(containing cell: Int) -> Range<Int>? {
    guard unsafe free[cell / 64] & _HierarchicalBitSet.bit(cell) == 0 else { return nil }
    var word = cell / 64
    var bits = unsafe firsts[word] & (~0 >> UInt64(63 - cell % 64))
    while bits == 0 {
      word -= 1
      unsafe bits = firsts[word]
    }
    let first = word * 64 + 63 - bits.leadingZeroBitCount
    return first..<end(ofBlockAt: first)
  }

  /// The first cell behind a block that is free or begins another one.
  private borrowing func end(ofBlockAt first: Int) -> Int {
    var cell = first + 1
    while cell < cellCount {
      let bits = unsafe (free[cell / 64] | firsts[cell / 64]) >> UInt64(cell % 64)
      if bits != 0 { return min(cell + bits.trailingZeroBitCount, cellCount) }
      cell = (cell / 64 + 1) * 64
    }
    return cellCount
  }
}

extension BitmapState {
  @inline(always)
  @inlinable
  borrowing func beginsBlock(_ cell: Int) -> Bool {
    unsafe cell >= 0 && cell < cellCount && firsts[cell &>> 6] & _HierarchicalBitSet.bit(cell) != 0
  }

  /// Frees the cells of a block of several.
  @usableFromInline
  @inline(never)
  mutating func putRun(_ cells: Range<Int>) {
    precondition(cells.upperBound <= cellCount, "a block that was deallocated reaches beyond the last cell")
    unsafe firsts[cells.lowerBound &>> 6] &= ~_HierarchicalBitSet.bit(cells.lowerBound)
    put(cells)
  }

  /// Takes cells behind a block, or frees its last ones; false when too few are free.
  @usableFromInline
  mutating func resize(_ cells: Range<Int>, count: Int) -> Bool {
    if count < cells.count {
      put(cells.lowerBound + count..<cells.upperBound)
      return true
    }
    guard count <= cellCount - cells.lowerBound else { return false }
    let more = cells.upperBound..<cells.lowerBound + count
    guard isFree(more) else { return false }
    take(more)
    return true
  }
}

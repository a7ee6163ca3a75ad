// Runs of any length, by a tree of the longest ones.
extension BitmapState {
  /// The groups whose cells may have changed since the tree knew them.
  private var changedGroups: _HierarchicalBitSet {
    unsafe _HierarchicalBitSet(words: changedGroupWords, capacity: RunTree.groupCount(wordCount: wordCount))
  }
  private var changedGroupWords: UnsafeMutablePointer<UInt64> {
    unsafe sets + BitmapLayout.classCount * setWordCount
  }

  private var tree: RunTree {
    let groupCount = RunTree.groupCount(wordCount: wordCount)
    let start = unsafe changedGroupWords + _HierarchicalBitSet.wordCount(capacity: groupCount)
    let nodes = unsafe UnsafeMutableRawPointer(start).bindMemory(
      to: FreeRuns.self, capacity: RunTree.nodeCount(groupCount: groupCount))
    return unsafe RunTree(nodes: nodes, groupCount: groupCount)
  }

  /// Notes that cells of a word come or go. The single cells that are taken from the word of the hint need not be noted:
  /// its group is one that may have changed, as long as it is the hint.
  @inline(always)
  mutating func noteChange(ofWord word: Int) {
    if _slowPath(usesTree) { insertIntoChangedGroups(word) }
  }

  @inline(never)
  private mutating func insertIntoChangedGroups(_ word: Int) {
    let groupCount = RunTree.groupCount(wordCount: wordCount)
    // To insert takes no number of words.
    let changed = unsafe _HierarchicalBitSet(words: changedGroupWords, capacity: groupCount, wordCount: 0)
    changed.insert(word / RunTree.groupWordCount)
  }

  /// Looks at the groups that have changed.
  ///
  /// - Complexity: O(log cells) for each of them, which allocating or freeing a block there has paid for.
  private mutating func updateTree() {
    let (tree, changed) = (self.tree, changedGroups)
    if !usesTree {
      usesTree = true
      tree.clear()
      changed.clear()
      for group in 0..<tree.groupCount { changed.insert(group) }
    }
    var next = changed.first()
    var differs = false
    while let group = next {
      if tree.set(group, to: freeRuns(in: group)) { differs = true }
      changed.remove(group)
      next = changed.first(from: group + 1)
      // Once for all groups of a parent.
      let isLast = next.map { $0 / RunTree.branchCount != group / RunTree.branchCount } ?? true
      if isLast && differs {
        tree.update(above: group)
        differs = false
      }
    }
    noteChange(ofWord: hint)
  }

  private borrowing func freeRuns(in group: Int) -> FreeRuns {
    var runs = FreeRuns()
    let first = group * RunTree.groupWordCount
    for word in first..<min(first + RunTree.groupWordCount, wordCount) {
      unsafe runs.append(free[word], width: min(64, cellCount - word * 64))
    }
    return runs
  }

  /// The first run of cells, wherever it lies, whose first is a multiple of `step`; where alignment takes more than
  /// that, one that is certainly long enough.
  mutating func findAnywhere(_ count: Int, step: Int) -> Int? {
    updateTree()
    let tree = self.tree
    switch tree.find(count + step - 1) {
    case .cell(let cell): return (cell + step - 1) & ~(step - 1)
    case .group(let group):
      let first = group * RunTree.groupWordCount * 64
      return findAcrossWords(count, step: step, in: first..<min(first + RunTree.groupWordCount * 64, cellCount))
    case nil:
      return step > 1 && tree.all.longest >= count ? findAcrossWords(count, step: step, in: 0..<cellCount) : nil
    }
  }
}

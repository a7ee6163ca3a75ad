import AllocatorCore
import Testing

@Suite struct HierarchicalBitSetTests {
  /// Calls `body` with an empty set.
  func withSet(_ capacity: Int, _ body: (_HierarchicalBitSet) -> Void) {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: _HierarchicalBitSet.wordCount(capacity: capacity) + 1)
    defer { unsafe words.deallocate() }
    // A word behind the set's, which must stay as it is.
    let count = _HierarchicalBitSet.wordCount(capacity: capacity)
    unsafe words[count] = 0xFEED
    let set = unsafe _HierarchicalBitSet(words: words, capacity: capacity)
    set.clear()
    body(set)
    unsafe #expect(words[count] == 0xFEED)
  }

  @Test func `words for each level are counted`() {
    #expect(_HierarchicalBitSet.wordCount(capacity: 1) == 1)
    #expect(_HierarchicalBitSet.wordCount(capacity: 64) == 1)
    #expect(_HierarchicalBitSet.wordCount(capacity: 65) == 3)
    #expect(_HierarchicalBitSet.wordCount(capacity: 4096) == 65)
    #expect(_HierarchicalBitSet.wordCount(capacity: 4097) == 65 + 2 + 1)
    #expect(_HierarchicalBitSet.wordCount(capacity: 1_000_000) == 15_625 + 245 + 4 + 1)
  }

  @Test(arguments: [1, 63, 64, 65, 4095, 4096, 4097, 262_144, 262_145, 1_000_000])
  func `the only member is found from everywhere before it, and from nowhere behind it`(capacity: Int) {
    withSet(capacity) { set in
      #expect(set.first() == nil && set.isEmpty && set.count() == 0)
      for member in [0, 1, 62, 63, 64, 4095, 4096, 262_143, 262_144, capacity - 1] where member < capacity {
        set.insert(member)
        #expect(set.count() == 1 && !set.isEmpty)
        #expect(set.contains(member) && set.first() == member && set.first(from: member) == member)
        #expect(set.first(from: member / 2) == member && set.first(from: member + 1) == nil)
        set.remove(member)
        #expect(!set.contains(member) && set.first() == nil)
      }
    }
  }

  @Test(arguments: [50, 300, 5000, 20_000]) func `agrees with an array of flags`(capacity: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    var state = seed
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    withSet(capacity) { set in
      var flags = [Bool](repeating: false, count: capacity)
      for step in 0..<3000 {
        let member = next(capacity)
        // Sometimes few members, sometimes many.
        if next(100) < (step / 500 % 2 == 0 ? 80 : 20) {
          set.insert(member)
          flags[member] = true
        } else {
          set.remove(member)
          flags[member] = false
        }
        let from = next(capacity)
        #expect(set.first(from: from) == flags[from...].firstIndex(of: true), "seed \(seed), step \(step)")
      }
    }
  }
}

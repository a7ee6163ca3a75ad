import AllocatorContainers
import Testing

@Suite struct TextKeyTests {
  private let texts = [
    "", "a", "key", "a rather long key beyond fifteen bytes", "é", "e\u{301}", "日本語のとても長いキー", "🏳️‍🌈 flags",
    "\u{212B}ngstrom",
  ]

  @Test func `every value is updated once, beside its key`() throws {
    var counts = try SystemAllocator().makeStringDictionary(to: Int.self)
    for (index, word) in ["a", "b", "a key that is longer than fifteen bytes"].enumerated() {
      try counts.updateValue(index, forKey: word)
    }
    var keyByteCount = 0
    counts.updateEach { key, value in
      value += 10
      keyByteCount += key.count
    }
    let values = (counts["a"], counts["b"], counts["a key that is longer than fifteen bytes"])
    #expect(values == (10, 11, 12) && keyByteCount == 41)
  }

  @Test func `string keys are found by every kind of text`() throws {
    var table = try SystemAllocator().makeDictionary(from: String.self, to: Int.self)
    var set = try SystemAllocator().makeSet(of: String.self)
    var model: [String: Int] = [:]
    for (number, text) in texts.enumerated() {
      try table.updateValue(number, forKey: text)
      try set.insert(text)
      model[text] = number
    }
    for text in texts + ["missing", "another key that is missing", "ö"] {
      let part = "<\(text)>".dropFirst().dropLast()
      let own = try SystemAllocator().makeString(copying: text.utf8Span)
      let expected = model[text]
      #expect(table[part] == expected)
      let byView = table.withValue(forKey: text.utf8Span) { $0 }
      let byOwn = table.withValue(forKey: own) { $0 }
      let isThere = table.contains(part)
      let isMember = set.contains(part)
      #expect(byView == expected && byOwn == expected && isThere == (expected != nil) && isMember == isThere)
    }
    #expect(table["key" as StaticString] == model["key"] && table["a" as StaticString] == model["a"])
    let updated: Void? = table.updateValue(forKey: "xkey".dropFirst()) { $0 += 100 }
    let removed = table.removeValue(forKey: "xa".dropFirst())
    #expect(updated != nil && removed == model["a"] && table["key"] == model["key"]! + 100 && table["a"] == nil)
  }

  @Test func `an allocated string hashes as the string that says the same`() throws {
    for text in texts {
      let own = try SystemAllocator().makeString(copying: text.utf8Span)
      var (left, right) = (Hasher(), Hasher())
      own.hash(into: &left)
      text.hash(into: &right)
      #expect(left.finalize() == right.finalize(), "\(text)")
    }
  }

  @Test func `a dictionary of texts keeps all of its memory in its allocator`() throws {
    let census = Census()
    let memory = FailingAllocator()
    do {
      var table = try memory.makeStringDictionary(to: Counted.self)
      for (number, text) in texts.enumerated() { _ = try table.updateValue(Counted(number, census), forKey: text) }
      let distinct = Set(texts).count
      #expect(table.count == distinct && census.live.count == distinct && table.heldByteCount == memory.liveByteCount)
      for number in 0..<1000 { _ = try table.updateValue(Counted(number, census), forKey: "number \(number)"[...]) }
      for number in stride(from: 0, to: 1000, by: 2) {
        guard let removed = table.removeValue(forKey: "number \(number)") else {
          Issue.record("number \(number) is missing")
          continue
        }
        #expect(removed.number == number)
      }
      for number in 0..<1000 {
        let found = table.withValue(forKey: "number \(number)".utf8Span) { $0.number }
        #expect(found == (number % 2 == 0 ? nil : number))
      }
      #expect(table.heldByteCount == memory.liveByteCount)
      table.removeAll { key, _ in key.count > 8 }
      table.shrinkToFit()
      #expect(table.heldByteCount == memory.liveByteCount && census.live.count == table.count)
      table.removeAll(keepingCapacity: true)
      #expect(table.count == 0 && census.live.isEmpty && table.heldByteCount == memory.liveByteCount)
      _ = try table.updateValue(Counted(1, census), forKey: "again")
    }
    #expect(census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
  }

  @Test func `a refusal leaves a dictionary of texts as it was`() throws {
    for interval in 1..<25 {
      let memory = FailingAllocator(refusingEvery: interval)
      do {
        var table = try memory.makeStringDictionary(to: Int.self)
        var model: [String: Int] = [:]
        for number in 0..<60 {
          do throws(AllocationError) {
            try table.updateValue(number, forKey: "key \(number % 40)")
            model["key \(number % 40)"] = number
          } catch {}
        }
        let copy = Dictionary(copying: table)
        #expect(copy == model)
      } catch {}
      #expect(memory.isClean)
    }
  }

  @Test func `words are counted by parts of a text`() throws {
    var counts = try SystemAllocator().makeStringDictionary(to: Int.self)
    for word in "one two two three three three".split(separator: " ") {
      try counts.updateValue(forKey: word, default: 0) { $0 += 1 }
    }
    #expect(counts["three"] == 3 && counts["two" as StaticString] == 2 && counts["none"] == nil)
    let words = counts.description
    #expect(words.contains("\"one\": 1"))
  }

  @Test func `a missing entry has a default, and a text in an allocator's memory finds an entry by its bytes`() throws {
    var counts = try SystemAllocator().makeStringDictionary(to: Int.self)
    try counts.updateValue(3, forKey: "three")
    #expect(counts["three", default: 0] == 3 && counts["none" as StaticString, default: 7] == 7)
    let text = try SystemAllocator().makeString("three")
    let (found, byDefault) = (counts[text.utf8Span], counts[text.utf8Span, default: 0])
    let (isThere, value) = (counts.contains(text), counts.withValue(forKey: text) { $0 })
    #expect(found == 3 && byDefault == 3 && isThere && value == 3)
    let count = counts.count
    #expect(count == 1)
  }

  @Test func `a copy of a dictionary of texts is its own, and equal until one of them changes`() throws {
    let memory = FailingAllocator()
    do {
      let entries = Dictionary(texts.map { ($0, $0.utf8.count) }) { first, _ in first }
      let table = try memory.makeStringDictionary(copying: entries)
      var copy = try table.clone()
      let elsewhere = try SystemAllocator().makeStringDictionary(copying: entries)
      let (isEqual, isEqualElsewhere, entriesOfCopy) = (copy == table, table == elsewhere, Dictionary(copying: copy))
      #expect(isEqual && isEqualElsewhere && entriesOfCopy == entries)
      #expect(copy.heldByteCount + table.heldByteCount == memory.liveByteCount)
      try copy.updateValue(-1, forKey: texts[0])
      let isEqualWithAnotherValue = copy == table
      copy.removeValue(forKey: texts[0])
      let isEqualWithoutIt = copy == table
      #expect(!isEqualWithAnotherValue && !isEqualWithoutIt && table.count == entries.count)
    }
    #expect(memory.isClean)
  }

  @Test func `a clone that is refused leaves nothing behind`() throws {
    for interval in 1..<60 {
      let memory = FailingAllocator(refusingEvery: interval)
      var table = AllocatedStringDictionary<Int, FailingAllocator>(allocator: memory)
      for number in 0..<40 { _ = try? table.updateValue(number, forKey: "key \(number)") }
      let held = memory.liveByteCount
      do throws(AllocationError) {
        let copy = try table.clone()
        let isEqual = copy == table
        #expect(isEqual)
      } catch {}
      #expect(memory.liveByteCount == held)
      table.removeAll()
      #expect(memory.isClean)
    }
  }

  @Test func `consuming a dictionary of texts hands each value on, and returns every key, also on an error`() throws {
    struct Stop: Error {}
    let census = Census()
    let memory = FailingAllocator()
    for last in [5, 100] {
      var table = try memory.makeStringDictionary(to: Counted.self)
      for number in 0..<20 { _ = try table.updateValue(Counted(number, census), forKey: "number \(number)") }
      var seen: Set<String> = []
      do throws(Stop) {
        try table.consumeEach { (key, value) throws(Stop) in
          let text = String(copying: key)
          #expect(text == "number \(value.number)")
          seen.insert(text)
          if seen.count == last { throw Stop() }
        }
      } catch {}
      #expect(seen.count == min(last, 20) && census.live.isEmpty && census.mistakes.isEmpty && memory.isClean)
    }
  }

  @Test func `a table of texts is made smaller and larger without touching the keys`() throws {
    let memory = FailingAllocator()
    do {
      var table = try memory.makeStringDictionary(to: Int.self, capacity: 1000)
      for number in 0..<10 { try table.updateValue(number, forKey: "number \(number)") }
      try table.reallocate(capacity: 0)
      #expect(table.capacity < 100 && table.count == 10 && table["number 7"] == 7)
      try table.reallocate(capacity: 500)
      #expect(table.capacity >= 500 && table["number 3"] == 3 && table.heldByteCount == memory.liveByteCount)
    }
    #expect(memory.isClean)
  }
}

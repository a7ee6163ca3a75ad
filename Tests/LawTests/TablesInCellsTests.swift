import Allocators
import Testing

/// Tables in memory whose good sizes are larger than what was asked for, beside other blocks.
@Suite struct TablesInCellsTests {
  @Test func `a table that got more than it asked for does not grow to less`() throws {
    // Of 16 cells the table takes 6 and a box one: there is no room for twice the table.
    var memory = try BitmapAllocator(cellByteCount: 256, cellCount: 16)
    let handle = memory.borrowed()
    var table = try handle.makeDictionary(from: Int.self, to: Int.self)
    try table.reallocate(capacity: 68)
    let box = try handle.makeBox(1)
    for key in 0..<68 { try table.updateValue(key, forKey: key) }
    try table.reserveCapacity(103)
    #expect(table.capacity >= 103 && box.value == 1)
    for key in 0..<68 { #expect(table.withValue(forKey: key) { $0 } == key) }
  }

  @Test(arguments: [64, 128, 256, 512]) func `a table beside an array keeps its entries until memory is full`(
    cellByteCount: Int
  ) throws {
    for cellCount in stride(from: 20, to: 140, by: 1) {
      var memory = try BitmapAllocator(cellByteCount: cellByteCount, cellCount: cellCount)
      let handle = memory.borrowed()
      var table = try handle.makeDictionary(from: Int.self, to: Int.self)
      var texts = try handle.makeStringDictionary(to: Int.self)
      var array = try handle.makeArray(of: Int.self)
      var (count, textCount, arrayCount) = (0, 0, 0)
      while count < 3000 {
        if count % 5 == cellByteCount / 128, (try? array.append(count)) != nil { arrayCount += 1 }
        do throws(AllocationError) {
          try table.updateValue(count, forKey: count)
          count += 1
          try texts.updateValue(7 * textCount, forKey: "\(7 * textCount)")
          textCount += 1
        } catch { break }
      }
      #expect(table.count == count && array.count == arrayCount && texts.count == textCount)
      let lost = (0..<count).count { key in table.withValue(forKey: key) { $0 } != key }
      let lostTexts = (0..<textCount).count { key in texts["\(7 * key)"] != 7 * key }
      #expect(lost == 0 && lostTexts == 0, "\(count) and \(textCount) entries in \(cellCount) cells")
    }
  }
}

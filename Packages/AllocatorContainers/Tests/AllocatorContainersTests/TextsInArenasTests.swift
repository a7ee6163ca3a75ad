import AllocatorContainers
import Testing

// How much of an arena, in which only what was allocated last grows, a dictionary of texts uses.
@Suite struct TextsInArenasTests {
  private func key(_ number: Int, _ byteCount: Int) -> String {
    let digits = String(number)
    return digits + String(repeating: "x", count: max(0, byteCount - digits.utf8.count))
  }

  /// Adds entries until the arena is full; the bytes of their slots, control bytes and keys.
  private func fill(byteCount: Int, keyByteCount: Int, isExact: Bool) throws -> Int {
    var owner = BumpAllocator(byteCount: byteCount)
    var table = try owner.borrowed().makeStringDictionary(to: Int.self)
    // Of the slots, one in seven stays empty.
    if isExact { try table.reallocate(capacity: (byteCount - 32) / (25 * 7 / 6 + 1 + keyByteCount)) }
    var (count, payload) = (0, 0)
    do throws(AllocationError) {
      while true {
        let key = key(count, keyByteCount)
        try table.updateValue(count, forKey: key)
        payload += 25 + key.utf8.count
        count += 1
      }
    } catch { #expect(error == .outOfMemory) }
    var isIntact = true
    for number in 0..<count { isIntact = isIntact && table[key(number, keyByteCount)] == number }
    #expect(isIntact)
    return payload
  }

  @Test(arguments: [5_000, 50_000], [8, 24, 200])
  func `a dictionary of texts that was made as large as it will be fills an arena`(
    byteCount: Int, keyByteCount: Int
  ) throws {
    let payload = try fill(byteCount: byteCount, keyByteCount: keyByteCount, isExact: true)
    #expect(payload * 100 >= byteCount * 85, "\(payload) of \(byteCount) bytes")
  }

  // Tables that were grown out of are half the arena at worst, and the last one may be half empty.
  @Test(arguments: [1, 8, 24, 200])
  func `one that grows uses a fifth of an arena at least`(keyByteCount: Int) throws {
    var byteCount = 5_000
    while byteCount < 50_000 {
      let payload = try fill(byteCount: byteCount, keyByteCount: keyByteCount, isExact: false)
      #expect(payload * 100 >= byteCount * 20, "\(payload) of \(byteCount) bytes")
      byteCount += byteCount / 5
    }
  }
}

import TLSFAllocator
import Testing

@Suite struct LongRunTests {
  #if DEBUG
    static let stepCount = 60_000
  #else
    static let stepCount = 10_000_000
  #endif

  /// Sizes over four orders of magnitude; the live bytes swell and shrink by a factor of four, again and again.
  @Test func `memory does not crumble over ten million steps`() throws {
    let seed: UInt64 = 2027
    var generator = SeededGenerator(seed: seed)
    let heap = try TLSFAllocator(byteCount: 1 << 16, growth: .constant)
    var live: [Piece] = []
    live.reserveCapacity(4001)
    var (bytes, peak, heldAtFirst) = (0, 0, 0)
    for step in 0..<Self.stepCount {
      let word = generator.next()
      let wanted = step / 12_500 % 2 == 0 ? 4000 : 1000
      if live.count < wanted && word & 7 < 6 || live.isEmpty {
        let exponent = 4 + Int(word >> 8 & 7)
        let piece = try heap.take(
          1 << exponent + Int(word >> 16) & (1 << exponent - 1), alignment: 8 << Int(word >> 56 & 3))
        bytes += piece.byteCount
        live.append(piece)
      } else {
        live.swapAt(Int(word >> 32 & 0xFFFF) % live.count, live.count - 1)
        let piece = live.removeLast()
        bytes -= piece.byteCount
        heap.give(piece)
      }
      peak = max(peak, bytes)
      if step == 25_000 { heldAtFirst = heap.heldByteCount }
    }
    let held = heap.heldByteCount
    #expect(held <= heldAtFirst + heldAtFirst / 8, "seed \(seed): \(heldAtFirst) bytes held at first, \(held) at last")
    #expect(held <= peak + peak / 2, "seed \(seed): \(held) bytes held, at most \(peak) live")
    heap.give(live)
    #expect(heap.liveBlockCount == 0 && heap.freeByteCount == heap.heldByteCount - 32 * heap.regionCount)
  }
}

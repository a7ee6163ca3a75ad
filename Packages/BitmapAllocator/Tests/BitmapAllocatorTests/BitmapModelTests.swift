import BitmapAllocator
import Testing

@Suite struct BitmapModelTests {
  /// Runs of free cells as a plain array of Booleans knows them.
  struct Model {
    var isFree: [Bool]
    func longestRun(from step: Int = 1) -> Int {
      var longest = 0
      var run = 0
      for cell in 0..<isFree.count {
        // A run counts from the first of its cells that is a multiple of the step.
        run = isFree[cell] && (run > 0 || cell % step == 0) ? run + 1 : 0
        longest = max(longest, run)
      }
      return longest
    }
  }

  @Test(arguments: [(64, 1), (65, 4), (640, 70), (3000, 200)])
  func `a request is refused exactly when no run is long enough`(cellCount: Int, largest: Int) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let cells = try BitmapAllocator(cellByteCount: 8, cellCount: cellCount, alignment: 8)
    var model = Model(isFree: Array(repeating: true, count: cellCount))
    let base = try cells.take(8 * cellCount)
    let start = base.address
    cells.give(base)
    var live: [Piece] = []
    func range(_ piece: Piece) -> Range<Int> {
      let first = Int(piece.address - start) / 8
      return first..<first + max(1, (piece.byteCount + 7) / 8)
    }
    for step in 0..<6000 {
      let isFilling = step / 1000 % 2 == 0
      if Int.random(in: 0..<10, using: &generator) < (isFilling ? 7 : 3) {
        let count = Int.random(in: 1...largest, using: &generator)
        if let piece = cells.takeIfPossible(8 * count) {
          let isRoom = model.isFree[range(piece)].allSatisfy { $0 }
          #expect(isRoom, "seed \(seed), step \(step)")
          for cell in range(piece) { model.isFree[cell] = false }
          live.append(piece)
        } else {
          #expect(model.longestRun() < count, "seed \(seed), step \(step)")
        }
      } else if let index = live.indices.randomElement(using: &generator) {
        let piece = live.remove(at: index)
        for cell in range(piece) { model.isFree[cell] = true }
        cells.give(piece)
      }
      if step % 50 == 0 {
        #expect(cells.freeCellCount == model.isFree.count { $0 }, "seed \(seed), step \(step)")
        for piece in live.prefix(20) {
          let place = cells.place(of: piece.address + UInt(max(0, piece.byteCount - 1)))
          #expect(place?.address == piece.address && place?.byteCount == range(piece).count * 8, "seed \(seed)")
        }
      }
    }
    cells.give(live)
  }

  @Test(arguments: [(500, 20, 3000), (3000, 150, 1000), (20_000, 3000, 400), (140_000, 30_000, 100)])
  func `an aligned request among single cells is refused exactly when no run has room for it`(
    cellCount: Int, largest: Int, stepCount: Int
  ) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let cells = try BitmapAllocator(cellByteCount: 8, cellCount: cellCount, alignment: 1024)
    var model = Model(isFree: Array(repeating: true, count: cellCount))
    let base = try cells.take(8 * cellCount, alignment: 1024)
    let start = base.address
    cells.give(base)
    var live: [Piece] = []
    func range(_ piece: Piece) -> Range<Int> {
      let first = Int(piece.address - start) / 8
      return first..<first + piece.byteCount / 8
    }
    for step in 0..<stepCount {
      let isFilling = step * 8 / stepCount % 2 == 0
      if Int.random(in: 0..<10, using: &generator) < (isFilling ? 8 : 2) {
        let isSingle = Bool.random(using: &generator)
        let count = isSingle ? 1 : Int.random(in: 1...largest, using: &generator)
        let multiple = isSingle ? 1 : 1 << Int.random(in: 0...7, using: &generator)
        if let piece = cells.takeIfPossible(8 * count, alignment: 8 * multiple) {
          let isRoom = model.isFree[range(piece)].allSatisfy { $0 }
          #expect(isRoom && piece.isAligned, "seed \(seed), step \(step)")
          for cell in range(piece) { model.isFree[cell] = false }
          live.append(piece)
        } else {
          #expect(model.longestRun(from: multiple) < count, "seed \(seed), step \(step)")
        }
      } else if let index = live.indices.randomElement(using: &generator) {
        let piece = live.remove(at: index)
        for cell in range(piece) { model.isFree[cell] = true }
        cells.give(piece)
      }
    }
    cells.give(live)
    let all = try cells.take(8 * cellCount)
    cells.give(all)
  }
}

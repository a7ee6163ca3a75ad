import Allocators
import Barrier

/// What an operation may cost for what lives beside it, or lived before it.
enum Bound: String {
  /// No more, however much there is. Operations that cost a step an element are counted by the element.
  case constant = "O(1)"
  case logarithm = "O(log n)"
  /// Bytes held for each live one, which may be no more either.
  case bytes = "bytes"
}

/// Counts instructions between `start` and `stop`, and prints what they were counted for.
final class Meter {
  /// How many things live beside what is measured.
  let count: Int
  private(set) var cell = ""
  private var number = 0

  init(count: Int) { self.count = count }

  func begin(_ cell: String) { self.cell = cell }

  @inline(never)
  func start() { toggle_collecting() }

  @inline(never)
  func stop(_ operation: String, _ bound: Bound = .constant, times: Int) {
    toggle_collecting()
    number += 1
    write_collected("\(number)")
    print("time", number, cell, operation, bound.rawValue, times, separator: ";")
  }

  /// Notes the bytes that are held and the live ones among them.
  func note(_ operation: String, held: Int, live: Int) {
    print("bytes", held, cell, operation, Bound.bytes.rawValue, live, separator: ";")
  }
}

/// How often an operation is repeated between `start` and `stop`.
let repetitions = 128

/// Numbers that look random, and are the same in every run.
struct Stream {
  var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func next(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}

func shuffle<Element>(_ elements: inout [Element]) {
  var stream = Stream()
  for index in elements.indices.reversed() where index > 0 {
    elements.swapAt(index, stream.next(below: index + 1))
  }
}

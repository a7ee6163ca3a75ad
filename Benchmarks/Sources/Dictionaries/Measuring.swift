import Allocators
import Barrier
import Glibc

/// Mixes numbers, so that keys come in no order.
func scatter(_ number: Int) -> Int {
  var mixed = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
  mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
  return Int(truncatingIfNeeded: mixed ^ (mixed >> 27)) & (1 << 60 - 1)
}

func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// What a workload's results add up to, of both sides alike when they do the same.
struct Sums {
  var ours = 0
  var standard = 0
}

/// The nanoseconds per operation of `body`, which is run `repetitions` times; what it returns is added to `sum`.
///
/// It is never inlined, so that each workload is a function of its own, with all registers to itself. Each repetition
/// must look into memory again: workloads reach their tables through pointers.
@inline(never)
func time(_ operations: Int, _ repetitions: Int, _ sum: inout Int, _ body: () -> Int) -> Double {
  let start = processorTime()
  var total = 0
  for _ in 0..<repetitions {
    total &+= body()
    escape(nil)
  }
  let end = processorTime()
  sum &+= total
  return (end - start) / Double(operations * repetitions)
}

/// The best of both sides, which take turns; who is first alternates.
struct Pair {
  var ours = Double.infinity
  var standard = Double.infinity
  private var isStandardFirst = false

  init() {}
  init(ours: Double, standard: Double) { (self.ours, self.standard) = (ours, standard) }

  mutating func note(_ newOurs: @autoclosure () -> Double, _ newStandard: @autoclosure () -> Double) {
    if isStandardFirst { standard = min(standard, newStandard()) }
    ours = min(ours, newOurs())
    if !isStandardFirst { standard = min(standard, newStandard()) }
    isStandardFirst.toggle()
  }
}

/// A key that a workload can look into.
protocol Weighed: Hashable {
  var weight: Int { get }
}

extension Int: Weighed { var weight: Int { self } }
extension String: Weighed { var weight: Int { utf8.count } }

/// Tables that stand side by side, to be emptied or destroyed while the clock runs.
func withTables<Table: ~Copyable>(
  _ count: Int, make: () -> Table, _ body: (UnsafeMutablePointer<Table>) -> Void
) {
  let tables = UnsafeMutablePointer<Table>.allocate(capacity: count)
  for index in 0..<count { (tables + index).initialize(to: make()) }
  body(tables)
  tables.deallocate()
}

/// The system allocator, with a count of the bytes that the C library set aside for its live blocks.
struct MeasuredAllocator: Allocator {
  final class Counter { var byteCount = 0 }
  let counter = Counter()

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
      return nil
    }
    counter.byteCount += set_aside_byte_count(block.address)
    return block
  }
  func deallocate(_ block: Block) {
    counter.byteCount -= set_aside_byte_count(block.address)
    SystemAllocator().deallocate(block)
  }
  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    SystemAllocator().goodByteCount(for: byteCount, alignment: alignment)
  }
}

/// The bytes that the C library set aside for the storage of a standard collection, which is one pointer wide.
func setAsideByteCount<Standard>(_ standard: Standard) -> Int {
  set_aside_byte_count(unsafeBitCast(standard, to: UnsafeRawPointer.self))
}

func check(_ sums: Sums) {
  if sums.ours != sums.standard { fatalError("the tables differ") }
}

func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

func digits(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}

func show(_ workload: String, _ kind: String, _ count: Int, _ pair: Pair) {
  print(
    pad(workload, 12), pad(kind, 14), pad("\(count)", 8), pad(digits(pair.ours), 10), pad(digits(pair.standard), 10),
    pad(digits(pair.ours / pair.standard), 6))
}

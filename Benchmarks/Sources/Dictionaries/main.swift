// Time and bytes of `AllocatedDictionary` on the system allocator beside the standard `Dictionary`.
//
//   swift run -c release Dictionaries [rounds [entries…]]
//
// One line for each workload, kind of key and number of entries: nanoseconds per operation of both, the best of all
// rounds, which alternate; then the bytes that the C library sets aside for each.
import Allocators
import Barrier
import Glibc

typealias Ours<Key: Hashable> = AllocatedDictionary<Key, Int, SystemAllocator>
typealias Standard<Key: Hashable> = [Key: Int]

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let rounds = arguments.first ?? 7
let counts = arguments.count > 1 ? Array(arguments.dropFirst()) : [10, 1000, 1_000_000]

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

/// The nanoseconds per operation of `body`, which is run `repetitions` times.
@inline(__always)
func time(_ operations: Int, _ repetitions: Int, _ body: () -> Void) -> Double {
  let start = processorTime()
  for _ in 0..<repetitions { body() }
  return (processorTime() - start) / Double(operations * repetitions)
}

func makeOurs<Key>(_ keys: [Key], reserving isReserved: Bool) -> Ours<Key> {
  var dictionary = Ours<Key>(allocator: .system)
  do throws(AllocationError) {
    if isReserved { try dictionary.reserveCapacity(keys.count) }
    for (index, key) in keys.enumerated() { try dictionary.updateValue(index, forKey: key) }
  } catch { fatalError("\(error)") }
  return dictionary
}

func makeStandard<Key>(_ keys: [Key], reserving isReserved: Bool) -> Standard<Key> {
  var dictionary = Standard<Key>()
  if isReserved { dictionary.reserveCapacity(keys.count) }
  for (index, key) in keys.enumerated() { dictionary.updateValue(index, forKey: key) }
  return dictionary
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

/// The bytes that an `AllocatedDictionary` keeps for these keys.
func byteCount<Key: Hashable>(_ keys: [Key], reserving isReserved: Bool) -> Int {
  let memory = MeasuredAllocator()
  var dictionary = AllocatedDictionary<Key, Int, MeasuredAllocator>(allocator: memory)
  do throws(AllocationError) {
    if isReserved { try dictionary.reserveCapacity(keys.count) }
    for (index, key) in keys.enumerated() { try dictionary.updateValue(index, forKey: key) }
  } catch { fatalError("\(error)") }
  let byteCount = memory.counter.byteCount
  use(dictionary.count)
  return byteCount
}

struct Pair {
  var ours = Double.infinity
  var standard = Double.infinity
  mutating func note(_ newOurs: Double, _ newStandard: Double) {
    ours = min(ours, newOurs)
    standard = min(standard, newStandard)
  }
}

@inline(never)
func use(_ value: Int) {
  withUnsafePointer(to: value) { escape($0) }
}

func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
func digits(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}
func show(_ workload: String, _ kind: String, _ count: Int, _ ours: Double, _ standard: Double) {
  print(
    pad(workload, 12), pad(kind, 7), pad("\(count)", 8), pad(digits(ours), 14), pad(digits(standard), 14),
    pad(digits(ours / standard), 6))
}

func run<Key: Hashable>(_ kind: String, _ count: Int, _ makeKey: (Int) -> Key) {
  let keys = (0..<count).map { makeKey(scatter($0)) }
  let others = (0..<count).map { makeKey(scatter($0 + count)) }
  let lookups = keys.shuffled()
  let repetitions = max(1, 300_000 / count)
  var (build, reserved, hit, miss, turnover, iteration, spans) = (
    Pair(), Pair(), Pair(), Pair(), Pair(), Pair(), Pair()
  )

  for _ in 0..<rounds {
    build.note(
      time(count, repetitions) { use(makeOurs(keys, reserving: false).count) },
      time(count, repetitions) { use(makeStandard(keys, reserving: false).count) })
    reserved.note(
      time(count, repetitions) { use(makeOurs(keys, reserving: true).count) },
      time(count, repetitions) { use(makeStandard(keys, reserving: true).count) })

    var ours = makeOurs(keys, reserving: false)
    var standard = makeStandard(keys, reserving: false)
    var (left, right) = (0, 0)
    func add(_: Key, _ value: Int) { left &+= value }
    hit.note(
      time(count, repetitions) { for key in lookups { left &+= ours[key] ?? 0 } },
      time(count, repetitions) { for key in lookups { right &+= standard[key] ?? 0 } })
    guard left == right else { fatalError("the dictionaries differ") }
    miss.note(
      time(count, repetitions) { for key in others { left &+= ours[key] ?? 1 } },
      time(count, repetitions) { for key in others { right &+= standard[key] ?? 1 } })
    guard left == right else { fatalError("the dictionaries differ") }
    iteration.note(
      time(count, repetitions) { ours.forEach(add) },
      time(count, repetitions) { for (_, value) in standard { right &+= value } })
    spans.note(
      time(count, repetitions) {
        var position = 0
        while true {
          let entries = ours.nextSpan(from: &position)
          if entries.isEmpty { break }
          for index in entries.indices { left &+= entries[index].value }
        }
      },
      time(count, repetitions) { for (_, value) in standard { right &+= value } })
    guard left == right else { fatalError("the dictionaries differ") }
    // Each key is replaced by another and back.
    turnover.note(
      time(count * 2, repetitions) {
        do throws(AllocationError) {
          for (key, other) in zip(keys, others) {
            left &+= ours.removeValue(forKey: key) ?? 0
            try ours.updateValue(1, forKey: other)
          }
          for (key, other) in zip(keys, others) {
            left &+= ours.removeValue(forKey: other) ?? 0
            try ours.updateValue(1, forKey: key)
          }
        } catch { fatalError("\(error)") }
      },
      time(count * 2, repetitions) {
        for (key, other) in zip(keys, others) {
          right &+= standard.removeValue(forKey: key) ?? 0
          standard.updateValue(1, forKey: other)
        }
        for (key, other) in zip(keys, others) {
          right &+= standard.removeValue(forKey: other) ?? 0
          standard.updateValue(1, forKey: key)
        }
      })
    guard left == right else { fatalError("the dictionaries differ") }
    use(left)
  }

  show("build", kind, count, build.ours, build.standard)
  show("reserved", kind, count, reserved.ours, reserved.standard)
  show("hit", kind, count, hit.ours, hit.standard)
  show("miss", kind, count, miss.ours, miss.standard)
  show("turnover", kind, count, turnover.ours, turnover.standard)
  show("iterate", kind, count, iteration.ours, iteration.standard)
  show("spans", kind, count, spans.ours, spans.standard)

  for isReserved in [false, true] {
    let standard = makeStandard(keys, reserving: isReserved)
    let object = unsafeBitCast(standard, to: UnsafeRawPointer.self)
    show(
      isReserved ? "bytes, res." : "bytes", kind, count, Double(byteCount(keys, reserving: isReserved)),
      Double(set_aside_byte_count(object)))
    use(standard.count)
  }
}

print(
  pad("workload", 12), pad("key", 7), pad("entries", 8), pad("Allocated…", 14), pad("Dictionary", 14),
  pad("ratio", 6))
for count in counts { run("Int", count) { $0 } }
for count in counts { run("String", count) { "key number \($0)" } }

// The streams of sizes and indices that every program draws, in whatever language: see Peers/README.md.

let seed: UInt64 = 0x9E37_79B9_7F4A_7C15

@inline(always)
func next(_ state: inout UInt64) -> UInt64 {
  state ^= state << 13
  state ^= state >> 7
  state ^= state << 17
  return state
}

@inline(always)
func below(_ value: UInt64, _ bound: UInt64) -> Int {
  Int(truncatingIfNeeded: ((value >> 32) &* bound) >> 32)
}

@inline(always)
func sizeOf(_ value: UInt64) -> Int {
  let base: UInt64 = 16 &<< UInt64(truncatingIfNeeded: ((value & 31) | 32).trailingZeroBitCount)
  return Int(truncatingIfNeeded: base &+ ((((value >> 8) & 0xFFFF) &* (base &+ 1)) >> 16))
}

/// The tables that the workloads look up, filled once.
struct Tables: ~Copyable {
  let sizes = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  let alignments = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  /// Last in first out, first in first out, random: 64 indices each.
  let orders = UnsafeMutablePointer<UInt8>.allocate(capacity: 3 * 64)

  init() {
    var state = seed
    for index in 0..<64 {
      let value = next(&state)
      sizes[index] = UInt32(8 + below(value, 505))
      alignments[index] = 1 << UInt32((value & 0xFF) % 7)
      orders[index] = UInt8(63 - index)
      orders[64 + index] = UInt8(index)
      orders[128 + index] = UInt8(index)
    }
    state = seed
    for index in stride(from: 63, through: 1, by: -1) {
      let other = below(next(&state), UInt64(index + 1))
      (orders[128 + index], orders[128 + other]) = (orders[128 + other], orders[128 + index])
    }
  }

  deinit {
    sizes.deallocate()
    alignments.deallocate()
    orders.deallocate()
  }

  func printDigests() {
    var digest: UInt64 = 0
    func add(_ value: UInt64) { digest = digest &* 31 &+ value }
    func finish(_ workload: String) {
      let digits = String(digest, radix: 16)
      print("check,\(workload),\(String(repeating: "0", count: 16 - digits.count))\(digits)")
      digest = 0
    }
    for index in 0..<64 { add(UInt64(sizes[index]) * 128 + UInt64(alignments[index])) }
    finish("W2")
    for index in 0..<64 { add(UInt64(orders[128 + index])) }
    finish("W3")
    var state = seed
    for _ in 0..<100_000 { add(UInt64(below(next(&state), 10_000))) }
    finish("W4")
    state = seed
    var total = 0
    for _ in 0..<10_000 {
      let size = sizeOf(next(&state))
      add(UInt64(size))
      total += size
    }
    for _ in 0..<100_000 {
      let value = next(&state)
      add(UInt64(below(value, 10_000)) * 65_536 + UInt64(sizeOf(value)))
    }
    finish("W5")
    print("check,W5-fill-bytes,\(total)")
    state = seed
    for _ in 0..<100_000 { add(UInt64(64 + below(next(&state), 193))) }
    finish("W10")
  }
}

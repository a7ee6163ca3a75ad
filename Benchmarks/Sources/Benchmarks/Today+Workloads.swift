import Allocators
import Barrier

// The workloads over what a Swift program has today. `Value` is a class instance, an array, a pointer: whatever `make`
// returns is kept in an array until it is ended.

/// W1, W3: `count` values at a time, ended in an order.
@inline(never)
private func rounds<Value>(
  _ rounds: Int, of count: Int, order: UnsafePointer<UInt8>?, make: (UInt64) -> Value,
  address: (borrowing Value) -> UnsafeRawPointer, end: (consuming Value) -> Void
) {
  let live = UnsafeMutablePointer<Value>.allocate(capacity: count)
  for _ in 0..<rounds {
    for index in 0..<count {
      let value = make(UInt64(truncatingIfNeeded: index))
      escape(address(value))
      (live + index).initialize(to: value)
    }
    for index in 0..<count {
      end((live + (order.map { Int($0[index]) } ?? index)).move())
    }
    escape(live)
  }
  live.deallocate()
}

/// W4, W5: one of 10,000 live values is replaced at each step.
private struct Slots<Value>: ~Copyable {
  private let slots = UnsafeMutablePointer<Value>.allocate(capacity: 10_000)
  private var state = seed

  init(make: (UInt64) -> Value) {
    for index in 0..<10_000 { (slots + index).initialize(to: make(next(&state))) }
  }
  deinit {
    slots.deinitialize(count: 10_000)
    slots.deallocate()
  }

  @inline(never)
  mutating func step(
    _ steps: Int, make: (UInt64, Int) -> Value, address: (borrowing Value) -> UnsafeRawPointer,
    end: (consuming Value) -> Void
  ) {
    var state = self.state
    let slots = self.slots
    for step in 0..<steps {
      let value = next(&state)
      let slot = slots + below(value, 10_000)
      end(slot.move())
      escape(slots)
      let made = make(value, step)
      escape(address(made))
      slot.initialize(to: made)
    }
    self.state = state
  }
}

extension UnsafeMutableRawPointer {
  @inline(always)
  fileprivate func marked(_ value: UInt64) -> Self {
    storeBytes(of: value, as: UInt64.self)
    return self
  }
  /// Writes the first and the last byte.
  @inline(always)
  fileprivate func marked(_ step: Int, byteCount: Int) -> Self {
    storeBytes(of: UInt8(truncatingIfNeeded: step), as: UInt8.self)
    storeBytes(of: UInt8(truncatingIfNeeded: step), toByteOffset: byteCount - 1, as: UInt8.self)
    return self
  }
}

extension ManagedBuffer<Int, UInt8> {
  @inline(always)
  fileprivate func marked(_ value: UInt64) -> ManagedBuffer<Int, UInt8> {
    address.storeBytes(of: value, as: UInt64.self)
    return self
  }
}

@inline(always)
private func identity(_ object: AnyObject) -> UnsafeRawPointer {
  UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())
}

extension Run {
  func today(_ tables: borrowing Tables) {
    let (w1, w2, w3) = (500 / scale, 200 / scale, 5000 / scale)
    let pointers = Pointers()
    timed("W1", "swift-class", operations: w1 * 1000) {
      rounds(w1, of: 1000, order: nil, make: Small.init, address: { identity($0) }, end: { _ in })
    }
    timed("W1", "swift-pointer", operations: w1 * 1000) {
      rounds(
        w1, of: 1000, order: nil, make: { pointers.make(byteCount: 24).marked($0) }, address: { UnsafeRawPointer($0) },
        end: { pointers.end($0) })
    }
    timed("W1", "swift-array", operations: w1 * 1000) {
      rounds(
        w1, of: 1000, order: nil, make: { [$0, 0, 0] }, address: { $0.withUnsafeBytes { $0.baseAddress! } },
        end: { _ in })
    }
    timed("W1", "swift-managed-buffer", operations: w1 * 1000) {
      rounds(
        w1, of: 1000, order: nil, make: { Bytes.make(byteCount: 24).marked($0) },
        address: { UnsafeRawPointer($0.address) }, end: { _ in })
    }
    let arena = ClassArena(slabByteCount: 8 << 20)
    timed("W1", "swift-class-arena", operations: w1 * 1000) { bumpSmall(arena, rounds: w1) }
    timed("W2", "swift-class-arena", operations: w2 * 1000) { bumpMixed(arena, rounds: w2, tables) }

    for (index, order) in ["W3-lifo", "W3-fifo", "W3-rand"].enumerated() {
      let indices = UnsafePointer(tables.orders + 64 * index)
      timed(order, "swift-pointer", operations: w3 * 64) {
        rounds(
          w3, of: 64, order: indices, make: { pointers.make(byteCount: 1024).marked($0) },
          address: { UnsafeRawPointer($0) }, end: { pointers.end($0) })
      }
      timed(order, "swift-managed-buffer", operations: w3 * 64) {
        rounds(
          w3, of: 64, order: indices, make: { Bytes.make(byteCount: 1024).marked($0) },
          address: { UnsafeRawPointer($0.address) }, end: { _ in })
      }
    }
    todaySlots()
    todayGrowth()
    timed("W8", "swift-class", operations: 2 * treeNodeCount) { classTrees() }
    timed("W8", "swift-enum", operations: 2 * treeNodeCount) { enumTrees() }
    timed("W8", "swift-pointer", operations: 2 * treeNodeCount) { treesOnHeap(PointerAllocator(), Plain.self) }
    timed("W8", "swift-class-arena", operations: 2 * treeNodeCount) { trees(in: arena) }
  }

  private func todaySlots() {
    let (w4, w5) = (500_000 / scale, 200_000 / scale)
    let pointers = Pointers()
    if wants("W4", "swift-class") {
      var slots = Slots { _ in Medium(0) }
      timed("W4", "swift-class", operations: w4) {
        slots.step(
          w4, make: { Medium(UInt64(truncatingIfNeeded: $1)) }, address: { identity($0) }, end: { _ in })
      }
    }
    if wants("W4", "swift-pointer") {
      var slots = Slots { _ in pointers.make(byteCount: 64) }
      timed("W4", "swift-pointer", operations: w4) {
        slots.step(
          w4, make: { pointers.make(byteCount: 64).marked(UInt64(truncatingIfNeeded: $1)) },
          address: { UnsafeRawPointer($0) }, end: { pointers.end($0) })
      }
    }
    if wants("W5", "swift-pointer") {
      var slots = Slots { pointers.make(byteCount: sizeOf($0)) }
      timed("W5", "swift-pointer", operations: w5) {
        slots.step(
          w5, make: { pointers.make(byteCount: sizeOf($0)).marked($1, byteCount: sizeOf($0)) },
          address: { UnsafeRawPointer($0) }, end: { pointers.end($0) })
      }
    }
    if wants("W5", "swift-managed-buffer") {
      var slots = Slots { Bytes.make(byteCount: sizeOf($0)) }
      timed("W5", "swift-managed-buffer", operations: w5) {
        slots.step(
          w5,
          make: {
            let buffer = Bytes.make(byteCount: sizeOf($0))
            _ = buffer.address.marked($1, byteCount: sizeOf($0))
            return buffer
          },
          address: { UnsafeRawPointer($0.address) }, end: { _ in })
      }
    }
    if wants("W5", "swift-array") {
      var slots = Slots { [UInt8](unsafeUninitializedCapacity: sizeOf($0)) { $1 = $0.count } }
      timed("W5", "swift-array", operations: w5) {
        slots.step(
          w5,
          make: { value, step in
            [UInt8](unsafeUninitializedCapacity: sizeOf(value)) { bytes, count in
              _ = UnsafeMutableRawPointer(bytes.baseAddress!).marked(step, byteCount: sizeOf(value))
              count = sizeOf(value)
            }
          },
          address: { $0.withUnsafeBytes { $0.baseAddress! } }, end: { _ in })
      }
    }
  }

  private func todayGrowth() {
    let rounds = 400 / scale
    timed("W6", "swift-array", operations: rounds) { growArray(rounds: rounds) }
    timed("W6", "swift-pointer", operations: rounds) { growOnHeap(PointerAllocator(), rounds: rounds) }
  }
}

/// Swift's own memory behind the protocol, for the workloads whose code is the same.
private struct PointerAllocator: Allocator {
  @inline(always)
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    Block(
      address: .allocate(byteCount: byteCount, alignment: alignment), byteCount: byteCount, alignment: alignment)
  }
  @inline(always)
  borrowing func deallocate(_ block: Block) { block.address.deallocate() }
}

@inline(never)
private func bumpSmall(_ arena: ClassArena, rounds: Int) {
  for _ in 0..<rounds {
    for index in 0..<1000 as Range<UInt64> {
      escape(arena.allocate(byteCount: 24, alignment: 8).baseAddress!.marked(index))
    }
    arena.reset()
  }
}

@inline(never)
private func bumpMixed(_ arena: ClassArena, rounds: Int, _ tables: borrowing Tables) {
  let (sizes, alignments) = (tables.sizes, tables.alignments)
  for _ in 0..<rounds {
    for index in 0..<1000 as Range<UInt64> {
      let entry = Int(truncatingIfNeeded: index & 63)
      escape(
        arena.allocate(
          byteCount: Int(truncatingIfNeeded: sizes[entry]), alignment: Int(truncatingIfNeeded: alignments[entry])
        ).baseAddress!.marked(index))
    }
    arena.reset()
  }
}

/// W6: an array is appended to until it holds 1 MiB; its capacity grows as it likes.
@inline(never)
private func growArray(rounds: Int) {
  for round in 0..<rounds {
    var bytes: [UInt8] = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      _ = UnsafeMutableRawPointer(buffer.baseAddress!).marked(UInt64(truncatingIfNeeded: round))
      count = 16
    }
    while bytes.count < 1 << 20 {
      let byteCount = bytes.count
      bytes.append(addingCapacity: byteCount)
      bytes.withUnsafeMutableBytes { escape($0.baseAddress!) }
    }
    let first = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    if first != UInt64(truncatingIfNeeded: round) { fail() }
  }
}

extension [UInt8] {
  /// The nearest that `Array` has to growing without writing: its capacity is doubled, and one byte is appended to make
  /// it a new length; the rest is filled as `Array` demands.
  @inline(always)
  fileprivate mutating func append(addingCapacity byteCount: Int) {
    append(contentsOf: repeatElement(1, count: byteCount))
  }
}

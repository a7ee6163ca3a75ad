import Allocators
import Barrier

/// W5, W7 and W9: 10,000 live blocks of 16 to 1,024 bytes; one drawn at random is replaced at each step.
struct Mixed: ~Copyable {
  private struct Slot {
    var address: UnsafeMutableRawPointer
    var byteCount: UInt32
    var tag: UInt32

    var block: Block { Block(address: address, byteCount: Int(byteCount), alignment: 16) }
  }
  private let slots: UnsafeMutablePointer<Slot>
  private let count: Int
  private var state: UInt64

  init<A: Allocator & ~Copyable>(filledFrom allocator: borrowing A, seed: UInt64 = seed, count: Int = 10_000) {
    slots = .allocate(capacity: count)
    self.count = count
    state = seed
    for index in 0..<count {
      let byteCount = sizeOf(next(&state))
      guard let block = allocator.allocateIfPossible(byteCount: byteCount, alignment: 16) else { fail() }
      block.mark(UInt8(truncatingIfNeeded: index))
      slots[index] = Slot(address: block.address, byteCount: UInt32(byteCount), tag: UInt32(index))
    }
  }
  deinit { slots.deallocate() }

  mutating func step<A: Allocator & ~Copyable>(_ allocator: borrowing A, steps: Int) {
    state = Self.step(allocator, slots, UInt64(count), from: state, steps: steps)
  }

  /// Gives the state of the stream back: a field would be stored at every step.
  @inline(never)
  private static func step<A: Allocator & ~Copyable>(
    _ allocator: borrowing A, _ slots: UnsafeMutablePointer<Slot>, _ count: UInt64, from state: UInt64, steps: Int
  ) -> UInt64 {
    var state = state
    for step in 0..<steps {
      let value = next(&state)
      let slot = slots + below(value, count)
      allocator.deallocate(slot.pointee.block)
      escape(slots)
      let byteCount = sizeOf(value)
      guard let block = allocator.allocateIfPossible(byteCount: byteCount, alignment: 16) else { fail() }
      block.mark(UInt8(truncatingIfNeeded: step))
      escape(block.address)
      slot.pointee.address = block.address
      slot.pointee.byteCount = UInt32(truncatingIfNeeded: byteCount)
    }
    return state
  }

  func drain<A: Allocator & ~Copyable>(into allocator: borrowing A) {
    for index in 0..<count { allocator.deallocate(slots[index].block) }
  }

  /// Untimed: the same stream with every block filled whole and compared before it is returned; returns how many
  /// blocks missed their alignment.
  static func verify<A: Allocator & ~Copyable>(_ allocator: borrowing A) -> Int {
    var mixed = Mixed(filledFrom: allocator)
    var state = mixed.state
    var misaligned = 0
    func fill(_ slot: inout Slot, tag: Int) {
      misaligned += Int(bitPattern: slot.address) & 15 == 0 ? 0 : 1
      slot.tag = UInt32(tag)
      slot.block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(truncatingIfNeeded: tag))
    }
    func check(_ slot: Slot) {
      if slot.block.bytes.contains(where: { $0 != UInt8(truncatingIfNeeded: slot.tag) }) { fail() }
    }
    for index in 0..<10_000 { fill(&mixed.slots[index], tag: index) }
    for step in 0..<100_000 {
      let value = next(&state)
      let index = below(value, 10_000)
      check(mixed.slots[index])
      allocator.deallocate(mixed.slots[index].block)
      guard let block = allocator.allocateIfPossible(byteCount: sizeOf(value), alignment: 16) else { fail() }
      mixed.slots[index] = Slot(address: block.address, byteCount: UInt32(block.byteCount), tag: 0)
      fill(&mixed.slots[index], tag: step)
    }
    for index in 0..<10_000 { check(mixed.slots[index]) }
    mixed.state = state
    mixed.drain(into: allocator)
    return misaligned
  }
}

extension Block {
  @inline(always)
  fileprivate func mark(_ byte: UInt8) {
    address.storeBytes(of: byte, as: UInt8.self)
    (endAddress - 1).storeBytes(of: byte, as: UInt8.self)
  }
}

extension Run {
  func mixed<A: Allocator & ~Copyable>(_ workload: String, _ name: String, make: () -> A) {
    guard wants(workload, name) else { return }
    let steps = 200_000 / scale
    let allocator = make()
    var slots = Mixed(filledFrom: allocator)
    timed(workload, name, operations: steps) { slots.step(allocator, steps: steps) }
    slots.drain(into: allocator)
  }

  func verify<A: Allocator & ~Copyable>(_ name: String, make: () -> A) {
    guard wants("W5", name) else { return }
    print("verify,W5,\(name),ok,misaligned=\(Mixed.verify(make()))")
  }
}

import AllocatorCore

/// The loops that are timed. They walk the same events and the same table; the difference of their times is what an
/// allocator costs.
extension Trace {
  /// Makes every call of the trace, and writes the first and the last byte of each block it gets.
  ///
  /// A refused allocation leaves its slot empty, and a refused resize empties it; later events about an empty slot do
  /// nothing, so that a trace goes on behind a failure.
  ///
  /// - Returns: The number of refusals.
  @inline(never)
  func replay<A: Allocator & ~Copyable & ~Escapable>(on allocator: borrowing A, table: SlotTable) -> Int {
    let slots = unsafe table.addresses.baseAddress
    guard let slots = unsafe slots else { return 0 }
    var failures = 0
    unsafe events.withUnsafeBufferPointer { events in
      for index in events.indices {
        let event = unsafe events[index]
        let slot = unsafe slots + Int(event.slot)
        switch event.kind {
        case .free:
          guard let address = unsafe slot.pointee else { continue }
          unsafe allocator.deallocate(
            Block(address: address, byteCount: event.byteCount, alignment: event.alignment))
          unsafe slot.pointee = nil
        case .resize:
          guard let address = unsafe slot.pointee else { continue }
          var block = unsafe Block(address: address, byteCount: event.oldByteCount, alignment: event.alignment)
          if unsafe allocator.reallocateIfPossible(&block, byteCount: event.byteCount) {
            unsafe Trace.touch(block.address, byteCount: event.byteCount)
            unsafe slot.pointee = block.address
          } else {
            unsafe allocator.deallocate(block)
            unsafe slot.pointee = nil
            failures &+= 1
          }
        case .allocate:
          if let block = unsafe allocator.allocateIfPossible(byteCount: event.byteCount, alignment: event.alignment) {
            unsafe Trace.touch(block.address, byteCount: event.byteCount)
            unsafe slot.pointee = block.address
          } else {
            failures &+= 1
          }
        case .allocateZeroed:
          if let block = unsafe allocator.allocateZeroedIfPossible(
            byteCount: event.byteCount, alignment: event.alignment)
          {
            unsafe Trace.touch(block.address, byteCount: event.byteCount)
            unsafe slot.pointee = block.address
          } else {
            failures &+= 1
          }
        }
      }
    }
    return failures
  }

  /// Frees what the trace leaves live.
  func sweep<A: Allocator & ~Copyable & ~Escapable>(on allocator: borrowing A, table: SlotTable) {
    for leftover in leftovers {
      guard let address = unsafe table.addresses[Int(leftover.slot)] else { continue }
      unsafe allocator.deallocate(
        Block(address: address, byteCount: leftover.byteCount, alignment: leftover.alignment))
    }
    table.clear()
  }

  /// The loop without calls and without writes to blocks.
  ///
  /// - Returns: A number that depends on every step, so that none can be left out.
  @inline(never)
  func replayNothing(table: SlotTable) -> UInt {
    guard let slots = unsafe table.addresses.baseAddress else { return 0 }
    var sum: UInt = 0
    unsafe events.withUnsafeBufferPointer { events in
      for index in events.indices {
        let event = unsafe events[index]
        let slot = unsafe slots + Int(event.slot)
        switch event.kind {
        case .free:
          guard let address = unsafe slot.pointee else { continue }
          sum &+= UInt(bitPattern: address) &+ UInt(bitPattern: event.byteCount)
          unsafe slot.pointee = nil
        case .resize:
          guard let address = unsafe slot.pointee else { continue }
          unsafe slot.pointee = address + ((event.byteCount ^ event.oldByteCount) & 1)
        case .allocate:
          unsafe slot.pointee = UnsafeMutableRawPointer(slot) + event.byteCount & 1
        case .allocateZeroed:
          unsafe slot.pointee = UnsafeMutableRawPointer(slot) + event.byteCount & 2
        }
      }
    }
    return sum
  }

  @inline(__always)
  static func touch(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    guard byteCount > 0 else { return }
    unsafe address.storeBytes(of: 1, as: UInt8.self)
    unsafe address.storeBytes(of: 2, toByteOffset: byteCount &- 1, as: UInt8.self)
  }
}

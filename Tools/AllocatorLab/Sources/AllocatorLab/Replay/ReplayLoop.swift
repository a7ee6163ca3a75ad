import AllocatorCore

/// What a replay writes to the blocks it gets.
enum Touch {
  /// The first and the last byte: what is timed.
  case ends
  /// A byte of every page, so that all of the block becomes resident, as in the program.
  case pages
}

/// The loops that are timed. They walk the same events and the same table; the difference of their times is what an
/// allocator costs.
extension ReplayScript {
  /// Makes every call of the trace, and writes the first and the last byte of each block it gets.
  ///
  /// A refused allocation leaves its slot empty, and a refused resize empties it; later events about an empty slot do
  /// nothing, so that a trace goes on behind a failure.
  ///
  /// - Returns: The number of refusals.
  @inline(never)
  func replay<A: Allocator & ~Copyable & ~Escapable>(on allocator: borrowing A) -> Int {
    unsafe Self.run(events, on: allocator, table: table, touching: .ends)
  }

  /// The same for the calls of `range`.
  @inline(never)
  func replay<A: Allocator & ~Copyable & ~Escapable>(_ range: Range<Int>, on allocator: borrowing A) -> Int {
    unsafe Self.run(UnsafeBufferPointer(rebasing: events[range]), on: allocator, table: table, touching: .ends)
  }

  /// How many calls there are.
  var eventCount: Int { unsafe events.count }

  /// Makes the calls of `range`, and touches every page of each block.
  @inline(never)
  func replayResident<A: Allocator & ~Copyable & ~Escapable>(_ range: Range<Int>, on allocator: borrowing A) -> Int {
    unsafe Self.run(UnsafeBufferPointer(rebasing: events[range]), on: allocator, table: table, touching: .pages)
  }

  @inline(always)
  private static func run<A: Allocator & ~Copyable & ~Escapable>(
    _ events: UnsafeBufferPointer<Trace.Event>, on allocator: borrowing A, table: SlotTable, touching touch: Touch
  ) -> Int {
    guard let slots = unsafe table.addresses.baseAddress else { return 0 }
    var failures = 0
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
          unsafe write(block.address, byteCount: event.byteCount, touch)
          unsafe slot.pointee = block.address
        } else {
          unsafe allocator.deallocate(block)
          unsafe slot.pointee = nil
          failures &+= 1
        }
      case .allocate:
        if let block = unsafe allocator.allocateIfPossible(byteCount: event.byteCount, alignment: event.alignment) {
          unsafe write(block.address, byteCount: event.byteCount, touch)
          unsafe slot.pointee = block.address
        } else {
          failures &+= 1
        }
      case .allocateZeroed:
        if let block = unsafe allocator.allocateZeroedIfPossible(
          byteCount: event.byteCount, alignment: event.alignment)
        {
          unsafe write(block.address, byteCount: event.byteCount, touch)
          unsafe slot.pointee = block.address
        } else {
          failures &+= 1
        }
      }
    }
    return failures
  }

  /// Frees what the trace leaves live.
  func sweep<A: Allocator & ~Copyable & ~Escapable>(on allocator: borrowing A) {
    for index in unsafe leftovers.indices {
      let leftover = unsafe leftovers[index]
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
  func replayNothing() -> UInt {
    guard let slots = unsafe table.addresses.baseAddress else { return 0 }
    var sum: UInt = 0
    for index in unsafe events.indices {
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
    return sum
  }

  @inline(always)
  private static func write(_ address: UnsafeMutableRawPointer, byteCount: Int, _ touch: Touch) {
    guard byteCount > 0 else { return }
    if touch == .pages {
      for offset in stride(from: 0, to: byteCount, by: 4096) {
        unsafe address.storeBytes(of: 3, toByteOffset: offset, as: UInt8.self)
      }
    }
    unsafe address.storeBytes(of: 1, as: UInt8.self)
    unsafe address.storeBytes(of: 2, toByteOffset: byteCount &- 1, as: UInt8.self)
  }
}

// The cold half: what happens when the current chunk does not suffice, and how it is undone.
extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Checks the request, tries the current chunk without any shortcut, and then another chunk.
  @inline(never)
  @usableFromInline
  func allocateCarefully(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let placed = max(alignment, ArenaState.minimumAlignment)
    guard let size = SizeArithmetic.roundedUp(max(byteCount, 1), toMultipleOf: ArenaState.minimumAlignment),
      let address = unsafe takeCarefully(size, alignment: placed)
    else { return nil }
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  /// Takes `size` bytes, a multiple of the least alignment, from the current chunk or another one.
  private func takeCarefully(_ size: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    if let address = unsafe takeFromCurrentChunk(size, alignment: alignment) { return unsafe address }
    guard unsafe pointee.growth != .fixed else { return nil }
    guard unsafe size <= pointee.byteLimit - allocatedByteCount else { return nil }
    // Chunks are aligned to `chunkAlignment`; more than that costs at most the difference.
    guard let room = SizeArithmetic.sum(size, max(alignment - ArenaState.chunkAlignment, 0)) else { return nil }
    if unsafe addChunk(room: room), let address = unsafe takeFromCurrentChunk(size, alignment: alignment) {
      return unsafe address
    }
    return unsafe addDedicatedChunk(room: room, size: size, alignment: alignment)
  }

  private func takeFromCurrentChunk(_ size: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let offset = unsafe Int(bitPattern: pointee.cursor) & (alignment - 1)
    let padding = offset == 0 ? 0 : alignment - offset
    let available = unsafe pointee.end - pointee.cursor
    guard padding <= available, size <= available - padding else { return nil }
    let address = unsafe pointee.cursor + padding
    unsafe pointee.cursor = address + size
    return unsafe address
  }

  /// Makes a chunk with room for `room` bytes the current one: a spare one, or one of the size that the policy says.
  private func addChunk(room: Int) -> Bool {
    if let chunk = unsafe takeSpareChunk(room: room) {
      unsafe push(chunk)
      return true
    }
    let byteCount = unsafe pointee.nextChunkByteCount
    guard room <= byteCount, let chunk = unsafe makeChunk(capacity: byteCount) else { return false }
    unsafe pointee.nextChunkByteCount = pointee.growth.successor(of: byteCount)
    unsafe push(chunk)
    return true
  }

  /// Gives one block a chunk of its own; what is left of the current chunk goes on being used.
  private func addDedicatedChunk(room: Int, size: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard let chunk = unsafe makeChunk(capacity: room) else { return nil }
    unsafe recordPeak()
    unsafe chunk.pointee.isDedicated = true
    unsafe chunk.pointee.dedicatedByteCount = size
    unsafe chunk.pointee.below = position
    unsafe pushEntry(of: chunk)
    unsafe pointee.byteCountElsewhere += size
    unsafe limitEnd(to: pointee.end)
    return unsafe chunk.pointee.start.alignedUp(toMultipleOf: alignment)
  }

  private func push(_ chunk: UnsafeMutablePointer<Chunk>) {
    unsafe recordPeak()
    unsafe chunk.pointee.isDedicated = false
    unsafe chunk.pointee.below = position
    unsafe pushEntry(of: chunk)
    unsafe pointee.byteCountElsewhere = allocatedByteCount
    unsafe pointee.chunk = unsafe chunk
    unsafe pointee.start = chunk.pointee.start
    unsafe pointee.cursor = chunk.pointee.start
    unsafe pointee.highWater = chunk.pointee.start
    unsafe limitEnd(to: chunk.pointee.end)
  }

  private func pushEntry(of chunk: UnsafeMutablePointer<Chunk>) {
    unsafe chunk.pointee.entry = LogEntry(previous: pointee.log, destroy: nil, address: chunk.pointee.block.address)
    unsafe pointee.log = UnsafeMutableRawPointer(chunk).assumingMemoryBound(to: LogEntry.self)
  }

  private func pop(_ chunk: UnsafeMutablePointer<Chunk>) {
    unsafe recordPeak()
    let below = unsafe chunk.pointee.below
    if unsafe chunk.pointee.isDedicated {
      unsafe pointee.byteCountElsewhere -= chunk.pointee.dedicatedByteCount
    } else {
      unsafe pointee.chunk = unsafe below.chunk
      unsafe pointee.start = unsafe below.start
      unsafe pointee.cursor = unsafe below.cursor
      unsafe pointee.highWater = unsafe below.cursor
      unsafe pointee.byteCountElsewhere -= below.cursor - below.start
    }
    unsafe pointee.end = unsafe below.end
    unsafe chunk.pointee.nextSpare = pointee.spare
    unsafe pointee.spare = unsafe chunk
  }

  private var position: Chunk.Position {
    unsafe Chunk.Position(chunk: pointee.chunk, start: pointee.start, end: pointee.end, cursor: pointee.cursor)
  }

  /// Sets the end of the current chunk so that the byte limit holds to the byte.
  private func limitEnd(to end: UnsafeMutableRawPointer) {
    let allowed = unsafe SizeArithmetic.roundedDown(
      pointee.byteLimit - pointee.byteCountElsewhere, toMultipleOf: ArenaState.minimumAlignment)
    unsafe pointee.end = unsafe end - pointee.start <= allowed ? end : pointee.start + allowed
  }

  private func recordPeak() {
    unsafe pointee.recordedPeak = peakByteCount
    unsafe pointee.highWater = pointee.cursor
  }

  private func makeChunk(capacity: Int) -> UnsafeMutablePointer<Chunk>? {
    guard let padded = SizeArithmetic.roundedUp(capacity, toMultipleOf: ArenaState.chunkAlignment),
      let byteCount = SizeArithmetic.sum(padded, Chunk.headByteCount),
      let block = unsafe pointee.parent.allocate(self, byteCount)
    else { return nil }
    let chunk = unsafe block.address.bindMemory(to: Chunk.self, capacity: 1)
    unsafe chunk.initialize(
      to: Chunk(
        entry: LogEntry(previous: nil, destroy: nil, address: block.address), block: block, below: position))
    unsafe pointee.capacity += chunk.pointee.capacity
    return unsafe chunk
  }

  private func takeSpareChunk(room: Int) -> UnsafeMutablePointer<Chunk>? {
    var previous: UnsafeMutablePointer<Chunk>?
    var candidate = unsafe pointee.spare
    while let chunk = unsafe candidate {
      if unsafe chunk.pointee.capacity >= room {
        if let previous = unsafe previous {
          unsafe previous.pointee.nextSpare = chunk.pointee.nextSpare
        } else {
          unsafe pointee.spare = chunk.pointee.nextSpare
        }
        return unsafe chunk
      }
      unsafe previous = unsafe chunk
      unsafe candidate = chunk.pointee.nextSpare
    }
    return nil
  }

  /// Undoes everything that came after `log`, newest first: destroys values, retires chunks.
  @inline(never)
  @usableFromInline
  func unwind(to log: UnsafeMutablePointer<LogEntry>?) {
    while let entry = unsafe pointee.log, unsafe entry != log {
      unsafe pointee.log = entry.pointee.previous
      if unsafe entry.pointee.destroy != nil {
        let ended = unsafe entry.move()
        unsafe ended.destroy.unsafelyUnwrapped(ended.address)
      } else {
        unsafe pop(UnsafeMutableRawPointer(entry).assumingMemoryBound(to: Chunk.self))
      }
    }
  }

  /// Takes the newest chunks out of use that nothing lives in any more, now that `block` has ended.
  ///
  /// For the arena itself only, while no scope is open: a scope remembers the chunk that it began in.
  @inline(never)
  @usableFromInline
  func retireChunks(endedBy block: Block) {
    while let entry = unsafe pointee.log, unsafe entry.pointee.destroy == nil {
      let chunk = unsafe UnsafeMutableRawPointer(entry).assumingMemoryBound(to: Chunk.self)
      let isEmpty =
        unsafe chunk.pointee.isDedicated
        ? Self.contains(block, from: chunk.pointee.start, to: chunk.pointee.end) : pointee.cursor == pointee.start
      guard isEmpty else { return }
      unsafe pointee.log = entry.pointee.previous
      unsafe pop(chunk)
    }
  }

  /// Gives the spare chunks back to the parent.
  @usableFromInline
  func releaseSpareChunks() {
    while let chunk = unsafe pointee.spare {
      unsafe pointee.spare = chunk.pointee.nextSpare
      unsafe pointee.capacity -= chunk.pointee.capacity
      let block = unsafe chunk.move().block
      unsafe pointee.parent.deallocate(self, block)
    }
  }

  @inline(never)
  @usableFromInline
  func ownsElsewhere(_ block: Block) -> Bool {
    var entry = unsafe pointee.log
    while let current = unsafe entry {
      if unsafe current.pointee.destroy == nil {
        let chunk = unsafe UnsafeMutableRawPointer(current).assumingMemoryBound(to: Chunk.self)
        let below = unsafe chunk.pointee.below
        if unsafe Self.contains(block, from: chunk.pointee.start, to: chunk.pointee.end),
          unsafe chunk.pointee.isDedicated
        {
          return true
        }
        if unsafe !chunk.pointee.isDedicated, unsafe Self.contains(block, from: below.start, to: below.cursor) {
          return true
        }
      }
      unsafe entry = current.pointee.previous
    }
    return false
  }
}

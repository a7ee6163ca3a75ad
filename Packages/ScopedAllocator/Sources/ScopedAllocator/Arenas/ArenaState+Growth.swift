/// What the cold path found: a place, or none, and where the one who asked goes on.
@unsafe
@usableFromInline
struct Grant {
  @usableFromInline let address: UnsafeMutableRawPointer?
  @usableFromInline let cursor: UnsafeMutableRawPointer
  @usableFromInline let end: UnsafeMutableRawPointer
}

// Where memory comes from when the current chunk does not suffice: a spare chunk; the current chunk, where the parent can
// grow it; a chunk of the size that the policy says, or half of that, and half of it again, when the parent refuses; a
// chunk for one large block. The cursor is the one of whoever asks, and comes and goes by value.
extension UnsafeMutablePointer where Pointee == ArenaState {
  func grant(byteCount: Int, alignment: Int, from cursor: UnsafeMutableRawPointer) -> Grant {
    let alignment = max(alignment, ArenaState.minimumAlignment)
    if let size = SizeArithmetic.roundedUp(max(byteCount, 1), toMultipleOf: ArenaState.minimumAlignment) {
      if let grant = unsafe take(size, alignment: alignment, at: cursor) { return unsafe grant }
      if let grant = unsafe grow(size, alignment: alignment, from: cursor) { return unsafe grant }
    }
    return unsafe Grant(address: nil, cursor: cursor, end: pointee.chunkEnd)
  }

  /// Takes `size` bytes from the current chunk.
  private func take(_ size: Int, alignment: Int, at cursor: UnsafeMutableRawPointer) -> Grant? {
    let offset = Int(bitPattern: cursor) & (alignment - 1)
    let padding = offset == 0 ? 0 : alignment - offset
    let available = unsafe pointee.chunkEnd - cursor
    guard padding <= available, size <= available - padding else { return nil }
    let address = unsafe cursor + padding
    return unsafe Grant(address: address, cursor: address + size, end: pointee.chunkEnd)
  }

  /// Takes `size` bytes from the current chunk, which grows, or from a chunk that is added; nothing changes when neither
  /// is to be had.
  private func grow(_ size: Int, alignment: Int, from cursor: UnsafeMutableRawPointer) -> Grant? {
    let remaining = unsafe pointee.byteLimit - allocatedByteCount(before: cursor)
    // Chunks are aligned to `chunkAlignment`; more than that costs at most the difference.
    guard unsafe pointee.growth != .fixed, size <= remaining,
      let room = SizeArithmetic.sum(size, max(alignment - ArenaState.chunkAlignment, 0))
    else { return nil }
    let planned = unsafe max(min(plannedCapacity, remaining), room)
    // A much larger chunk would never be missed, and so never be returned.
    let suitable = planned > .max / 4 ? .max : 4 * planned
    if let chunk = unsafe pointee.spares.remove(withRoomFor: room, upTo: suitable) {
      return unsafe take(size, alignment: alignment, from: cursor, in: chunk)
    }
    // With its spare chunks an arena that has a limit would take more than that from its parent.
    if unsafe planned > pointee.byteLimit - min(pointee.capacity, pointee.byteLimit) { unsafe releaseSpareChunks() }
    if let grant = unsafe ask(planned, size, alignment: alignment, from: cursor) { return unsafe grant }
    if let chunk = unsafe pointee.spares.remove(withRoomFor: room) {
      return unsafe take(size, alignment: alignment, from: cursor, in: chunk)
    }
    guard unsafe !pointee.spares.isEmpty else { return nil }
    unsafe releaseSpareChunks()
    return unsafe ask(planned, size, alignment: alignment, from: cursor)
  }

  /// Asks the parent for `planned` bytes, or half of it, and half of that, down to what is needed: in the current chunk
  /// where the parent can grow it, in another one otherwise.
  private func ask(
    _ planned: Int, _ size: Int, alignment: Int, from cursor: UnsafeMutableRawPointer
  ) -> Grant? {
    let room = size + max(alignment - ArenaState.chunkAlignment, 0)
    var capacity = planned
    while true {
      if unsafe extendCurrentChunk(by: capacity, for: size, alignment: alignment, at: cursor) {
        return unsafe take(size, alignment: alignment, at: cursor)
      }
      if let chunk = unsafe makeChunk(capacity: capacity) {
        return unsafe take(size, alignment: alignment, from: cursor, in: chunk)
      }
      guard capacity > room else { break }
      capacity = max(capacity / 2, room)
    }
    guard unsafe extendCurrentChunk(by: 0, for: size, alignment: alignment, at: cursor) else { return nil }
    return unsafe take(size, alignment: alignment, at: cursor)
  }

  /// Takes `size` bytes from a chunk that becomes the current one, or is there for this block alone.
  private func take(
    _ size: Int, alignment: Int, from cursor: UnsafeMutableRawPointer, in chunk: UnsafeMutablePointer<Chunk>
  ) -> Grant? {
    let room = size + max(alignment - ArenaState.chunkAlignment, 0)
    let remaining = unsafe pointee.byteLimit - allocatedByteCount(before: cursor)
    if unsafe room > remaining || chunk.pointee.capacity - room < ArenaState.leastTail {
      let address = unsafe pushDedicated(chunk, size: size, alignment: alignment, from: cursor)
      return unsafe Grant(address: address, cursor: cursor, end: pointee.chunkEnd)
    }
    unsafe push(chunk, from: cursor)
    return unsafe take(size, alignment: alignment, at: pointee.start)
  }

  /// Asks the parent for a block. The parent may call back, such as a budget that has the program free something: what is
  /// returned to the arena meanwhile is counted only, and what is asked of it refused.
  private func askParent(for byteCount: Int) -> Block? {
    let end = unsafe beginAsking()
    let block = unsafe pointee.parent.allocate(self, byteCount)
    unsafe endAsking(end)
    return unsafe block
  }

  /// Asks the parent to resize a block, as ``askParent(for:)`` asks for one.
  func askParent(toResize block: inout Block, _ byteCount: Int) -> Bool {
    let end = unsafe beginAsking()
    let succeeds = unsafe pointee.parent.resize(self, &block, byteCount)
    unsafe endAsking(end)
    return succeeds
  }

  func beginAsking() -> UnsafeMutableRawPointer {
    let end = unsafe pointee.end
    // Nothing fits, and no block is the last one to the hot paths.
    unsafe pointee.end = pointee.cursor
    unsafe pointee.isAsking = true
    return unsafe end
  }

  func endAsking(_ end: UnsafeMutableRawPointer) {
    unsafe pointee.end = unsafe end
    unsafe pointee.isAsking = false
  }

  private func makeChunk(capacity: Int) -> UnsafeMutablePointer<Chunk>? {
    guard let padded = SizeArithmetic.roundedUp(capacity, toMultipleOf: ArenaState.chunkAlignment),
      let byteCount = SizeArithmetic.sum(padded, Chunk.headByteCount),
      let block = unsafe askParent(for: byteCount)
    else { return nil }
    let chunk = unsafe block.address.bindMemory(to: Chunk.self, capacity: 1)
    unsafe chunk.initialize(
      to: Chunk(
        block: block, step: padded, below: position(pointee.start), usedEnd: block.address))
    unsafe pointee.capacity += chunk.pointee.capacity
    return unsafe chunk
  }
}

extension ArenaState {
  /// A chunk that would have fewer bytes left is for one block only, and the current chunk goes on being used.
  static var leastTail: Int { 64 }
}

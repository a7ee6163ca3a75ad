extension FreeListAllocator where Parent: ~Copyable & ~Escapable {
  /// Returns the chunks that the pool grew by and of which no block is in use to the parent.
  ///
  /// The chunk that the pool was created with stays. Free blocks are allocated in the order of their addresses
  /// afterwards.
  ///
  /// - Returns: The bytes that were returned.
  /// - Complexity: O(free blocks × log(free blocks) + chunks × log(chunks)).
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    core.releaseUnused()
  }

  /// Starts over: blocks are allocated in the order of their addresses again.
  ///
  /// It stops the program, in every build, when a block is in use: a pool does not know whether a box or a container
  /// owns it. Deallocate all blocks first, or use ``unsafelyReset()``.
  ///
  /// - Parameter keepingCapacity: Whether the chunks that the pool grew by are kept, which is the default; otherwise
  ///   they return to the parent.
  /// - Complexity: O(1), or O(chunks) when the capacity is not kept.
  @inlinable
  public mutating func reset(keepingCapacity: Bool = true) {
    unsafe core.state.pointee.expectNoLiveBlock("was reset")
    core.freeAll(keepingCapacity: keepingCapacity)
  }
}

extension FreeListAllocator: ResettableAllocator where Parent: ~Copyable & ~Escapable {
  /// Deallocates every block, those in use, too, and keeps all chunks.
  ///
  /// - Complexity: O(1).
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { core.freeAll(keepingCapacity: true) }

  /// Deallocates every block, those in use, too.
  ///
  /// - Parameter keepingCapacity: Whether the chunks that the pool grew by are kept; otherwise they return to the
  ///   parent.
  /// - Complexity: O(1), or O(chunks) when the capacity is not kept.
  @unsafe
  @inlinable
  public mutating func unsafelyReset(keepingCapacity: Bool) { core.freeAll(keepingCapacity: keepingCapacity) }
}

// Blocks by an address in them.
extension FreeListAllocator where Parent: ~Copyable & ~Escapable {
  /// The place of the block that contains `address`: `blockByteCount` bytes, aligned to `blockAlignment`.
  ///
  /// A free block's place is found, too: a pool does not record which ones are.
  ///
  /// - Complexity: O(1) for blocks of the first chunk, otherwise O(log chunks), expected.
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    guard let chunk = unsafe core.state.pointee.chunk(holding: UnsafeMutableRawPointer(mutating: address)) else {
      return nil
    }
    let start = unsafe core.state.pointee.blocks(of: chunk)
    let offset = unsafe (address - UnsafeRawPointer(start)) % blockStride
    guard offset < blockByteCount else { return nil }
    return unsafe Block(
      address: UnsafeMutableRawPointer(mutating: address) - offset, byteCount: blockByteCount,
      alignment: blockAlignment)
  }

  /// Deallocates the live block that contains `address`; stops the program when that lies in no block.
  ///
  /// - Complexity: As ``block(containing:)``.
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let block = unsafe block(containing: address) else {
      _stop("FreeListAllocator was asked to deallocate an address that lies in no block of it")
    }
    unsafe deallocate(core.state.pointee.live.recorded(block))
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe byteCount == block.byteCount
  }

  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe resize(&block, byteCount: byteCount) { return true }
    return unsafe reallocateByMoving(&block, byteCount: byteCount)
  }

  /// Allocates anew, copies what fits, and gives the old block back; `false` means that nothing has changed.
  ///
  /// The last resort of every ``reallocateIfPossible(_:byteCount:)``.
  ///
  /// - Complexity: O(min(old, new)) for the copy.
  @inlinable
  public borrowing func reallocateByMoving(_ block: inout Block, byteCount: Int) -> Bool {
    guard let moved = unsafe allocateIfPossible(byteCount: byteCount, alignment: block.alignment) else { return false }
    unsafe moved.address.copyMemory(from: block.address, byteCount: min(block.byteCount, byteCount))
    unsafe deallocate(block)
    unsafe block = moved
    return true
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return unsafe block
  }

  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int { byteCount }

  @inlinable
  public borrowing func supports(alignment: Int) -> Bool { true }
}

// The throwing face of the primitives: what users of raw memory call.
extension Allocator where Self: ~Copyable & ~Escapable {
  /// Gives a block of `byteCount` bytes.
  ///
  /// - Parameters:
  ///   - byteCount: The size, in bytes; zero or more.
  ///   - alignment: The alignment, in bytes; a power of two.
  /// - Throws: ``AllocationError/outOfMemory`` when there is no room, ``AllocationError/unsupportedAlignment`` when
  ///   this allocator never gives blocks so aligned. Nothing has changed then.
  @inlinable
  public borrowing func allocate(byteCount: Int, alignment: Int) throws(AllocationError) -> Block {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
      throw refusal(alignment: alignment)
    }
    return unsafe block
  }

  /// Gives a block of `byteCount` bytes that are all zero.
  ///
  /// - Parameters:
  ///   - byteCount: The size, in bytes; zero or more.
  ///   - alignment: The alignment, in bytes; a power of two.
  /// - Throws: ``AllocationError/outOfMemory`` or ``AllocationError/unsupportedAlignment``, as
  ///   ``allocate(byteCount:alignment:)`` does.
  @inlinable
  public borrowing func allocateZeroed(byteCount: Int, alignment: Int) throws(AllocationError) -> Block {
    guard let block = unsafe allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) else {
      throw refusal(alignment: alignment)
    }
    return unsafe block
  }

  /// Grows or shrinks a block, moving it when it must.
  ///
  /// - Parameters:
  ///   - block: A live block of this allocator; on success it describes the block's new place and size.
  ///   - byteCount: The new size, in bytes; zero or more.
  /// - Throws: ``AllocationError/outOfMemory``; the block and its contents are then as they were.
  /// - Complexity: O(1) in place, otherwise O(min(old, new)).
  @inlinable
  public borrowing func reallocate(_ block: inout Block, byteCount: Int) throws(AllocationError) {
    guard unsafe reallocateIfPossible(&block, byteCount: byteCount) else {
      throw unsafe refusal(alignment: block.alignment)
    }
  }

  /// The error that tells why a request of this alignment was refused.
  @inlinable
  public borrowing func refusal(alignment: Int) -> AllocationError {
    supports(alignment: alignment) ? .outOfMemory : .unsupportedAlignment
  }
}

// Raw memory for values of one type.
extension Allocator where Self: ~Copyable & ~Escapable {
  /// Gives uninitialized memory for `count` values of `type`.
  ///
  /// - Throws: ``AllocationError/outOfMemory``, also when `count` values are more than memory can hold, or
  ///   ``AllocationError/unsupportedAlignment``.
  @unsafe
  @inlinable
  public borrowing func allocate<Value: ~Copyable>(
    of type: Value.Type, count: Int
  ) throws(AllocationError) -> UnsafeMutableBufferPointer<Value> {
    guard let byteCount = SizeArithmetic.product(count, MemoryLayout<Value>.stride) else { throw .outOfMemory }
    let block = try unsafe allocate(byteCount: byteCount, alignment: MemoryLayout<Value>.alignment)
    return unsafe UnsafeMutableBufferPointer(
      start: block.address.bindMemory(to: Value.self, capacity: count), count: count)
  }

  /// Takes back memory that ``allocate(of:count:)`` gave; its values are no longer initialized.
  @unsafe
  @inlinable
  public borrowing func deallocate<Value: ~Copyable>(_ values: UnsafeMutableBufferPointer<Value>) {
    guard let start = values.baseAddress else { return }
    unsafe deallocate(
      Block(
        address: UnsafeMutableRawPointer(start), byteCount: values.count * MemoryLayout<Value>.stride,
        alignment: MemoryLayout<Value>.alignment))
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// Succeeds when the size stays as it is.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe byteCount == block.byteCount
  }

  /// Resizes in place, or else moves the block.
  ///
  /// - Complexity: That of `resize`, and where it moves that of an allocation, a deallocation and O(min(old, new)).
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe resize(&block, byteCount: byteCount) { return true }
    return unsafe reallocateByMoving(&block, byteCount: byteCount)
  }

  /// Allocates anew, copies what fits, and deallocates the old block; `false` means that nothing has changed.
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

  /// Allocates and writes zeroes.
  ///
  /// - Complexity: That of an allocation, and O(`byteCount`).
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return unsafe block
  }

  /// Returns `byteCount`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int { byteCount }

  /// Returns `true`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool { true }

  /// Allocates one block after the other.
  ///
  /// - Complexity: O(`count`) allocations.
  @inlinable
  public borrowing func allocateBlocks(
    count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void
  ) -> Int {
    _checkRequest(byteCount: count, alignment: 1)
    for done in 0..<count {
      guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return done }
      unsafe body(block)
    }
    return count
  }

  /// Deallocates one block after the other.
  ///
  /// - Complexity: O(`count`) deallocations.
  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    _checkRequest(byteCount: count, alignment: 1)
    for _ in 0..<count { unsafe deallocate(next()) }
  }

  /// Does nothing, and returns 0.
  ///
  /// - Complexity: O(1).
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { 0 }
}

// The throwing face of the primitives: what users of raw memory call.
extension Allocator where Self: ~Copyable & ~Escapable {
  /// Allocates a block of `byteCount` bytes.
  ///
  /// - Parameters:
  ///   - byteCount: The size, in bytes; zero or more.
  ///   - alignment: The alignment, in bytes; a power of two.
  /// - Throws: ``AllocationError/outOfMemory`` when there is no room, ``AllocationError/unsupportedAlignment`` when
  ///   this allocator never allocates so strictly aligned a block of this size. Nothing has changed then.
  /// - Complexity: That of ``Allocator/allocateIfPossible(byteCount:alignment:)``.
  @inlinable
  public borrowing func allocate(byteCount: Int, alignment: Int) throws(AllocationError) -> Block {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
      throw refusal(byteCount: byteCount, alignment: alignment)
    }
    return unsafe block
  }

  /// Allocates a block of `byteCount` bytes that are all zero.
  ///
  /// - Parameters:
  ///   - byteCount: The size, in bytes; zero or more.
  ///   - alignment: The alignment, in bytes; a power of two.
  /// - Throws: ``AllocationError/outOfMemory`` or ``AllocationError/unsupportedAlignment``, as
  ///   ``allocate(byteCount:alignment:)`` does.
  /// - Complexity: That of ``Allocator/allocateZeroedIfPossible(byteCount:alignment:)``.
  @inlinable
  public borrowing func allocateZeroed(byteCount: Int, alignment: Int) throws(AllocationError) -> Block {
    guard let block = unsafe allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) else {
      throw refusal(byteCount: byteCount, alignment: alignment)
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
      throw unsafe refusal(byteCount: byteCount, alignment: block.alignment)
    }
  }

  /// The error that says why a request was refused.
  ///
  /// - Parameters:
  ///   - byteCount: The size that was asked for, in bytes.
  ///   - alignment: The alignment that was asked for, in bytes.
  /// - Complexity: That of ``Allocator/supports(byteCount:alignment:)``.
  @inlinable
  public borrowing func refusal(byteCount: Int, alignment: Int) -> AllocationError {
    supports(byteCount: byteCount, alignment: alignment) ? .outOfMemory : .unsupportedAlignment
  }
}

// Raw memory for values of one type.
extension Allocator where Self: ~Copyable & ~Escapable {
  /// Allocates uninitialized memory for `count` values of `type`.
  ///
  /// - Throws: ``AllocationError/outOfMemory``, also when `count` values are more than memory can hold, or
  ///   ``AllocationError/unsupportedAlignment``.
  /// - Complexity: That of ``Allocator/allocateIfPossible(byteCount:alignment:)``.
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

  /// Deallocates memory of ``allocate(of:count:)``; its values are no longer initialized.
  ///
  /// - Complexity: That of ``Allocator/deallocate(_:)``.
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

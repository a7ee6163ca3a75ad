extension BucketizedAllocator: Allocator where Bucket: ~Copyable {
  /// Allocates a block of the bucket for this size, or returns `nil`.
  ///
  /// - Complexity: O(1) and that of the bucket.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let index = classes.index(for: byteCount) else { return nil }
    return unsafe buckets[index].allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Allocates a zeroed block of the bucket for this size, or returns `nil`.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let index = classes.index(for: byteCount) else { return nil }
    return unsafe buckets[index].allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Allocates blocks of the bucket for this size, in one call of it.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    guard let index = classes.index(for: byteCount) else { return 0 }
    return unsafe buckets[index].allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }

  /// Returns the block to the bucket for its size.
  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    let index = unsafe index(of: block)
    unsafe buckets[index].deallocate(block)
  }

  /// Succeeds when both sizes belong to one bucket, and that one can resize the block where it stands.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    let index = unsafe index(of: block)
    guard classes.index(for: byteCount) == index else { return false }
    return unsafe buckets[index].resize(&block, byteCount: byteCount)
  }

  /// Resizes the block within its bucket, or moves it to the one for its new size.
  ///
  /// - Returns: Whether there was room: also a block that shrinks into another class needs room there.
  /// - Complexity: That of the bucket; O(min(old, new)) when the block changes over.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    let old = unsafe index(of: block)
    guard let new = classes.index(for: byteCount) else { return false }
    if old == new { return unsafe buckets[old].reallocateIfPossible(&block, byteCount: byteCount) }
    return unsafe block.move(from: buckets[old], to: buckets[new], byteCount: byteCount)
  }

  /// The bucket's good size, and never beyond its class.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    guard let index = classes.index(for: byteCount) else { return byteCount }
    return unsafe min(
      buckets[index].goodByteCount(for: byteCount, alignment: alignment), classes.byteCount(of: index))
  }

  /// Whether the bucket for this size allocates blocks so aligned; true of sizes that no bucket serves.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    guard let index = classes.index(for: byteCount) else { return true }
    return unsafe buckets[index].supports(byteCount: byteCount, alignment: alignment)
  }

  /// Releases what the buckets keep.
  ///
  /// - Complexity: O(buckets) and that of each.
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    var released = 0
    for index in 0..<bucketCount { unsafe released += buckets[index].releaseUnused() }
    return released
  }

  #if !hasFeature(Embedded)
    /// The first and the last bucket, and the figures of all of them added up.
    ///
    /// - Complexity: O(buckets) and that of each.
    public borrowing func explain() -> Explanation {
      var figures: [(name: String, value: Int)] = []
      for index in 0..<bucketCount {
        for figure in unsafe buckets[index].explain().figures {
          if let known = figures.firstIndex(where: { $0.name == figure.name }) {
            figures[known].value += figure.value
          } else {
            figures.append(figure)
          }
        }
      }
      var parts = unsafe [("up to \(classes.byteCount(of: 0)) bytes", buckets[0].explain())]
      if bucketCount > 1 {
        unsafe parts.append(("up to \(largestByteCount) bytes", buckets[bucketCount - 1].explain()))
      }
      var explanation = Explanation(
        "BucketizedAllocator", parameters: [("up to", "\(largestByteCount)"), ("classes", "\(bucketCount)")],
        joining: parts)
      if let classes = classes as? LinearSizeClasses {
        explanation.parameters =
          [("above", "\(classes.floor)"), ("up to", "\(largestByteCount)"), ("step", "\(classes.step)")]
      }
      explanation.figures = figures
      return explanation
    }
  #endif
}

extension BucketizedAllocator: BlockOwner where Bucket: BlockOwner & ~Copyable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    guard let index = unsafe classes.index(for: block.byteCount) else { return false }
    return unsafe buckets[index].owns(block)
  }
}

extension BucketizedAllocator: BlockLocator where Bucket: BlockLocator & ~Copyable {
  /// The bucket with a block around an address.
  @inlinable
  borrowing func index(containing address: UnsafeRawPointer) -> Int? {
    for index in 0..<bucketCount where unsafe buckets[index].block(containing: address) != nil { return index }
    return nil
  }

  /// The block of any bucket around `address`, or `nil`.
  ///
  /// - Complexity: O(buckets): an address says nothing about its size class.
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    guard let index = unsafe index(containing: address) else { return nil }
    return unsafe buckets[index].block(containing: address)
  }

  /// Returns the block around `address` to its bucket.
  ///
  /// - Complexity: O(buckets).
  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let index = unsafe index(containing: address) else {
      _stop("BucketizedAllocator was asked to deallocate an address that lies in no block of it")
    }
    unsafe buckets[index].deallocate(containing: address)
  }
}

extension BucketizedAllocator: ResettableAllocator where Bucket: ResettableAllocator & ~Copyable {
  /// Resets all buckets.
  ///
  /// - Complexity: O(buckets) and that of each.
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    for index in 0..<bucketCount { unsafe buckets[index].unsafelyReset() }
  }
}

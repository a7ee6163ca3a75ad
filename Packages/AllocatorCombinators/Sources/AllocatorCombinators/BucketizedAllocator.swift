/// A row of allocators of one type, one for each size class of equal width; it serves each request from its class.
///
/// Choose it for size classes: a row of free lists, of which the class of a request is found by a shift instead of a
/// chain of comparisons. D's `Bucketizer` is its model.
///
/// ```swift
/// let memory = try BucketizedAllocator(upTo: 1024, step: 16) { (byteCount) throws(AllocationError) in
///   try FreeListAllocator(blockByteCount: byteCount, blockCount: 64, growth: .constant)
/// }.segregated(upTo: 1024, otherwise: SystemAllocator())
/// ```
///
/// A call costs a subtraction, a shift and a comparison, whatever the number of buckets. The row takes its buckets'
/// size from the platform's heap, once.
///
/// Each bucket sees the size that was asked for, so resizing and zeroing work as it does them; a block that outgrows
/// its class, or shrinks below it, moves. As with ``SegregatedAllocator`` such a shrinkage fails where the smaller
/// class has no room. The row is a `BlockOwner` where its buckets are, and refuses sizes outside its range.
@safe
@frozen
public struct BucketizedAllocator<Bucket: Allocator & ~Copyable>: ~Copyable {
  @usableFromInline let buckets: UnsafeMutablePointer<Bucket>
  /// How many buckets there are.
  public let bucketCount: Int
  /// The largest size that is too small, in bytes; zero when every size of up to ``largestByteCount`` is served.
  public let floor: Int
  @usableFromInline let shift: Int
  /// Ends so many buckets.
  @usableFromInline let end: (UnsafeMutablePointer<Bucket>, Int) -> Void
  @usableFromInline let anchor = DeinitAnchor()

  /// A bucket for each step of sizes from `floor` to `byteCount`.
  ///
  /// - Parameters:
  ///   - floor: The largest size that is *not* served, in bytes; with zero, requests of zero bytes are served.
  ///   - byteCount: The largest size that is served, in bytes: a multiple of `step` more than `floor`.
  ///   - step: The width of a class, in bytes; a power of two.
  ///   - makeBucket: Makes the bucket whose largest request has the size that it is given, in bytes.
  /// - Throws: What `makeBucket` throws; the buckets that were made are destroyed then.
  /// - Complexity: O(buckets).
  @inlinable
  public init(
    above floor: Int = 0, upTo byteCount: Int, step: Int,
    makeBucket: (_ byteCount: Int) throws(AllocationError) -> Bucket
  ) throws(AllocationError) {
    precondition(SizeArithmetic.isPowerOfTwo(step), "the step of a row of buckets is not a power of two")
    precondition(
      floor >= 0 && byteCount > floor && (byteCount - floor) % step == 0,
      "the largest size of a row of buckets is not some steps above its floor")
    let count = (byteCount - floor) / step
    let buckets = UnsafeMutablePointer<Bucket>.allocate(capacity: count)
    // Written where the buckets' type is known: optimized code of Swift 6.3 that does not know it, and leaves their end
    // to the type's metadata, runs no `deinit` of a type that stores a value of a generic parameter's.
    let end: (UnsafeMutablePointer<Bucket>, Int) -> Void = { buckets, count in
      for index in 0..<count { unsafe _ = (buckets + index).move() }
    }
    var made = 0
    do throws(AllocationError) {
      while made < count {
        unsafe (buckets + made).initialize(to: try makeBucket(floor + (made + 1) * step))
        made += 1
      }
    } catch {
      // Nothing of the row is initialized yet, so its own end does not come on top of this.
      unsafe end(buckets, made)
      unsafe buckets.deallocate()
      throw error
    }
    unsafe self.buckets = unsafe buckets
    unsafe self.end = unsafe end
    self.floor = floor
    shift = SizeArithmetic.floorOfBinaryLogarithm(step)
    bucketCount = count
  }

  @inlinable
  deinit {
    unsafe end(buckets, bucketCount)
    unsafe buckets.deallocate()
  }

  /// The largest size that is served, in bytes.
  @inlinable
  public var largestByteCount: Int { floor &+ bucketCount &<< shift }

  /// The bucket for a size, or a number that is no bucket's.
  @inlinable
  borrowing func index(for byteCount: Int) -> Int {
    // An empty block is served by the bucket of one byte, where there is one.
    let offset = byteCount &- floor &- 1
    return (byteCount == 0 && floor == 0 ? 0 : offset) &>> shift
  }

  /// The bucket that a block came from; stops the program when it can have come from none.
  @inlinable
  borrowing func index(of block: Block) -> Int {
    let index = unsafe index(for: block.byteCount)
    precondition(has(index), "BucketizedAllocator was given a block of a size that it does not serve")
    return index
  }

  /// Whether `index` is a bucket's.
  @inlinable
  borrowing func has(_ index: Int) -> Bool { UInt(bitPattern: index) < UInt(bitPattern: bucketCount) }
}

extension BucketizedAllocator: Allocator where Bucket: ~Copyable {
  /// Gives a block of the bucket for this size, or `nil`.
  ///
  /// - Complexity: O(1) and that of the bucket.
  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let index = index(for: byteCount)
    guard has(index) else { return nil }
    return unsafe buckets[index].allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Gives a zeroed block of the bucket for this size, or `nil`.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let index = index(for: byteCount)
    guard has(index) else { return nil }
    return unsafe buckets[index].allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Gives the block to the bucket for its size.
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
    guard self.index(for: byteCount) == index else { return false }
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
    let new = index(for: byteCount)
    if old == new { return unsafe buckets[old].reallocateIfPossible(&block, byteCount: byteCount) }
    guard has(new) else { return false }
    return unsafe block.move(from: buckets[old], to: buckets[new], byteCount: byteCount)
  }

  /// The bucket's answer, and never beyond its class.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    let index = index(for: byteCount)
    guard has(index) else { return byteCount }
    return unsafe min(
      buckets[index].goodByteCount(for: byteCount, alignment: alignment), floor &+ (index &+ 1) &<< shift)
  }

  /// Whether the bucket for this size allocates so strictly aligned blocks; true of sizes that no bucket serves.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    let index = index(for: byteCount)
    guard has(index) else { return true }
    return unsafe buckets[index].supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    /// The first and the last bucket, and the figures of all of them added up.
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
      var parts = unsafe [("up to \(floor + (1 << shift)) bytes", buckets[0].explain())]
      if bucketCount > 1 {
        unsafe parts.append(("up to \(largestByteCount) bytes", buckets[bucketCount - 1].explain()))
      }
      var explanation = Explanation(
        "BucketizedAllocator",
        parameters: [("above", "\(floor)"), ("up to", "\(largestByteCount)"), ("step", "\(1 << shift)")],
        joining: parts)
      explanation.figures = figures
      return explanation
    }
  #endif
}

extension BucketizedAllocator: BlockOwner where Bucket: BlockOwner & ~Copyable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    let index = unsafe index(for: block.byteCount)
    return unsafe has(index) && buckets[index].owns(block)
  }
}

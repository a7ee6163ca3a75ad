/// A row of allocators of one type, one for each size class; it serves each request from its class.
///
/// Choose it for size classes: a row of free lists, of which the class of a request is found by shifts or by a look-up
/// instead of a chain of comparisons. D's `Bucketizer` is its model. Which sizes the classes have is said by
/// `SizeClasses`: equal steps, 4 or 8 steps for each doubling, or a table of any sizes.
///
/// ```swift
/// let memory = try BucketizedAllocator(.geometric(upTo: 1024, stepsPerDoubling: 4)) { byteCount throws(AllocationError) in
///   try FreeListAllocator(blockByteCount: byteCount, blockCount: 64, growth: .constant)
/// }.segregated(upTo: 1024, otherwise: SystemAllocator())
/// ```
///
/// A call costs the class (for equal steps a subtraction and a shift) and a comparison, whatever the number of buckets.
/// The row itself takes its buckets' size from its parent, once.
///
/// Each bucket sees the size that was asked for, so resizing, zeroing and blocks by the *n* work as it does them; a block
/// that outgrows its class, or shrinks below it, moves. As with ``SegregatedAllocator`` such a shrinkage fails where the
/// smaller class has no room. The row is a `BlockOwner`, a `BlockLocator` or a `ResettableAllocator` where its buckets
/// are, and refuses sizes that no class serves.
///
/// Each operation is O(1) and at most one call of the bucket for the size unless it says otherwise.
@safe
@frozen
public struct BucketizedAllocator<Bucket: Allocator & ~Copyable, Classes: SizeClasses>: ~Copyable {
  @usableFromInline let buckets: UnsafeMutablePointer<Bucket>
  // The classes lie in the row, not in here: Swift 6.3 at `-O` loses the end of a generic struct that stores a value of
  // a parameter's type inline, where generic code destroys it.
  @usableFromInline let classesAddress: UnsafeMutablePointer<Classes>
  /// Destroys that number of buckets and returns the row to the parent, which lies before it.
  @usableFromInline let end: (UnsafeMutablePointer<Bucket>, Int) -> Void
  @usableFromInline let anchor = DeinitAnchor()

  /// The sizes that the buckets serve.
  @inlinable
  public var classes: Classes { unsafe classesAddress.pointee }

  /// A bucket for each size class, in a row from the system's heap.
  ///
  /// - Parameters:
  ///   - classes: The sizes of the classes.
  ///   - makeBucket: Makes the bucket whose largest request has the size that it is passed, in bytes.
  /// - Throws: `.outOfMemory` when there is no room for the row, or what `makeBucket` throws; the buckets that were made
  ///   are destroyed then.
  /// - Complexity: O(classes).
  @inlinable
  public init(
    _ classes: Classes, makeBucket: (_ byteCount: Int) throws(AllocationError) -> Bucket
  ) throws(AllocationError) {
    try self.init(classes, parent: SystemAllocator(), makeBucket: makeBucket)
  }

  /// A bucket for each size class, in a row from `parent`.
  ///
  /// - Parameters:
  ///   - classes: The sizes of the classes.
  ///   - parent: Where the row comes from; the buckets have parents of their own.
  ///   - makeBucket: Makes the bucket whose largest request has the size that it is passed, in bytes.
  /// - Throws: `.outOfMemory` or `.unsupportedAlignment` when the parent has no room for the row, or what `makeBucket`
  ///   throws; the buckets that were made are destroyed then.
  /// - Complexity: O(classes).
  @inlinable
  public init<Parent: Allocator & ~Copyable>(
    _ classes: Classes, parent: consuming Parent, makeBucket: (_ byteCount: Int) throws(AllocationError) -> Bucket
  ) throws(AllocationError) {
    let count = classes.count
    let alignment = max(
      MemoryLayout<Bucket>.alignment, MemoryLayout<Parent>.alignment, MemoryLayout<Classes>.alignment)
    // The parent and the classes lie before the buckets, in the memory that came from the parent.
    let classesOffset = SizeArithmetic.roundedUp(
      unchecked: MemoryLayout<Parent>.size, toMultipleOf: MemoryLayout<Classes>.alignment)
    let offset = SizeArithmetic.roundedUp(
      unchecked: classesOffset + MemoryLayout<Classes>.size, toMultipleOf: MemoryLayout<Bucket>.alignment)
    guard let size = SizeArithmetic.product(count, MemoryLayout<Bucket>.stride),
      let byteCount = SizeArithmetic.sum(offset, size)
    else { throw .outOfMemory }
    let row = try unsafe parent.allocate(byteCount: byteCount, alignment: alignment)
    unsafe row.address.initializeMemory(as: Parent.self, to: parent)
    let classesAddress = unsafe (row.address + classesOffset).initializeMemory(as: Classes.self, to: classes)
    let buckets = unsafe (row.address + offset).bindMemory(to: Bucket.self, capacity: count)
    // Written where the buckets' type is known: optimized code of Swift 6.3 that does not know it, and leaves their end
    // to the type's metadata, runs no `deinit` of a type that stores a value of a generic parameter's.
    let end: (UnsafeMutablePointer<Bucket>, Int) -> Void = { buckets, made in
      for index in 0..<made { unsafe _ = (buckets + index).move() }
      unsafe classesAddress.deinitialize(count: 1)
      let row = unsafe Block(
        address: UnsafeMutableRawPointer(buckets) - offset, byteCount: byteCount, alignment: alignment)
      let parent = unsafe row.address.assumingMemoryBound(to: Parent.self).move()
      unsafe parent.deallocate(row)
    }
    var made = 0
    do throws(AllocationError) {
      while made < count {
        unsafe (buckets + made).initialize(to: try makeBucket(classes.byteCount(of: made)))
        made += 1
      }
    } catch {
      // Nothing of the row is initialized yet, so its own end does not come on top of this.
      unsafe end(buckets, made)
      throw error
    }
    unsafe self.buckets = buckets
    unsafe self.classesAddress = classesAddress
    unsafe self.end = end
  }

  @inlinable
  deinit { unsafe end(buckets, classes.count) }

  /// The number of buckets.
  @inlinable
  public var bucketCount: Int { classes.count }

  /// The largest size that is served, in bytes.
  @inlinable
  public var largestByteCount: Int { classes.largestByteCount }

  /// The bucket that a block came from; stops the program when it can have come from none.
  @inlinable
  borrowing func index(of block: Block) -> Int {
    // The path of every deallocation: no text in release builds.
    let index = unsafe classes.index(for: block.byteCount)
    precondition(index != nil, "BucketizedAllocator was returned a block of a size that it does not serve")
    return unsafe index.unsafelyUnwrapped
  }
}

extension BucketizedAllocator where Bucket: ~Copyable, Classes == LinearSizeClasses {
  /// A bucket for each step of sizes from `floor` to `byteCount`, in a row from the system's heap.
  ///
  /// - Parameters:
  ///   - floor: The largest size that is *not* served, in bytes; with zero, requests of zero bytes are served.
  ///   - byteCount: The largest size that is served, in bytes: a multiple of `step` more than `floor`.
  ///   - step: The width of a class, in bytes; a power of two.
  ///   - makeBucket: Makes the bucket whose largest request has the size that it is passed, in bytes.
  /// - Throws: `.outOfMemory` when there is no room for the row, or what `makeBucket` throws; the buckets that were made
  ///   are destroyed then.
  /// - Complexity: O(buckets).
  @inlinable
  public init(
    above floor: Int = 0, upTo byteCount: Int, step: Int,
    makeBucket: (_ byteCount: Int) throws(AllocationError) -> Bucket
  ) throws(AllocationError) {
    try self.init(.linear(above: floor, upTo: byteCount, step: step), makeBucket: makeBucket)
  }

  /// The largest size that is too small, in bytes; zero when every size of up to ``largestByteCount`` is served.
  @inlinable
  public var floor: Int { classes.floor }
}

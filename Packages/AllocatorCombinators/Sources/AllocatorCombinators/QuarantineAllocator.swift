/// An allocator that holds returned blocks back for a while before their memory can be used again.
///
/// Choose it to find writes to freed memory, or to make them harmless: a block is returned to the base only when the
/// blocks returned after it exceed a number of bytes or of blocks. With `poison`, returned blocks are filled with a byte,
/// and when they leave the quarantine each byte is looked at; a write stops the program, with a message in every build.
///
/// Returning a block costs a place in a ring, and with poison a write and later a read of each byte. It takes one object,
/// and the ring, which is in the system's heap: three words a place, and it doubles when it is full, up to the number of
/// blocks. When the heap refuses, fewer blocks are held back. Live blocks cost nothing.
///
/// Requests are passed on to the base; it is a `BlockOwner` where the base is, and a `ResettableAllocator` where the base
/// is. It cannot deallocate by address, since it must know sizes. When the base refuses, the quarantine is given up and the
/// request tried again, so it refuses what the base refuses. It cannot be copied.
///
/// Each operation is O(1) and at most one call of the base unless it says otherwise.
@frozen
public struct QuarantineAllocator<Base: Allocator & ~Copyable>: ~Copyable {
  @usableFromInline let home: QuarantineHome<Base>

  /// Holds back blocks of `base`.
  ///
  /// - Parameters:
  ///   - base: Where the memory comes from, and is returned to.
  ///   - byteCount: The most bytes that are held back; a larger block is not.
  ///   - blockCount: The most blocks that are held back; at least 1.
  ///   - poison: What returned blocks are filled with, and are looked at for.
  /// - Complexity: O(1), and allocates one object.
  @inlinable
  public init(_ base: consuming Base, byteCount: Int, blockCount: Int = 1024, poison: UInt8? = nil) {
    if byteCount < 0 || blockCount < 1 { _stop("a quarantine is to hold less than nothing, or no block") }
    home = QuarantineHome(base, byteCount: byteCount, blockCount: blockCount, poison: poison)
  }

  /// The bytes that are held back.
  @inlinable
  public var heldByteCount: Int { home.heldByteCount }

  /// The blocks that are held back.
  @inlinable
  public var heldBlockCount: Int { home.heldBlockCount }

  /// Returns all blocks that are held back to the base; with poison, looks at each of them.
  ///
  /// - Complexity: O(blocks held back), and O(bytes held back) with poison.
  @inlinable
  public borrowing func flush() { home.release(downTo: 0, blockCount: 0) }

  @inlinable
  public var _base: Base { @inline(always) _read { yield home.base } }
}

extension QuarantineAllocator: Allocator where Base: ~Copyable {}
extension QuarantineAllocator: BlockOwner where Base: BlockOwner & ~Copyable {}
extension QuarantineAllocator: SelfContainedAllocator where Base: SelfContainedAllocator & ~Copyable {}

extension QuarantineAllocator: ForwardingAllocator where Base: ~Copyable {
  /// Allocates a block of the base; when that refuses, empties the quarantine and tries again.
  ///
  /// - Complexity: That of the base; O(bytes held back) when it refuses.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if let block = unsafe home.base.allocateIfPossible(byteCount: byteCount, alignment: alignment) {
      return unsafe block
    }
    guard heldBlockCount > 0 else { return nil }
    flush()
    return unsafe home.base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Holds the block back, and returns the oldest ones to the base when there are too many.
  ///
  /// - Complexity: Amortized O(1), and O(size) with poison.
  @inlinable
  public borrowing func deallocate(_ block: Block) { unsafe home.hold(block) }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe home.base.resize(&block, byteCount: byteCount)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "QuarantineAllocator", wrapping: home.base.explain(), role: "base",
        figures: [("held blocks", heldBlockCount), ("held bytes", heldByteCount)])
      explanation.parameters = [("of", "\(home.byteLimit) bytes")]
      explanation.capabilities.subtract([.isThreadSafe, .locatesBlocks])
      return explanation
    }
  #endif
}

extension QuarantineAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable {
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    home.forget()
    unsafe home.base.unsafelyReset()
  }
}

/// The base and a ring of the blocks that are held back. An object, so that what is held back is returned at its end
/// whoever destroys it: a generic struct's deinitializer can be lost. Its accesses are not checked for being exclusive: who
/// changes it has the allocator alone, and the checks took as long as the rest.
@safe
@usableFromInline
final class QuarantineHome<Base: Allocator & ~Copyable> {
  @safe @exclusivity(unchecked) @usableFromInline var base: Base
  @usableFromInline let byteLimit: Int
  @usableFromInline let blockLimit: Int
  @usableFromInline let poison: UInt8?
  @safe @exclusivity(unchecked) @usableFromInline var ring: UnsafeMutablePointer<Block>
  /// How many blocks the ring has places for.
  @safe @exclusivity(unchecked) @usableFromInline var capacity = 0
  @safe @exclusivity(unchecked) @usableFromInline var first = 0
  @safe @exclusivity(unchecked) @usableFromInline var heldBlockCount = 0
  @safe @exclusivity(unchecked) @usableFromInline var heldByteCount = 0

  @inlinable
  init(_ base: consuming Base, byteCount: Int, blockCount: Int, poison: UInt8?) {
    self.base = base
    byteLimit = byteCount
    blockLimit = blockCount
    self.poison = poison
    unsafe ring = UnsafeMutablePointer(bitPattern: MemoryLayout<Block>.alignment).unsafelyUnwrapped
  }

  @inlinable
  deinit {
    release(downTo: 0, blockCount: 0)
    deallocateRing()
  }

  @inlinable
  func hold(_ block: Block) {
    let byteCount = unsafe block.byteCount
    if byteCount > byteLimit { return unsafe base.deallocate(block) }
    release(downTo: byteLimit - byteCount, blockCount: blockLimit - 1)
    if heldBlockCount == capacity && !growRing() {
      // Nobody has memory for a longer ring: the oldest block leaves sooner.
      if capacity == 0 { return unsafe base.deallocate(block) }
      release(downTo: byteLimit - byteCount, blockCount: capacity - 1)
    }
    if let poison { unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: poison) }
    let index = first + heldBlockCount
    unsafe (ring + (index < capacity ? index : index - capacity)).initialize(to: block)
    heldBlockCount += 1
    heldByteCount += byteCount
  }

  /// Returns the oldest blocks until no more than that are held back.
  @inlinable
  func release(downTo byteCount: Int, blockCount: Int) {
    while heldByteCount > byteCount || heldBlockCount > blockCount {
      let block = unsafe ring[first]
      first = first + 1 < capacity ? first + 1 : 0
      heldBlockCount -= 1
      unsafe heldByteCount -= block.byteCount
      if let poison { unsafe expect(poison, in: block) }
      unsafe base.deallocate(block)
    }
  }

  /// Doubles the places, all of which are taken, up to the limit.
  ///
  /// - Returns: Whether the system's heap had room.
  @inlinable
  @inline(never)
  func growRing() -> Bool {
    let count = min(max(16, capacity > Int.max / 2 ? .max : 2 * capacity), blockLimit)
    guard let byteCount = unsafe SizeArithmetic.product(count, MemoryLayout<Block>.stride),
      let room = unsafe SystemAllocator().allocateIfPossible(
        byteCount: byteCount, alignment: MemoryLayout<Block>.alignment)
    else { return false }
    let places = unsafe room.address.bindMemory(to: Block.self, capacity: count)
    unsafe places.initialize(from: ring + first, count: heldBlockCount - first)
    unsafe (places + (heldBlockCount - first)).initialize(from: ring, count: first)
    deallocateRing()
    unsafe ring = places
    capacity = count
    first = 0
    return true
  }

  @inlinable
  func deallocateRing() {
    if capacity == 0 { return }
    unsafe SystemAllocator().deallocate(
      Block(
        address: ring, byteCount: capacity * MemoryLayout<Block>.stride, alignment: MemoryLayout<Block>.alignment))
  }

  @inlinable
  func forget() {
    heldBlockCount = 0
    heldByteCount = 0
  }

  @inlinable
  func expect(_ poison: UInt8, in block: Block) {
    for offset in 0..<(unsafe block.byteCount) where unsafe block.bytes[offset] != poison {
      unsafe _stop(
        "QuarantineAllocator found that byte \(offset) of \(block), was written after the block had been deallocated")
    }
  }
}

extension Allocator where Self: ~Copyable {
  /// This allocator, with returned blocks held back for a while.
  ///
  /// - Parameters:
  ///   - byteCount: The most bytes that are held back; a larger block is not.
  ///   - blockCount: The most blocks that are held back; at least 1.
  ///   - poison: What returned blocks are filled with, and are looked at for.
  /// - Complexity: O(1), and allocates one object.
  @inlinable
  public consuming func quarantined(
    byteCount: Int, blockCount: Int = 1024, poison: UInt8? = nil
  ) -> QuarantineAllocator<Self> {
    QuarantineAllocator(self, byteCount: byteCount, blockCount: blockCount, poison: poison)
  }
}

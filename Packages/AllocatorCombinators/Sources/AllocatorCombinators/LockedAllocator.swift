/// An allocator behind a lock: any number of threads and tasks may use it at once.
///
/// Choose it to share an allocator that is not thread-safe. Each call takes the lock once and holds it while the base
/// works, so that a long chain behind one lock is better than a lock at each of its links. Without contention that is
/// one atomic exchange to take it and one to release it; it takes one word beside its base. Under Embedded Swift,
/// which has no mutex, it is a spin lock.
///
/// Everything is passed on to the base, blocks by the *n* under one acquisition of the lock, and it is a `BlockOwner`,
/// a `BlockLocator` or a `ResettableAllocator` where the base is. It refuses what the base refuses. The base is reached
/// through the lock only.
///
/// It cannot be copied: `shared()` makes handles that can, and that are `Sendable` because the lock is.
///
/// Only an allocator that nobody else can reach may be locked. `locked()` takes what promises it by its type, a
/// `SelfContainedAllocator`; ``init(_:)`` lets the compiler see to it, whatever the base is made of.
///
/// Each operation is O(1) and at most one call of the base, once the lock is free, unless it says otherwise.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@safe
@frozen
public struct LockedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline let lock = AllocatorLock()
  @usableFromInline var base: Base

  /// Puts `base` behind a lock, and out of everybody else's reach.
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming sending Base) { self.base = base }

  /// Puts `base` behind a lock, on the caller's word that nobody else can reach it.
  @_lifetime(copy base)
  @inlinable
  init(unchecked base: consuming Base) { self.base = base }

  /// Calls `body` with the base, under the lock: to read what it counts.
  ///
  /// The closure and its result are `Sendable`, so that no way to the base can leave the lock.
  ///
  /// - Parameter body: Must not use this allocator, whose lock it holds.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: That of `body`, once the lock is free.
  @inlinable
  public borrowing func withBase<Result: Sendable, Failure: Error>(
    _ body: @Sendable (borrowing Base) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(base)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator: Escapable where Base: Escapable & ~Copyable {}

// The base is reached under the lock only, and came here without anybody keeping a way to it.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator: @unchecked Sendable where Base: ~Copyable & ~Escapable {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator: Allocator where Base: ~Copyable & ~Escapable {
  /// Allocates a block of the base, or returns `nil`.
  ///
  /// - Complexity: That of the base, once the lock is free.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    lock.lock()
    defer { lock.unlock() }
    return unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    lock.lock()
    defer { lock.unlock() }
    return unsafe base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }

  /// Returns the block to the base, from any thread.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    lock.lock()
    defer { lock.unlock() }
    unsafe base.deallocate(block)
  }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    return unsafe base.resize(&block, byteCount: byteCount)
  }

  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    return unsafe base.reallocateIfPossible(&block, byteCount: byteCount)
  }

  /// Allocates the blocks under one acquisition of the lock.
  ///
  /// - Parameters:
  ///   - count: The number of blocks.
  ///   - byteCount: The size of each, in bytes.
  ///   - alignment: The alignment of each, in bytes.
  ///   - body: Receives each block. Must not use this allocator, whose lock is held.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    lock.lock()
    defer { lock.unlock() }
    return unsafe base.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }

  /// Returns the blocks under one acquisition of the lock.
  ///
  /// - Parameters:
  ///   - count: The number of blocks.
  ///   - next: Returns the next block. Must not use this allocator, whose lock is held.
  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    lock.lock()
    defer { lock.unlock() }
    unsafe base.deallocateBlocks(count: count, next)
  }

  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int {
    lock.lock()
    defer { lock.unlock() }
    return base.releaseUnused()
  }

  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    lock.lock()
    defer { lock.unlock() }
    return base.goodByteCount(for: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    return base.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      lock.lock()
      defer { lock.unlock() }
      var explanation = Explanation("LockedAllocator", wrapping: base.explain(), role: "base")
      explanation.capabilities.insert(.isThreadSafe)
      return explanation
    }
  #endif
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    return unsafe base.owns(block)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator: BlockLocator where Base: BlockLocator & ~Copyable & ~Escapable {
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    lock.lock()
    defer { lock.unlock() }
    return unsafe base.block(containing: address)
  }

  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    lock.lock()
    defer { lock.unlock() }
    unsafe base.deallocate(containing: address)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator: ResettableAllocator where Base: ResettableAllocator & ~Copyable & ~Escapable {
  /// Resets the base. Exclusive access, which every `mutating` method has, makes the lock unnecessary.
  @unsafe
  @inlinable
  public mutating func unsafelyReset() { unsafe base.unsafelyReset() }
}

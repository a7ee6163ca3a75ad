/// An allocator behind a lock: any number of threads and tasks may use it at once.
///
/// Choose it to share an allocator that is not thread-safe. Each call takes the lock once and holds it while the base
/// works, so that a long chain behind one lock is better than a lock at each of its links. Without contention that is
/// one atomic exchange to take it and one to give it back; it takes one word beside its base. Under Embedded Swift,
/// which has no mutex, it is a spin lock.
///
/// Everything is passed on to the base, and it is a `BlockOwner` where the base is. It refuses what the base refuses.
/// It cannot be copied: `shared()` makes handles that can, and that are `Sendable` because the lock is.
///
/// Only an allocator that nobody else can reach may be locked. `locked()` takes what promises it by its type, a
/// `SelfContainedAllocator`; ``init(_:)`` lets the compiler see to it, whatever the base is made of.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@safe
@frozen
public struct LockedAllocator<Base: Allocator & ~Copyable & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline let lock = AllocatorLock()
  @usableFromInline let base: Base

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
  /// Gives a block of the base, or `nil`.
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

  /// Gives the block back to the base, from any thread.
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

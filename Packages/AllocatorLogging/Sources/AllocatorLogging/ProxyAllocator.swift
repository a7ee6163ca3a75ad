/// An allocator that passes everything on to another, and reports it to a logger.
///
/// Choose it to count, print, record or check what passes a certain point of a composition. Which logger it reports to
/// decides what it costs: with ``NullLogger`` it compiles to nothing.
///
/// It changes no result and removes no capability: it is a `BlockOwner` where the base is, and it can be copied,
/// escape and be shared between threads where the base and the logger can. It refuses what the base refuses.
///
/// Each operation is O(1), and at most one call of the base and one of the logger, unless it says otherwise.
@frozen
public struct ProxyAllocator<
  Base: Allocator & ~Copyable & ~Escapable, Logger: ProxyLogger & ~Copyable
>: ~Copyable, ~Escapable {
  /// The allocator that does the work.
  @usableFromInline var storedBase: Base
  /// What receives the events.
  public let logger: Logger

  /// Passes everything on to `base`, and reports it to `logger`.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy base)
  @inlinable
  public init(_ base: consuming Base, logger: consuming Logger) {
    storedBase = base
    self.logger = logger
  }
}

extension ProxyAllocator where Base: ~Copyable & ~Escapable, Logger: ~Copyable {
  /// The allocator that does the work. What is done through it directly bypasses the logger.
  @inlinable
  public var base: Base {
    @_lifetime(borrow self)
    _read { yield storedBase }
  }
}

extension ProxyAllocator: Copyable where Base: Copyable & ~Escapable, Logger: Copyable {}
extension ProxyAllocator: Escapable where Base: Escapable & ~Copyable, Logger: ~Copyable {}
extension ProxyAllocator: Sendable where Base: Sendable & ~Copyable & ~Escapable, Logger: Sendable & ~Copyable {}
// What a copyable logger has counted can be read through its copies.
extension ProxyAllocator: SelfContainedAllocator
where Base: SelfContainedAllocator & ~Copyable & ~Escapable, Logger: Sendable & ~Copyable {}

extension ProxyAllocator: Allocator, ForwardingAllocator where Base: ~Copyable & ~Escapable, Logger: ~Copyable {
  @inlinable
  public var _base: Base {
    @_lifetime(borrow self)
    _read { yield storedBase }
  }

  @inline(always)
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe storedBase.allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
      logger.didFailToAllocate(byteCount: byteCount, alignment: alignment)
      return nil
    }
    unsafe logger.didAllocate(block)
    return unsafe block
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe storedBase.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) else {
      logger.didFailToAllocate(byteCount: byteCount, alignment: alignment)
      return nil
    }
    unsafe logger.didAllocateZeroed(block)
    return unsafe block
  }

  @inline(always)
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    unsafe logger.willDeallocate(block)
    unsafe storedBase.deallocate(block)
  }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block
    guard unsafe storedBase.resize(&block, byteCount: byteCount) else {
      unsafe logger.didFailToReallocate(old, byteCount: byteCount)
      return false
    }
    unsafe logger.didReallocate(old, to: block)
    return true
  }

  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block
    guard unsafe storedBase.reallocateIfPossible(&block, byteCount: byteCount) else {
      unsafe logger.didFailToReallocate(old, byteCount: byteCount)
      return false
    }
    unsafe logger.didReallocate(old, to: block)
    return true
  }

  /// Allocates the blocks in one call of the base; each is an event of its own.
  ///
  /// - Complexity: O(`count`), and that of the base.
  @inlinable
  public borrowing func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    let allocated = unsafe storedBase.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment) {
      unsafe logger.didAllocate($0)
      unsafe body($0)
    }
    if allocated < count { logger.didFailToAllocate(byteCount: byteCount, alignment: alignment) }
    return allocated
  }

  /// Returns the blocks in one call of the base; each is an event of its own.
  ///
  /// - Complexity: O(`count`), and that of the base.
  @inlinable
  public borrowing func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe storedBase.deallocateBlocks(count: count) {
      let block = unsafe next()
      unsafe logger.willDeallocate(block)
      return unsafe block
    }
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation(
        "ProxyAllocator", wrapping: storedBase.explain(), role: "base", figures: logger.figures())
      let logger = String(describing: Logger.self)
      explanation.parameters = [("to", String(logger.prefix { $0 != "<" }))]
      explanation.capabilities.remove(.locatesBlocks)  // its logger has to be shown each block as it was allocated
      if !Logger.isThreadSafe { explanation.capabilities.remove(.isThreadSafe) }
      return explanation
    }
  #endif
}

extension ProxyAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable, Logger: ~Copyable {}

extension ProxyAllocator: ResettableAllocator
where Base: ResettableAllocator & ~Copyable & ~Escapable, Logger: ~Copyable {
  /// Resets the base, and reports it to the logger.
  ///
  /// - Complexity: That of the base, and of the logger.
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    unsafe storedBase.unsafelyReset()
    logger.didReset()
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator, telling `logger` what passes through it.
  ///
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func logging<Logger: ProxyLogger & ~Copyable>(
    to logger: consuming Logger
  ) -> ProxyAllocator<Self, Logger> {
    ProxyAllocator(self, logger: logger)
  }
}

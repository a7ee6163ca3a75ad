/// What ``AnyAllocator`` refers to: an allocator behind dynamic calls.
@usableFromInline
class ErasedAllocator {
  @usableFromInline init() {}
  @usableFromInline func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline func deallocate(_ block: Block) { abstract() }
  @usableFromInline func resize(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline
  func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int { abstract() }
  @usableFromInline func deallocateBlocks(count: Int, _ next: () -> Block) { abstract() }
  @usableFromInline func goodByteCount(for byteCount: Int, alignment: Int) -> Int { abstract() }
  @usableFromInline func supports(byteCount: Int, alignment: Int) -> Bool { abstract() }
  @usableFromInline func releaseUnused() -> Int { abstract() }
  /// Whether ``owns(_:)`` may be called.
  @usableFromInline var isBlockOwner: Bool { false }
  @usableFromInline func owns(_ block: Block) -> Bool { abstract() }
  #if !hasFeature(Embedded)
    @usableFromInline func explain() -> Explanation { abstract() }
  #endif
}

/// Every method that is called is overridden below.
private func abstract() -> Never { _stop("an abstract allocator was called") }

/// The home of an erased allocator, and of a shared one: erasing a shared handle allocates nothing.
@usableFromInline
class ErasedStorage<Erased: Allocator & ~Copyable>: ErasedAllocator {
  @usableFromInline final let allocator: Erased

  @inlinable
  init(_ allocator: consuming Erased) { self.allocator = allocator }

  @inlinable
  deinit {}

  @inlinable
  override final func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override final func deallocate(_ block: Block) { unsafe allocator.deallocate(block) }
  @inlinable
  override final func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.resize(&block, byteCount: byteCount)
  }
  @inlinable
  override final func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  override final func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override final func allocateBlocks(count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void) -> Int {
    unsafe allocator.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }
  @inlinable
  override final func deallocateBlocks(count: Int, _ next: () -> Block) {
    unsafe allocator.deallocateBlocks(count: count, next)
  }
  @inlinable
  override final func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    allocator.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  override final func supports(byteCount: Int, alignment: Int) -> Bool {
    allocator.supports(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override final func releaseUnused() -> Int { allocator.releaseUnused() }
  #if !hasFeature(Embedded)
    @usableFromInline
    override final func explain() -> Explanation { allocator.explain() }
  #endif
}

/// The home of an erased or shared block owner.
@usableFromInline
final class ErasedOwnerStorage<Erased: BlockOwner & ~Copyable>: ErasedStorage<Erased> {
  @inlinable
  override init(_ allocator: consuming Erased) { super.init(allocator) }

  @inlinable
  deinit {}

  @inlinable
  override var isBlockOwner: Bool { true }
  @inlinable
  override func owns(_ block: Block) -> Bool { unsafe allocator.owns(block) }
}

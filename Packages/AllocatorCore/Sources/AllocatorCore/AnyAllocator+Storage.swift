/// What ``AnyAllocator`` refers to: an allocator behind dynamic calls.
@usableFromInline
class ErasedAllocator {
  @usableFromInline init() {}
  @usableFromInline func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline func deallocate(_ block: Block) { abstract() }
  @usableFromInline func resize(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline func goodByteCount(for byteCount: Int, alignment: Int) -> Int { abstract() }
  @usableFromInline func supports(alignment: Int) -> Bool { abstract() }
  #if !hasFeature(Embedded)
    @usableFromInline func explain() -> Explanation { abstract() }
  #endif
}

/// What ``AnyBlockOwner`` refers to.
@usableFromInline
class ErasedOwner: ErasedAllocator {
  @usableFromInline func owns(_ block: Block) -> Bool { abstract() }
}

/// Every method of the two classes above is overridden below.
private func abstract() -> Never { stop("an abstract allocator was called") }

@usableFromInline
final class ErasedStorage<Erased: Allocator & ~Copyable>: ErasedAllocator {
  @usableFromInline let allocator: Erased

  @inlinable
  init(_ allocator: consuming Erased) { self.allocator = allocator }

  @inlinable
  deinit {}

  @inlinable
  override func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func deallocate(_ block: Block) { unsafe allocator.deallocate(block) }
  @inlinable
  override func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.resize(&block, byteCount: byteCount)
  }
  @inlinable
  override func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  override func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    allocator.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  override func supports(alignment: Int) -> Bool { allocator.supports(alignment: alignment) }
  #if !hasFeature(Embedded)
    @usableFromInline
    override func explain() -> Explanation { allocator.explain() }
  #endif
}

@usableFromInline
final class ErasedOwnerStorage<Erased: BlockOwner & ~Copyable>: ErasedOwner {
  @usableFromInline let allocator: Erased

  @inlinable
  init(_ allocator: consuming Erased) { self.allocator = allocator }

  @inlinable
  deinit {}

  @inlinable
  override func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func deallocate(_ block: Block) { unsafe allocator.deallocate(block) }
  @inlinable
  override func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.resize(&block, byteCount: byteCount)
  }
  @inlinable
  override func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  override func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    allocator.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  override func supports(alignment: Int) -> Bool { allocator.supports(alignment: alignment) }
  #if !hasFeature(Embedded)
    @usableFromInline
    override func explain() -> Explanation { allocator.explain() }
  #endif
  @inlinable
  override func owns(_ block: Block) -> Bool { unsafe allocator.owns(block) }
}

/// The allocator under test behind dynamic calls, so that the laws are compiled once and not for every allocator.
///
/// The subclasses are inlinable: what they call is specialized in the module of the test, as in real use.
@usableFromInline
class Subject {
  /// Whether the allocator's type conforms to `BlockOwner`.
  @usableFromInline let isOwner: Bool
  /// Whether it conforms to `BlockLocator`.
  @usableFromInline let locatesBlocks: Bool

  @usableFromInline
  init(isOwner: Bool, locatesBlocks: Bool) {
    self.isOwner = isOwner
    self.locatesBlocks = locatesBlocks
  }

  @usableFromInline func allocate(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline func allocateZeroed(byteCount: Int, alignment: Int) -> Block? { abstract() }
  @usableFromInline func deallocate(_ block: Block) { abstract() }
  @usableFromInline func resize(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func reallocate(_ block: inout Block, byteCount: Int) -> Bool { abstract() }
  @usableFromInline func goodByteCount(for byteCount: Int, alignment: Int) -> Int { abstract() }
  @usableFromInline func supports(byteCount: Int, alignment: Int) -> Bool { abstract() }
  @usableFromInline func allocateBlocks(
    count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void
  ) -> Int { abstract() }
  @usableFromInline func deallocateBlocks(_ blocks: [Block]) { abstract() }
  @usableFromInline func releaseUnused() -> Int { abstract() }
  @usableFromInline func owns(_ block: Block) -> Bool { abstract() }
  @usableFromInline func block(containing address: UnsafeRawPointer) -> Block? { abstract() }
  @usableFromInline func deallocate(containing address: UnsafeRawPointer) { abstract() }
  /// Frees everything at once; false when the allocator cannot.
  @usableFromInline func reset() -> Bool { abstract() }
  /// What a wrapper believes to be live, when it keeps books.
  @usableFromInline func books() -> WrapperBooks? { nil }
  #if !hasFeature(Embedded)
    @usableFromInline func explain() -> Explanation { abstract() }
    @usableFromInline var typeName: String { abstract() }
  #endif
}

/// Every method above is overridden below.
private func abstract() -> Never { _stop("an abstract subject was called") }

@usableFromInline
class AllocatorSubject<Tested: Allocator & ~Copyable>: Subject {
  @usableFromInline var allocator: Tested
  @usableFromInline let resetting: ((inout Tested) -> Void)?

  @inlinable
  init(
    _ allocator: consuming Tested, isOwner: Bool, locatesBlocks: Bool = false, resetting: ((inout Tested) -> Void)?
  ) {
    self.allocator = allocator
    self.resetting = resetting
    super.init(isOwner: isOwner, locatesBlocks: locatesBlocks)
  }

  @inlinable
  deinit {}

  @inlinable
  override func allocate(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func allocateZeroed(byteCount: Int, alignment: Int) -> Block? {
    unsafe allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func deallocate(_ block: Block) { unsafe allocator.deallocate(block) }
  @inlinable
  override func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.resize(&block, byteCount: byteCount)
  }
  @inlinable
  override func reallocate(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe allocator.reallocateIfPossible(&block, byteCount: byteCount)
  }
  @inlinable
  override func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    allocator.goodByteCount(for: byteCount, alignment: alignment)
  }
  @inlinable
  override func supports(byteCount: Int, alignment: Int) -> Bool {
    allocator.supports(byteCount: byteCount, alignment: alignment)
  }
  @inlinable
  override func allocateBlocks(
    count: Int, byteCount: Int, alignment: Int, _ body: (Block) -> Void
  ) -> Int {
    unsafe allocator.allocateBlocks(count: count, byteCount: byteCount, alignment: alignment, body)
  }
  @inlinable
  override func deallocateBlocks(_ blocks: [Block]) {
    var index = 0
    unsafe allocator.deallocateBlocks(count: blocks.count) {
      defer { index += 1 }
      return unsafe blocks[index]
    }
  }
  @inlinable
  override func releaseUnused() -> Int { allocator.releaseUnused() }
  @inlinable
  override func reset() -> Bool {
    guard let resetting else { return false }
    resetting(&allocator)
    return true
  }
  #if !hasFeature(Embedded)
    @inlinable
    override func explain() -> Explanation { allocator.explain() }
    @usableFromInline
    override var typeName: String { String(describing: Tested.self) }
  #endif
}

@usableFromInline
class OwnerSubject<Tested: BlockOwner & ~Copyable>: AllocatorSubject<Tested> {
  @inlinable
  init(_ allocator: consuming Tested, locatesBlocks: Bool = false, resetting: ((inout Tested) -> Void)?) {
    super.init(allocator, isOwner: true, locatesBlocks: locatesBlocks, resetting: resetting)
  }

  @inlinable
  deinit {}

  @inlinable
  override func owns(_ block: Block) -> Bool { unsafe allocator.owns(block) }
}

@usableFromInline
final class LocatorSubject<Tested: BlockLocator & ~Copyable>: OwnerSubject<Tested> {
  @inlinable
  init(_ allocator: consuming Tested, resetting: ((inout Tested) -> Void)?) {
    super.init(allocator, locatesBlocks: true, resetting: resetting)
  }

  @inlinable
  deinit {}

  @inlinable
  override func block(containing address: UnsafeRawPointer) -> Block? { unsafe allocator.block(containing: address) }
  @inlinable
  override func deallocate(containing address: UnsafeRawPointer) { unsafe allocator.deallocate(containing: address) }
}

/// A wrapper that keeps books.
@usableFromInline
final class BookSubject<Tested: Allocator & ~Copyable>: AllocatorSubject<Tested> {
  @usableFromInline let reading: (borrowing Tested) -> WrapperBooks

  @inlinable
  init(_ allocator: consuming Tested, reading: @escaping (borrowing Tested) -> WrapperBooks) {
    self.reading = reading
    super.init(allocator, isOwner: false, resetting: nil)
  }

  @inlinable
  deinit {}

  @inlinable
  override func books() -> WrapperBooks? { reading(allocator) }
}

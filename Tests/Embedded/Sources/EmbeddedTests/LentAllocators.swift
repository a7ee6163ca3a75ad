import AllocatorCore
import AllocatorTesting
import ScopedAllocator

/// An arena with a scope of it that stays open, so that what cannot escape can be held to the laws: the scope itself,
/// or a handle on it.
@safe
struct OpenScope<Lent: BlockOwner & ~Copyable & ~Escapable>: BlockOwner, ~Copyable {
  private let arena: UnsafeMutablePointer<ScopedAllocator<TestMemory>>
  private let scope: UnsafeMutableRawPointer
  private let handle: UnsafeMutableRawPointer
  /// One of the two.
  private let lent: UnsafeMutableRawPointer

  private init(
    byteCount: Int, growth: GrowthPolicy, lendsHandle: Bool, parent: TestMemory
  ) throws(AllocationError) {
    let owner = try ScopedAllocator(byteCount: byteCount, growth: growth, parent: parent)
    unsafe arena = .allocate(capacity: 1)
    unsafe arena.initialize(to: owner)
    unsafe scope = .allocate(byteCount: MemoryLayout<Scope>.size, alignment: MemoryLayout<Scope>.alignment)
    unsafe handle = .allocate(
      byteCount: MemoryLayout<BorrowedScope>.size, alignment: MemoryLayout<BorrowedScope>.alignment)
    unsafe lent = unsafe lendsHandle ? handle : scope
    var open = unsafe arena.pointee.scope()
    unsafe handle._initializeNonescapable(to: open.borrowed())
    unsafe scope._initializeNonescapable(to: open)
  }

  deinit {
    unsafe scope._destroyNonescapable(Scope.self)
    unsafe scope.deallocate()
    unsafe handle.deallocate()
    unsafe arena.deinitialize(count: 1)
    unsafe arena.deallocate()
  }

  private borrowing func with<Result: ~Copyable>(_ body: (borrowing Lent) -> Result) -> Result {
    unsafe lent._withNonescapable(Lent.self, body)
  }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe with { unsafe $0.allocateIfPossible(byteCount: byteCount, alignment: alignment) }
  }
  borrowing func deallocate(_ block: Block) { with { unsafe $0.deallocate(block) } }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    with { unsafe $0.resize(&block, byteCount: byteCount) }
  }
  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    with { unsafe $0.reallocateIfPossible(&block, byteCount: byteCount) }
  }
  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe with { unsafe $0.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) }
  }
  borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    with { $0.goodByteCount(for: byteCount, alignment: alignment) }
  }
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool { with { $0.supports(byteCount: byteCount, alignment: alignment) } }
  borrowing func owns(_ block: Block) -> Bool { with { unsafe $0.owns(block) } }
  #if !hasFeature(Embedded)
    borrowing func explain() -> Explanation { with { $0.explain() } }
  #endif
}

extension OpenScope where Lent == Scope {
  init(byteCount: Int, growth: GrowthPolicy, parent: TestMemory) throws(AllocationError) {
    try self.init(byteCount: byteCount, growth: growth, lendsHandle: false, parent: parent)
  }
}

extension OpenScope where Lent == BorrowedScope {
  init(borrowing byteCount: Int, growth: GrowthPolicy, parent: TestMemory) throws(AllocationError) {
    try self.init(byteCount: byteCount, growth: growth, lendsHandle: true, parent: parent)
  }
}

/// Uses its owner through a borrow alone, call by call.
struct ThroughBorrow<Owner: BlockOwner & ~Copyable>: BlockOwner, ~Copyable {
  @safe final class Home {
    @unsafe var owner: Owner
    init(_ owner: consuming Owner) { unsafe self.owner = owner }
  }
  let home: Home

  init(_ owner: consuming Owner) { home = Home(owner) }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe home.owner.withBorrowed { unsafe $0.allocateIfPossible(byteCount: byteCount, alignment: alignment) }
  }
  borrowing func deallocate(_ block: Block) { unsafe home.owner.withBorrowed { unsafe $0.deallocate(block) } }
  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe home.owner.withBorrowed { unsafe $0.resize(&block, byteCount: byteCount) }
  }
  borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe home.owner.withBorrowed { unsafe $0.reallocateIfPossible(&block, byteCount: byteCount) }
  }
  borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe home.owner.withBorrowed { unsafe $0.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment) }
  }
  borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    unsafe home.owner.withBorrowed { $0.goodByteCount(for: byteCount, alignment: alignment) }
  }
  borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    unsafe home.owner.withBorrowed { $0.supports(byteCount: byteCount, alignment: alignment) }
  }
  borrowing func owns(_ block: Block) -> Bool { unsafe home.owner.withBorrowed { unsafe $0.owns(block) } }
  #if !hasFeature(Embedded)
    borrowing func explain() -> Explanation { unsafe home.owner.withBorrowed { $0.explain() } }
  #endif
}

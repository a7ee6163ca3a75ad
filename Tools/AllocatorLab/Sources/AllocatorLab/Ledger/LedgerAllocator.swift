import AllocatorCore

/// A part of a described composition that enters what passes through it into its books, and changes nothing.
struct LedgerAllocator<Base: Allocator>: Allocator {
  let base: Base
  let node: LedgerNode

  private func occupied(_ byteCount: Int, _ alignment: Int) -> Int {
    // A joint's good size may be that of another of its parts than the one that allocated: it keeps no such book.
    node.kind == .joint ? 0 : base.goodByteCount(for: byteCount, alignment: alignment)
  }

  private func noted(_ block: Block?) -> Block? {
    guard let block = unsafe block else {
      node.refuse()
      return nil
    }
    unsafe node.allocate(block.byteCount, occupying: occupied(block.byteCount, block.alignment))
    return unsafe block
  }

  private func resized(_ block: Block, from old: Int) {
    unsafe node.resize(
      from: (old, occupied(old, block.alignment)), to: (block.byteCount, occupied(block.byteCount, block.alignment)))
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe noted(base.allocateIfPossible(byteCount: byteCount, alignment: alignment))
  }

  func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe noted(base.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment))
  }

  func deallocate(_ block: Block) {
    unsafe node.deallocate(block.byteCount, occupying: occupied(block.byteCount, block.alignment))
    unsafe base.deallocate(block)
  }

  /// A refusal to resize in place is an answer, and no refusal of memory.
  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block.byteCount
    guard unsafe base.resize(&block, byteCount: byteCount) else { return false }
    unsafe resized(block, from: old)
    return true
  }

  func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block.byteCount
    guard unsafe base.reallocateIfPossible(&block, byteCount: byteCount) else {
      node.refuse()
      return false
    }
    unsafe resized(block, from: old)
    return true
  }

  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    base.goodByteCount(for: byteCount, alignment: alignment)
  }

  func supports(byteCount: Int, alignment: Int) -> Bool { base.supports(byteCount: byteCount, alignment: alignment) }

  func releaseUnused() -> Int { base.releaseUnused() }

  func explain() -> Explanation { base.explain() }
}

extension LedgerAllocator: BlockOwner where Base: BlockOwner {
  func owns(_ block: Block) -> Bool { unsafe base.owns(block) }
}

extension BuiltAllocator {
  /// The same, with what passes through it entered into the books of `node`.
  func keeping(_ node: LedgerNode) -> BuiltAllocator {
    switch self {
    case .allocator(let base): .allocator(AnyAllocator(LedgerAllocator(base: base, node: node)))
    case .owner(let base): .owner(AnyBlockOwner(LedgerAllocator(base: base, node: node)))
    }
  }
}

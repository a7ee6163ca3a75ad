extension AffixAllocator: Allocator where Base: ~Copyable & ~Escapable {}

extension AffixAllocator: ForwardingAllocator where Base: ~Copyable & ~Escapable {
  @usableFromInline typealias Layout = AffixLayout<Prefix, Suffix>

  /// Allocates a block with its affixes, or returns `nil`.
  ///
  /// - Complexity: O(1) and that of the base.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let layout = Layout(alignment: alignment)
    guard let wholeByteCount = layout.wholeByteCount(byteCount),
      let whole = unsafe _base.allocateIfPossible(byteCount: wholeByteCount, alignment: layout.alignment)
    else { return nil }
    return unsafe place(in: whole, layout, byteCount: byteCount, alignment: alignment)
  }

  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    let layout = Layout(alignment: alignment)
    guard let wholeByteCount = layout.wholeByteCount(byteCount),
      let whole = unsafe _base.allocateZeroedIfPossible(byteCount: wholeByteCount, alignment: layout.alignment)
    else { return nil }
    return unsafe place(in: whole, layout, byteCount: byteCount, alignment: alignment)
  }

  /// A new block within one of the base, with its affixes.
  @inlinable
  borrowing func place(in whole: Block, _ layout: Layout, byteCount: Int, alignment: Int) -> Block {
    let block = unsafe Block(address: whole.address + layout.offset, byteCount: byteCount, alignment: alignment)
    unsafe layout.prefix(of: block).initialize(to: prefix)
    unsafe layout.suffix(of: block).initialize(to: suffix)
    return unsafe block
  }

  /// Destroys the affixes and returns the whole to the base.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    let layout = unsafe Layout(block)
    unsafe layout.prefix(of: block).deinitialize(count: 1)
    unsafe layout.suffix(of: block).deinitialize(count: 1)
    unsafe _base.deallocate(layout.whole(block))
  }

  /// Succeeds when the base can resize the whole where it stands; the suffix moves with the block's end.
  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe change(&block, byteCount: byteCount) { whole, base, wholeByteCount in
      unsafe base.resize(&whole, byteCount: wholeByteCount)
    }
  }

  /// Lets the base resize or move the whole, with its affixes.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    unsafe change(&block, byteCount: byteCount) { whole, base, wholeByteCount in
      unsafe base.reallocateIfPossible(&whole, byteCount: wholeByteCount)
    }
  }

  @inlinable
  borrowing func change(
    _ block: inout Block, byteCount: Int, _ operation: (inout Block, borrowing Base, Int) -> Bool
  ) -> Bool {
    _checkRequest(byteCount: byteCount, alignment: 1)
    let layout = unsafe Layout(block)
    guard let wholeByteCount = layout.wholeByteCount(byteCount) else { return false }
    var whole = unsafe layout.whole(block)
    // Both are out of their places meanwhile, since the base may move bytes and drop the end of the block.
    let first = unsafe layout.prefix(of: block).move()
    let last = unsafe layout.suffix(of: block).move()
    let succeeds = unsafe operation(&whole, _base, wholeByteCount)
    if succeeds {
      unsafe block = Block(
        address: whole.address + layout.offset, byteCount: byteCount, alignment: block.alignment)
    }
    unsafe layout.prefix(of: block).initialize(to: first)
    unsafe layout.suffix(of: block).initialize(to: last)
    return succeeds
  }

  /// What fits into the base's good size.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    let layout = Layout(alignment: alignment)
    guard let wholeByteCount = layout.wholeByteCount(byteCount) else { return byteCount }
    let good = _base.goodByteCount(for: wholeByteCount, alignment: layout.alignment)
    let room = good &- layout.offset &- MemoryLayout<Suffix>.size
    return max(SizeArithmetic.roundedDown(room, toMultipleOf: MemoryLayout<Suffix>.alignment), byteCount)
  }

  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    let layout = Layout(alignment: alignment)
    guard let wholeByteCount = layout.wholeByteCount(byteCount) else { return true }
    return _base.supports(byteCount: wholeByteCount, alignment: layout.alignment)
  }

  #if !hasFeature(Embedded)
    public borrowing func explain() -> Explanation {
      var explanation = Explanation("AffixAllocator", wrapping: _base.explain(), role: "base")
      explanation.parameters = [("prefix", "\(Prefix.self)"), ("suffix", "\(Suffix.self)")]
      explanation.capabilities.subtract([.locatesBlocks, .resets])
      return explanation
    }
  #endif
}

extension AffixAllocator: BlockOwner where Base: BlockOwner & ~Copyable & ~Escapable {
  /// Whether the block with its affixes lies in memory of the base. They are not read: the block may be foreign.
  ///
  /// The base must look at where that ends, too: a foreign block right behind its memory begins in it, with its prefix.
  /// A `FreeListAllocator` does not, since a fallback asks it at each return: prefixes of more than three words need
  /// another base where the memory behind its chunks may be another's.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool {
    let layout = unsafe Layout(block)
    guard let wholeByteCount = unsafe layout.wholeByteCount(block.byteCount) else { return false }
    return unsafe _base.owns(
      Block(address: block.address - layout.offset, byteCount: wholeByteCount, alignment: layout.alignment))
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  /// This allocator with a value before and a value behind each block.
  ///
  /// - Parameters:
  ///   - prefix: What the prefix of a new block is; `()` for none.
  ///   - suffix: What the suffix of a new block is; `()` for none.
  /// - Complexity: O(1).
  @_lifetime(copy self)
  @inlinable
  public consuming func affixed<Prefix, Suffix>(
    prefix: Prefix, suffix: Suffix = ()
  ) -> AffixAllocator<Self, Prefix, Suffix> {
    AffixAllocator(self, prefix: prefix, suffix: suffix)
  }
}

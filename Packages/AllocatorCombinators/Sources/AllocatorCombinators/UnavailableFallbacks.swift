// What does not compile, and which part of a chain is to blame: a fallback must know the blocks of its primary.

extension Allocator where Self: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(*, unavailable, message: "the primary of a fallback must be a BlockOwner, to know its own blocks")
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

extension ForwardingAllocator where Self: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message: "the primary of a fallback must be a BlockOwner, to know its own blocks; the base of this wrapper is none"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

extension SegregatedAllocator where Small: ~Copyable & ~Escapable, Large: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message:
      "the primary of a fallback must be a BlockOwner, to know its own blocks; neither part of this segregator is one"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

extension SegregatedAllocator where Small: BlockOwner & ~Copyable & ~Escapable, Large: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message: "the primary of a fallback must be a BlockOwner, to know its own blocks; the part for 'otherwise' is none"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

extension SegregatedAllocator where Small: ~Copyable & ~Escapable, Large: BlockOwner & ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message: "the primary of a fallback must be a BlockOwner, to know its own blocks; the part for small blocks is none"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

extension AlignmentSegregatedAllocator where Ordinary: ~Copyable & ~Escapable, Strict: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message:
      "the primary of a fallback must be a BlockOwner, to know its own blocks; one part of this segregator is none"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

extension FallbackAllocator where Primary: ~Copyable & ~Escapable, Secondary: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message:
      "the primary of a fallback must be a BlockOwner, to know its own blocks; the secondary of this fallback is none"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

extension BucketizedAllocator where Bucket: ~Copyable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message: "the primary of a fallback must be a BlockOwner, to know its own blocks; the buckets are none"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator where Base: ~Copyable & ~Escapable {
  @_documentation(visibility: internal)
  @available(
    *, unavailable,
    message: "the primary of a fallback must be a BlockOwner, to know its own blocks; what is behind the lock is none"
  )
  @_lifetime(copy other)
  public consuming func fallback<Other: Allocator & ~Copyable & ~Escapable>(
    to other: consuming Other
  ) -> FallbackAllocator<NullAllocator, Other> {
    FallbackAllocator<NullAllocator, Other>(NullAllocator(), to: other)
  }
}

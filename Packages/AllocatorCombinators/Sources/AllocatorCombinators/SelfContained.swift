// A combination reaches what its parts reach, and nothing else.

extension NullAllocator: SelfContainedAllocator {}

extension FallbackAllocator: SelfContainedAllocator
where
  Primary: SelfContainedAllocator & ~Copyable & ~Escapable,
  Secondary: SelfContainedAllocator & ~Copyable & ~Escapable
{}

extension SegregatedAllocator: SelfContainedAllocator
where Small: SelfContainedAllocator & ~Copyable & ~Escapable, Large: SelfContainedAllocator & ~Copyable & ~Escapable {}

extension AlignmentSegregatedAllocator: SelfContainedAllocator
where
  Ordinary: SelfContainedAllocator & ~Copyable & ~Escapable,
  Strict: SelfContainedAllocator & ~Copyable & ~Escapable
{}

extension BucketizedAllocator: SelfContainedAllocator where Bucket: SelfContainedAllocator & ~Copyable {}

extension LimitedAllocator: SelfContainedAllocator where Base: SelfContainedAllocator & ~Copyable & ~Escapable {}

extension QuantizedAllocator: SelfContainedAllocator where Base: SelfContainedAllocator & ~Copyable & ~Escapable {}

// Whoever reaches it does so under its lock.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension LockedAllocator: SelfContainedAllocator where Base: ~Copyable & ~Escapable {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Allocator where Self: ~Copyable {
  /// This allocator behind a lock, for any number of threads and tasks.
  ///
  /// For allocators that cannot be copied, so that nobody keeps a way round the lock. An allocator built over a handle
  /// that others hold, such as `SharedAllocator`, is locked by ``LockedAllocator/init(_:)``, where the compiler checks
  /// that nobody uses the handle afterwards.
  @inlinable
  public consuming func locked() -> LockedAllocator<Self> { LockedAllocator(unchecked: self) }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Allocator where Self: Sendable {
  /// This allocator behind a lock. It was thread-safe before: only what it is part of may need it.
  @inlinable
  public consuming func locked() -> LockedAllocator<Self> { LockedAllocator(unchecked: self) }
}

// A copyable handle must not be locked: its copies would reach the allocator without the lock. A single unavailable
// overload would lose to the general one above; two equal ones that are closer matches make the call an error.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Allocator {
  /// Refuses to compile: a copy of this handle would not be locked. Lock the allocator, then make handles on it.
  @_documentation(visibility: internal)
  @inlinable
  public consuming func locked(aCopyWouldNotBeLocked: Void = ()) -> LockedAllocator<Self> {
    LockedAllocator(unchecked: self)
  }

  /// Refuses to compile: a copy of this handle would not be locked. Lock the allocator, then make handles on it.
  @_documentation(visibility: internal)
  @inlinable
  public consuming func locked(lockTheAllocatorBeforeSharingIt: Void = ()) -> LockedAllocator<Self> {
    LockedAllocator(unchecked: self)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Allocator where Self: SelfContainedAllocator & ~Copyable {
  /// This allocator behind a lock, for any number of threads and tasks.
  ///
  /// For allocators that nobody else can reach, such as owners over the system's allocator. One that may share state
  /// with others, because it is built over a handle or informs a logger, is locked by ``LockedAllocator/init(_:)``, where
  /// the compiler checks that nobody uses that state afterwards; or what is shared is locked before it is shared.
  ///
  /// - Complexity: O(1).
  @inlinable
  public consuming func locked() -> LockedAllocator<Self> { LockedAllocator(unchecked: self) }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Allocator where Self: ~Copyable {
  /// Refuses to compile: what this allocator reaches may be reached by others, without the lock.
  @available(
    *, unavailable,
    message:
      "it may share state with others, such as a logger: write LockedAllocator(chain), which checks that it does not, instead of chain.locked(); or lock what is shared first"
  )
  @_documentation(visibility: internal)
  public consuming func locked() -> LockedAllocator<Self> { LockedAllocator(unchecked: self) }
}

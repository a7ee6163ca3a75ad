public import Synchronization

/// What ``LockedAllocator`` locks: the platform's mutex, or a spin lock where there is none.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@usableFromInline
struct AllocatorLock: ~Copyable, Sendable {
  #if hasFeature(Embedded)
    @usableFromInline let isTaken = Atomic(false)

    @inlinable
    init() {}

    @inlinable
    borrowing func lock() {
      // Reading until it looks free keeps the cache line shared between those who wait.
      while isTaken.exchange(true, ordering: .acquiring) {
        while isTaken.load(ordering: .relaxed) {}
      }
    }

    @inlinable
    borrowing func unlock() { isTaken.store(false, ordering: .releasing) }
  #else
    @usableFromInline let mutex = Mutex(())
    // ThreadSanitizer does not see into the library that the mutex is in; it sees who read here what others wrote.
    @usableFromInline let handover = Atomic(false)

    @inlinable
    init() {}

    @inlinable
    borrowing func lock() {
      mutex._unsafeLock()
      _ = handover.load(ordering: .acquiring)
    }

    @inlinable
    borrowing func unlock() {
      handover.store(true, ordering: .releasing)
      mutex._unsafeUnlock()
    }
  #endif
}

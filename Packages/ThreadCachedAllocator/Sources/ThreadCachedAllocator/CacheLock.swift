public import AllocatorCore
public import Synchronization

/// A spin lock, held for a few instructions: there may be no other where `malloc` is what is being built.
///
/// While the process has only one thread, as the C library knows, it takes no atomic exchange, which would wait for all
/// stores before it.
///
/// Each operation is O(1) unless it says otherwise.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@frozen
public struct CacheLock: ~Copyable, Sendable {
  @usableFromInline let isTaken = Atomic(false)

  @inlinable
  public init() {}

  /// Takes the lock.
  ///
  /// - Complexity: O(1) when the lock is free; it waits as long as another thread holds it.
  @inline(always)
  @inlinable
  public borrowing func lock() {
    if ThreadSlots.isOnlyThread && !isTaken.load(ordering: .relaxed) {
      isTaken.store(true, ordering: .relaxed)
    } else if isTaken.exchange(true, ordering: .acquiring) {
      wait()
    }
  }

  @inline(never)
  @inlinable
  borrowing func wait() {
    repeat {
      // Reading until it looks free keeps the cache line shared between those who wait.
      var spins = 0
      while isTaken.load(ordering: .relaxed) {
        spins &+= 1
        if spins & 255 == 0 { ThreadWait.yield() }
      }
    } while isTaken.exchange(true, ordering: .acquiring)
  }

  /// Returns the lock.
  @inline(always)
  @inlinable
  public borrowing func unlock() { isTaken.store(false, ordering: .releasing) }
}

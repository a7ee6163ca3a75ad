public import CAllocatorThread
import Synchronization

/// What allocators keep for each thread: a table of pointers, one a *slot*, and a slot for each allocator.
///
/// Swift has no thread-local variables. One C variable holds a pointer for each thread, which leads to the thread's
/// record; reading a slot is two loads, inlined, also across packages and under Embedded Swift. Slot 0 belongs to the
/// program's shared general allocator, the others to whoever claims them. On a platform without threads there is one
/// table.
///
/// What a slot points to begins with a ``ThreadSlots/Header``, whose function is called when the thread ends. The main
/// thread may end without it.
///
/// Nothing read here is valid across an `await`: a task may continue on another thread.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public enum ThreadSlots {
  /// The number of slots, and so of allocators that cache for threads at a time.
  @inlinable
  public static var count: Int { 64 }

  /// The beginning of what a slot points to.
  ///
  /// Each operation is O(1) unless it says otherwise.
  @unsafe
  @frozen
  public struct Header {
    /// Called with the slot's pointer when the thread ends, after the slot was cleared.
    public let threadDidEnd: @convention(c) (UnsafeMutableRawPointer) -> Void

    @inlinable
    public init(threadDidEnd: @escaping @convention(c) (UnsafeMutableRawPointer) -> Void) {
      unsafe self.threadDidEnd = threadDidEnd
    }
  }

  /// This thread's record: the table, and behind it ``sharedByteCount`` bytes for slot 0; all zero before it was made.
  @inline(always)
  @inlinable
  public static var record: UnsafeMutableRawPointer { unsafe c_allocator_thread_get() }

  /// This thread's table: ``count`` pointers, all `nil` before it was made.
  @inline(always)
  @inlinable
  public static var table: UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    unsafe record.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  }

  /// Where the memory for slot 0 begins in a record, and its size, in bytes: the shared general allocator's cache is read
  /// without a look-up in the table.
  @inlinable public static var sharedOffset: Int { 512 }
  @inlinable public static var sharedByteCount: Int { 2560 }

  /// Whether this thread is the process's only one, as far as the C library knows: glibc does from 2.32 on. Nobody but
  /// this thread can change that, so that a lock that it takes needs no atomic exchange.
  @inline(always)
  @inlinable
  public static var isOnlyThread: Bool { c_allocator_thread_is_only() }

  /// Makes this thread's table, unless it is there.
  ///
  /// - Returns: The table, or `nil` when it cannot be had, or is being made or destroyed by this thread now: the
  ///   allocator works without a cache then. An allocator that replaces `malloc` is called from in here.
  /// - Complexity: O(slots).
  public static func makeTable() -> UnsafeMutablePointer<UnsafeMutableRawPointer?>? {
    let current = unsafe record
    if unsafe current != c_allocator_thread_nothing() {
      return unsafe current == c_allocator_thread_busy() ? nil : table
    }
    unsafe c_allocator_thread_set(c_allocator_thread_busy())
    guard
      let block = unsafe SystemAllocator().allocateZeroedIfPossible(byteCount: recordByteCount, alignment: alignment)
    else {
      unsafe c_allocator_thread_set(c_allocator_thread_nothing())
      return nil
    }
    guard unsafe c_allocator_thread_at_end(block.address, { unsafe ThreadSlots.threadDidEnd($0) }) != 0 else {
      unsafe SystemAllocator().deallocate(block)
      unsafe c_allocator_thread_set(c_allocator_thread_nothing())
      return nil
    }
    unsafe c_allocator_thread_set(block.address)
    return unsafe table
  }

  private static var alignment: Int { 64 }
  private static var recordByteCount: Int { sharedOffset + sharedByteCount }

  private static func threadDidEnd(_ address: UnsafeMutableRawPointer) {
    let table = unsafe address.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    unsafe c_allocator_thread_set(c_allocator_thread_busy())
    withoutThreadsEnding {
      for slot in 0..<count {
        guard let content = unsafe exchange(table + slot) else { continue }
        unsafe content.load(as: Header.self).threadDidEnd(content)
      }
    }
    unsafe SystemAllocator().deallocate(
      Block(
        address: address, byteCount: recordByteCount, alignment: alignment))
    unsafe c_allocator_thread_set(c_allocator_thread_nothing())
  }

  private static func exchange(_ place: UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> UnsafeMutableRawPointer? {
    let content = unsafe place.pointee
    unsafe place.pointee = nil
    return unsafe content
  }

  /// The state of the program's shared general allocator, to which slot 0 belongs; `nil` until it is first used.
  @unsafe
  @inlinable
  public static var sharedState: UnsafeMutableRawPointer? {
    @inline(always) get { unsafe c_allocator_shared_get() }
    set { unsafe c_allocator_shared_set(newValue) }
  }

  private static let isEnding = Atomic(false)

  /// Runs `body` while no thread returns what its slots hold: for an allocator that is destroyed before its threads,
  /// and empties its slot in their tables.
  ///
  /// - Complexity: That of `body`, behind a spin lock.
  public static func withoutThreadsEnding(_ body: () -> Void) {
    holdThreads()
    body()
    letThreadsEnd()
  }

  /// Keeps threads from returning what their slots hold, while a process is forked.
  ///
  /// - Complexity: O(1) when no thread ends; it waits until one has.
  public static func holdThreads() {
    while isEnding.exchange(true, ordering: .acquiring) {
      while isEnding.load(ordering: .relaxed) {}
    }
  }

  /// Lets threads return what their slots hold again, after ``holdThreads()``.
  ///
  /// - Complexity: O(1).
  public static func letThreadsEnd() { isEnding.store(false, ordering: .releasing) }

  /// The slots that are claimed, as bits.
  private static let claimed = Atomic<UInt64>(1)

  /// A slot that nobody uses; `nil` when all are claimed.
  ///
  /// - Complexity: O(1) without contention.
  public static func claim() -> Int? {
    var old = claimed.load(ordering: .relaxed)
    while ~old != 0 {
      let slot = (~old).trailingZeroBitCount
      let (exchanged, original) = claimed.compareExchange(
        expected: old, desired: old | 1 << UInt64(slot), ordering: .acquiringAndReleasing)
      if exchanged { return slot }
      old = original
    }
    return nil
  }

  /// Returns a claimed slot, which must be empty in every thread's table.
  ///
  /// - Complexity: O(1).
  public static func relinquish(_ slot: Int) {
    claimed.bitwiseAnd(~(1 << UInt64(slot)), ordering: .acquiringAndReleasing)
  }
}

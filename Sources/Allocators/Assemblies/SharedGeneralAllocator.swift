public import AllocatorCore
internal import SlabAllocator
public import ThreadCachedAllocator

/// Where the shared general allocator has its pages from.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public protocol SharedPageSource: PageSource, ~Copyable {
  /// Makes a source of `byteCount` bytes of address space; `nil` when there are not as many.
  ///
  /// - Complexity: O(1) system calls.
  static func makeShared(byteCount: Int) -> Self?

  /// The shared general allocator has its pages from such a source now. The default does nothing.
  ///
  /// - Complexity: O(1).
  static func didMakeShared()
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SharedPageSource where Self: ~Copyable {
  /// Does nothing.
  ///
  /// - Complexity: O(1).
  public static func didMakeShared() {}
}

/// The program's general allocator, for all threads: a handle of no bytes.
///
/// Choose it as `GeneralAllocator.shared` in place of `SystemAllocator`, for boxes, containers and arenas in any
/// thread. It is a ``GeneralAllocator`` behind a lock with thread caches in front, as `ThreadCachedAllocator` describes
/// them: small blocks come and go without a lock, whichever thread allocated them.
///
/// It is made when it is first used, and never destroyed. It costs what its parts do, and refuses what they do. Debug
/// builds, and release builds with the trait `Hardened`, stop at a foreign block and at one that is in the thread's
/// cache already.
///
/// A process may be forked while other threads allocate, unless one does for the first time: `fork` waits for the locks
/// of `GeneralAllocator.shared`, and the child can use it. It cannot use a `LockedAllocator` or a
/// `ThreadCachedAllocator` before `exec`, whose locks another thread may have held, nor this one on a source of one's
/// own that does not see to it in `didMakeShared()`.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@safe
@frozen
public struct SharedGeneralAllocator<Source: SharedPageSource & ~Copyable>: Sendable {
  /// The handle. One program uses one source: all of these share one state.
  ///
  /// - Complexity: O(1).
  @_spi(Preload)
  @inlinable
  public init() {}

  @inlinable init(only: Void) {}

  @usableFromInline typealias Caches = ThreadCaches<SharedHeap<Source>>

  /// The slot of each thread's table that belongs to this allocator.
  @inlinable static var slot: Int { 0 }

  /// Two words: the caches' state, and the heap's runs.
  @inlinable
  static var state: UnsafeMutableRawPointer? {
    @inline(always) get { unsafe ThreadSlots.sharedState ?? make() }
  }

  /// The state beside the caches, `nil` when it could not be made.
  @inlinable static var caches: Caches? {
    guard let state = unsafe state else { return nil }
    return unsafe Caches(at: state)
  }

  @inline(never)
  @usableFromInline
  static func make() -> UnsafeMutableRawPointer? {
    guard let state = unsafe makeState() else { return nil }
    Source.didMakeShared()
    return unsafe state
  }

  private static func makeState() -> UnsafeMutableRawPointer? {
    SharedBoot.lock.lock()
    defer { SharedBoot.lock.unlock() }
    if let state = unsafe ThreadSlots.sharedState { return unsafe state }
    // As much address space as the system allows, up to 64 GiB; less where addresses are short.
    var byteCount = Int.bitWidth == 64 ? 1 << 36 : 1 << 28
    while byteCount >= 1 << 24 {
      if let source = Source.makeShared(byteCount: byteCount + byteCount / 128 + 1 << 20),
        let heap = unsafe GeneralHeap<Source>.make(byteCount: byteCount, committing: 1 << 18, source: source)
      {
        unsafe heap.makeLock()
        let table = unsafe heap.runs.kindTable
        let pages = unsafe MagazinePages(base: table.base, byteLimit: table.byteLimit, kinds: table.kinds)
        guard
          let caches = unsafe Caches.make(
            SharedHeap(heap), magazineByteCount: 4096, byteCount: 64 << 20, pages: pages)
        else { return nil }
        unsafe ThreadSlots.sharedState = unsafe caches.address
        return unsafe caches.address
      }
      byteCount /= 2
    }
    return nil
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
enum SharedBoot {
  static let lock = CacheLock()
}

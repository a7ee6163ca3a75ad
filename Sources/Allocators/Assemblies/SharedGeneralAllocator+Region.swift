internal import AllocatorCore

#if !hasFeature(Embedded) && !os(WASI)
  public import PageAllocator
  internal import ThreadCachedAllocator
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif

  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  extension ReservedRegion: SharedPageSource {
    /// Reserves address space, of which at least 256 KiB get memory at a time; `nil` when there is not as much.
    ///
    /// - Complexity: O(1) system calls.
    public static func makeShared(byteCount: Int) -> ReservedRegion? {
      try? ReservedRegion(byteCount: byteCount, commitByteCount: 1 << 18)
    }

    /// Sees to it that the process can be forked at any time, and the child can use the shared general allocator.
    ///
    /// - Complexity: O(1).
    public static func didMakeShared() { ForkHandlers.register }
  }

  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  extension GeneralAllocator where Source == ReservedRegion {
    /// The type of ``shared``, for properties and results.
    public typealias Shared = SharedGeneralAllocator<ReservedRegion>

    /// The general allocator that all threads of the program share: a handle of no bytes.
    @inlinable
    public static var shared: SharedGeneralAllocator<ReservedRegion> { SharedGeneralAllocator(only: ()) }
  }

  /// What holds the shared general allocator's locks while the process is forked, so that no thread that the child lacks
  /// holds one of them there.
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
  private enum ForkHandlers {
    /// Registers them, once. Where there is no room for them, a child of several threads may find a lock taken.
    static let register: Void = {
      #if !os(Windows)
        _ = pthread_atfork(
          {
            ThreadSlots.holdThreads()
            GeneralAllocator.shared._lock()
          }, { ForkHandlers.end() }, { ForkHandlers.end() })
      #endif
    }()

    private static func end() {
      GeneralAllocator.shared._unlock()
      ThreadSlots.letThreadsEnd()
    }
  }
#endif

/// How pages are to be held by the operating system.
///
/// The same options apply to every allocator of this module that takes them.
///
/// Each operation is O(1) unless it says otherwise.
public struct PageOptions: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Asks for huge pages, which cost fewer misses of the address translation in large blocks.
  ///
  /// This is advice: where the system has none, or no huge page is free, ordinary pages serve. Linux only; elsewhere it
  /// has no effect.
  public static let hugePages = PageOptions(rawValue: 1)

  /// Keeps the pages in physical memory: they are never written to a swap file, and are there before their first use.
  ///
  /// This is a promise: a request that would exceed what the system lets the process lock is refused, and changes
  /// nothing. ``PageAllocator/lockableByteCount`` is that limit. Where the system cannot lock memory, every request is
  /// refused.
  public static let locked = PageOptions(rawValue: 2)
}

extension PageOptions: CustomStringConvertible {
  /// The options in words, `ordinary` when there are none.
  public var description: String {
    switch (contains(.hugePages), contains(.locked)) {
    case (false, false): "ordinary"
    case (true, false): "huge"
    case (false, true): "locked"
    case (true, true): "huge and locked"
    }
  }
}

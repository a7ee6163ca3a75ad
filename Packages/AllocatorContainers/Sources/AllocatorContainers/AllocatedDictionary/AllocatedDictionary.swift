/// A hash table in memory of an allocator.
///
/// Choose it where the standard `Dictionary` would, and its memory must come from somewhere in particular, its values are
/// noncopyable, or running out of memory must be an error. It stores its allocator's handle and may go exactly where that
/// handle may. It holds no memory until it has an entry.
///
/// It is an open-addressing table of groups of eight slots with one byte of control for each slot: a lookup reads one
/// word of control bytes, then usually one entry, in which key and value stand side by side. At most seven of eight
/// slots are used; it grows to twice its size, through new memory, since entries change their places. The struct is five
/// words wide with `SystemAllocator`, plus the handle with others.
///
/// ```swift
/// var sizes = AllocatedDictionary<String, Int, SystemAllocator>(allocator: .system)
/// try sizes.updateValue(3, forKey: "abc")
/// let size = sizes["abc"]
/// ```
@safe
@frozen
public struct AllocatedDictionary<Key: Hashable, Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  /// What is stored in a slot.
  public typealias Entry = AllocatedEntry<Key, Value>

  /// The slots; behind them the control groups. No memory when there are no groups.
  @usableFromInline var slots: UnsafeMutablePointer<Entry>
  @usableFromInline var groupCount: Int
  @usableFromInline var entryCount: Int
  /// How many more empty slots may be filled before the table is full.
  @usableFromInline var room: Int
  /// What hashes are computed from beside the key: different for each table, so that one's order is none in another.
  @usableFromInline var seed: Int
  /// The handle that the memory comes from.
  public let allocator: A
  @usableFromInline let anchor = DeinitAnchor()

  /// A dictionary without entries, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    unsafe slots = Self.nowhere
    groupCount = 0
    entryCount = 0
    room = 0
    seed = 0
    self.allocator = allocator
  }

  /// A dictionary without entries that has room for `capacity` of them.
  ///
  /// - Throws: `AllocationError`.
  @_lifetime(copy allocator)
  @inlinable
  public init(capacity: Int, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reserveCapacity(capacity)
  }

  @inlinable
  deinit {
    guard groupCount > 0 else { return }
    destroyEntries()
    unsafe allocator.deallocate(Self.block(at: slots, groupCount: groupCount))
  }

  /// The number of entries.
  @inlinable
  public var count: Int { entryCount }
  /// Whether there is no entry.
  @inlinable
  public var isEmpty: Bool { entryCount == 0 }
  /// The number of entries that certainly fit without growing.
  @inlinable
  public var capacity: Int { entryCount &+ room }
}

extension AllocatedDictionary: Escapable where Value: ~Copyable, A: Escapable {}
extension AllocatedDictionary: @unchecked Sendable
where Key: Sendable, Value: Sendable & ~Copyable, A: Sendable & ~Escapable {}

/// A hash table in memory of an allocator.
///
/// Choose it where the standard `Dictionary` would, and its memory must come from somewhere in particular, its values
/// are noncopyable, or running out of memory must be an error. It stores its allocator's handle and may go exactly
/// where that handle may. It holds no memory until it has an entry.
///
/// It is an open-addressing table with a byte of control for each slot: a lookup reads eight of these as one word, then
/// usually one key. Keys lie side by side, and so do values, each with gaps. There are eight slots at least, also for
/// one large value: keep such values elsewhere where memory is short. At most six of seven slots are used. It grows to
/// twice its capacity, in place where the allocator can and through new memory otherwise, and by less where twice as
/// much is refused; where there is no memory for more, all slots but one in 28 are used, and searches are longer. Slots
/// of removed entries are used again, so that a table of constant size needs no memory. The struct is five words wide
/// with `SystemAllocator`, plus the handle with others, of which a copy is kept in its memory, too.
///
/// ```swift
/// var sizes = AllocatedDictionary<String, Int, SystemAllocator>(allocator: .system)
/// try sizes.updateValue(3, forKey: "abc")
/// let size = sizes["abc"]
/// ```
@safe
@frozen
public struct AllocatedDictionary<Key: Hashable, Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var table: HashTable<Key, Value, A>
  /// The handle that the memory comes from.
  public let allocator: A

  /// A dictionary without entries, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    table = HashTable()
    self.allocator = allocator
  }

  @_lifetime(copy allocator)
  @inlinable
  init(table: consuming HashTable<Key, Value, A>, allocator: A) {
    self.table = table
    self.allocator = allocator
  }

  /// A dictionary without entries that has room for `capacity` of them.
  ///
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`capacity`) and one allocation; none where `capacity` is zero.
  @_lifetime(copy allocator)
  @inlinable
  public init(capacity: Int, allocator: A) throws(AllocationError) {
    self.init(allocator: allocator)
    try reserveCapacity(capacity)
  }

  /// The number of entries.
  @inlinable
  public var count: Int { table.count }
  /// Whether there is no entry.
  @inlinable
  public var isEmpty: Bool { table.count == 0 }
  /// The number of entries that fit: at least what was reserved, and more once the dictionary could not grow.
  @inlinable
  public var capacity: Int { table.presentCapacity }
}

extension AllocatedDictionary: Escapable where Value: ~Copyable, A: Escapable {}
extension AllocatedDictionary: @unchecked Sendable
where Key: Sendable, Value: Sendable & ~Copyable, A: Sendable & ~Escapable {}

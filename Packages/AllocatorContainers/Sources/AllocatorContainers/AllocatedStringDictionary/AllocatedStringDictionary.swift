/// A dictionary whose keys are texts in memory of its allocator: none of it is on Swift's own heap.
///
/// Choose it instead of an ``AllocatedDictionary`` with `String` keys where the texts, too, must come from an arena, a
/// pool or a budget. Any text is a key: `String`, `Substring`, `StaticString`, `UTF8Span`, ``AllocatedString``; the bytes
/// are copied once, when an entry is made, and a lookup makes nothing. Texts are equal as strings are, when they are
/// canonically equivalent.
///
/// It is the table of ``AllocatedDictionary``, with two words for a key, and a block of exactly the text's bytes for each
/// key that is not empty. Where there is no memory for a key, the table returns that of slots that are not in use yet, so
/// that table and keys fill a budget together. In an arena a table that grows behind keys leaves its old memory unused,
/// and at worst entries fill a fifth of the arena: make the table as large as it will be first, by
/// ``reallocate(capacity:)``, and they fill it. Running out of memory is an error that leaves it as it was. The struct is
/// five words wide with `SystemAllocator`, plus the handle with others.
///
/// ```swift
/// var counts = try memory.makeStringDictionary(to: Int.self)
/// for word in text.split(separator: " ") { try counts.updateValue(forKey: word, default: 0) { $0 += 1 } }
/// ```
@safe
@frozen
public struct AllocatedStringDictionary<Value: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var storage: TextTable<Value, A>
  /// The handle that the memory comes from.
  public let allocator: A

  /// A dictionary without entries, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    storage = TextTable()
    self.allocator = allocator
  }

  /// A dictionary without entries that has room for `capacity` of them, though not for their keys' bytes.
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
  public var count: Int { storage.table.count }
  /// Whether there is no entry.
  @inlinable
  public var isEmpty: Bool { storage.table.count == 0 }
  /// The number of entries that fit before the table grows.
  @inlinable
  public var capacity: Int { storage.table.presentCapacity }

  /// The bytes of the allocator's memory that the dictionary holds, those of its keys included.
  ///
  /// - Complexity: O(`capacity`).
  @inlinable
  public var heldByteCount: Int {
    var total = storage.table.heldByteCount
    storage.table.visitSlots { slot in total &+= unsafe storage.table.keys[slot].count }
    return total
  }

  /// Sees to it that at least `capacity` entries fit, though not their keys' bytes: where these find no memory, they take
  /// some of what was reserved.
  ///
  /// - Throws: `AllocationError`; the dictionary is as it was.
  /// - Complexity: O(`capacity`) when it must grow.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func reserveCapacity(_ capacity: Int) throws(AllocationError) {
    checkCount(capacity, .dictionary)
    guard capacity > storage.table.presentCapacity else { return }
    guard storage.table.makeRoom(forCapacity: capacity, allocator: allocator) else { throw refusal }
  }

  /// Moves the entries to the smallest table that holds them: beside the present one where the allocator has room for
  /// both, and otherwise within its block, where the allocator can shrink that.
  ///
  /// - Complexity: O(`capacity`).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func shrinkToFit() { storage.table.shrinkToFit(allocator: allocator) }

  @inlinable
  var refusal: AllocationError {
    let slotCount = HashTable<TextKey, Value, A>.slotCount(forCapacity: count &+ 1)
    return allocator.refusal(
      byteCount: HashTable<TextKey, Value, A>.byteCount(forSlotCount: slotCount) ?? .max,
      alignment: HashTable<TextKey, Value, A>.alignment)
  }
}

extension AllocatedStringDictionary: Escapable where Value: ~Copyable, A: Escapable {}
extension AllocatedStringDictionary: @unchecked Sendable where Value: Sendable & ~Copyable, A: Sendable & ~Escapable {}

extension Allocator where Self: ~Escapable {
  /// A dictionary in memory of this allocator whose keys are texts in that memory, too.
  ///
  /// - Parameters:
  ///   - values: The type of the values.
  ///   - capacity: The number of entries to make room for at once; zero allocates nothing.
  /// - Throws: `AllocationError`.
  /// - Complexity: O(`capacity`) and one allocation; none where `capacity` is zero.
  @_lifetime(copy self)
  @inlinable
  public func makeStringDictionary<Value: ~Copyable>(
    to values: Value.Type, capacity: Int = 0
  ) throws(AllocationError) -> AllocatedStringDictionary<Value, Self> {
    try AllocatedStringDictionary(capacity: capacity, allocator: self)
  }
}

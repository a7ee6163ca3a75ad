/// What an element of ``AllocatedSlots`` is found by: eight bytes that can be copied, stored and compared.
///
/// A handle stays good until its element is removed, however much the storage grows; after that it is stale for ever,
/// also when its slot holds another element. It belongs to the storage that made it: to another one it is stale, too,
/// since each storage counts from a number of its own, far from those of others unless there are many thousands. Only a
/// clone knows the handles of its origin.
@frozen
public struct SlotHandle<Element: ~Copyable>: Hashable, Sendable {
  @usableFromInline let index: UInt32
  /// Odd; how often the slot was filled and emptied, counted from the storage's own start.
  @usableFromInline let generation: UInt32

  @inlinable
  init(index: UInt32, generation: UInt32) {
    self.index = index
    self.generation = generation
  }

  /// An even number that no other storage is likely to have.
  @usableFromInline
  static func makeFirstGeneration() -> UInt32 {
    // Steps of the golden ratio spread over all numbers.
    UInt32(truncatingIfNeeded: makeTableSeed()) &* 0x9E37_79B9 & ~1
  }
}

#if !hasFeature(Embedded)
  extension SlotHandle: CustomStringConvertible where Element: ~Copyable {
    /// For example `slot 7, generation 15`.
    public var description: String { "slot \(index), generation \(generation)" }
  }
#endif

/// What is known about a slot.
@frozen
@usableFromInline
struct SlotHead {
  /// Odd while there is an element, even while there is none.
  @usableFromInline var generation: UInt32
  /// The next vacant slot, while this one is vacant.
  @usableFromInline var nextVacant: UInt32

  @inlinable
  init(generation: UInt32) {
    self.generation = generation
    nextVacant = .max
  }

  /// The generation of a slot that was used as often as handles can distinguish.
  @inlinable
  static var lastGeneration: UInt32 { .max &- 1 }

  /// The highest generation that the slots of returned memory leave to those that come after them: half of all.
  @inlinable
  static var lastGenerationToLeave: UInt32 { .max / 2 }

  @inlinable
  var isOccupied: Bool { generation & 1 == 1 }
}

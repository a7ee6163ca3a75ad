/// What an element of ``AllocatedSlots`` is found by: eight bytes that can be copied, stored and compared.
///
/// A handle stays good until its element is removed, however much the storage grows; after that it is stale for ever,
/// also when its slot holds another element. It belongs to the storage that gave it: another one cannot tell.
@frozen
public struct SlotHandle<Element: ~Copyable>: Hashable, Sendable {
  @usableFromInline let index: UInt32
  /// Odd; how often the slot was filled and emptied.
  @usableFromInline let generation: UInt32

  @inlinable
  init(index: UInt32, generation: UInt32) {
    self.index = index
    self.generation = generation
  }
}

#if !hasFeature(Embedded)
  extension SlotHandle: CustomStringConvertible where Element: ~Copyable {
    /// For example `slot 7, element 2`: the second element that the slot held.
    public var description: String { "slot \(index), element \(generation / 2 + 1)" }
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
  init() {
    generation = 0
    nextVacant = .max
  }

  @inlinable
  var isOccupied: Bool { generation & 1 == 1 }
}

import Builtin
import Synchronization

// The table: where entries are, and how it finds room for new ones.
extension AllocatedDictionary where Value: ~Copyable, A: ~Escapable {
  @inlinable
  static var nowhere: UnsafeMutablePointer<Entry> {
    unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Entry>.alignment).unsafelyUnwrapped
  }

  @inlinable
  static var alignment: Int { max(MemoryLayout<Entry>.alignment, MemoryLayout<ControlGroup>.alignment) }

  /// The bytes of a group's slots and control bytes.
  @inlinable
  static var groupByteCount: Int {
    ControlGroup.slotCount &* MemoryLayout<Entry>.stride &+ MemoryLayout<ControlGroup>.size
  }

  @inlinable
  static func block(at slots: UnsafeMutablePointer<Entry>, groupCount: Int) -> Block {
    unsafe Block(
      address: UnsafeMutableRawPointer(slots), byteCount: groupCount &* groupByteCount, alignment: alignment)
  }

  /// The control groups of a table; a group's eight slots are a multiple of eight bytes, so they are aligned.
  @inlinable
  static func groups(
    behind slots: UnsafeMutablePointer<Entry>, groupCount: Int
  ) -> UnsafeMutablePointer<ControlGroup> {
    unsafe UnsafeMutableRawPointer(slots + groupCount &* ControlGroup.slotCount)
      .assumingMemoryBound(to: ControlGroup.self)
  }

  @inlinable
  var groups: UnsafeMutablePointer<ControlGroup> { unsafe Self.groups(behind: slots, groupCount: groupCount) }

  @inlinable
  func hash(of key: Key) -> UInt { UInt(bitPattern: key.hashValue) &* multiplier }

  /// The control byte of an entry: seven bits that have little to do with where its search begins.
  @inlinable
  static func tag(of hash: UInt) -> UInt8 {
    UInt8(truncatingIfNeeded: hash &>> (UInt(UInt.bitWidth) / 2)) | 0x80
  }

  /// The group at which the search begins. A larger table keeps the order of a smaller one, so that growing reads and
  /// writes memory front to back.
  @inlinable
  static func home(of hash: UInt, groupCount: Int) -> Int {
    Int(bitPattern: hash.multipliedFullWidth(by: UInt(bitPattern: groupCount)).high)
  }

  /// The slot that holds `key`, or -1.
  @inlinable
  func find(_ key: Key) -> Int {
    guard entryCount > 0 else { return -1 }
    return find(key, hash: hash(of: key))
  }

  @inlinable
  func find(_ key: Key, hash: UInt) -> Int {
    let groups = unsafe groups
    let tag = Self.tag(of: hash)
    var index = Self.home(of: hash, groupCount: groupCount)
    while true {
      let group = unsafe groups[index]
      var candidates = group.candidates(for: tag)
      while candidates != 0 {
        let slot = index &* ControlGroup.slotCount &+ ControlGroup.first(of: candidates)
        if unsafe slots[slot].key == key { return slot }
        candidates &= candidates &- 1
      }
      // An entry is in the first group of its search that had a vacant slot. At least one group has an empty one.
      if group.empty != 0 { return -1 }
      index &+= 1
      if index == groupCount { index = 0 }
    }
  }

  /// The slot that holds `key`; or else a new one that is marked as full, for the caller to initialize; or nil when
  /// there is no room for it.
  @_lifetime(self: copy self)
  @inlinable
  mutating func findOrAdd(_ key: Key) -> (slot: Int, isNew: Bool)? {
    var hash = hash(of: key)
    if room == 0 {
      if entryCount > 0 {
        let slot = find(key, hash: hash)
        if slot >= 0 { return (slot, false) }
      }
      guard makeRoom() else { return nil }
      hash = self.hash(of: key)
    } else {
      let slot = find(key, hash: hash)
      if slot >= 0 { return (slot, false) }
    }
    let slot = unsafe Self.add(hash, to: groups, groupCount: groupCount, room: &room)
    entryCount &+= 1
    return (slot, true)
  }

  /// Marks the first vacant slot on the way of `hash` as full.
  @inlinable
  static func add(
    _ hash: UInt, to groups: UnsafeMutablePointer<ControlGroup>, groupCount: Int, room: inout Int
  ) -> Int {
    var index = home(of: hash, groupCount: groupCount)
    while true {
      let group = unsafe groups[index]
      if group.vacant != 0 {
        let slot = ControlGroup.first(of: group.vacant)
        if group.empty & (0x80 &<< UInt64(truncatingIfNeeded: slot &<< 3)) != 0 { room &-= 1 }
        unsafe groups[index].set(slot, to: tag(of: hash))
        return index &* ControlGroup.slotCount &+ slot
      }
      index &+= 1
      if index == groupCount { index = 0 }
    }
  }

  /// Marks a slot, whose entry has been moved out, as free.
  @_lifetime(self: copy self)
  @inlinable
  mutating func vacate(_ slot: Int) {
    let (index, position) = (slot &>> 3, slot & 7)
    // Searches end at a group with an empty slot. One that was full has to stay passable.
    if unsafe groups[index].empty != 0 {
      unsafe groups[index].set(position, to: 0)
      room &+= 1
    } else {
      unsafe groups[index].set(position, to: ControlGroup.emptied)
    }
    entryCount &-= 1
  }

  /// Calls `body` with each full slot, first to last.
  @inlinable
  func visitSlots<Failure: Error>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
    var rest = entryCount
    var index = 0
    while rest > 0 {
      var full = unsafe groups[index].full
      while full != 0 {
        try body(index &* ControlGroup.slotCount &+ ControlGroup.first(of: full))
        full &= full &- 1
        rest &-= 1
      }
      index &+= 1
    }
  }

  /// Ends all entries where they stand.
  @inlinable
  func destroyEntries() {
    if Bool(Builtin.ispod(Entry.self)) { return }
    visitSlots { slot in unsafe (slots + slot).deinitialize(count: 1) }
  }
}

/// The number of tables made so far.
private let tableCount = Atomic<Int>(0)

/// A multiplier for the hashes of a new table: odd, and unlike those of other tables.
///
/// Were it the same for all, the entries of one table would come in the order of their places in another, and fill it
/// from the front until every search in that part was long.
@usableFromInline
func makeTableMultiplier() -> UInt {
  let number = tableCount.wrappingAdd(1, ordering: .relaxed).newValue
  var mixed = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
  mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
  mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
  return UInt(truncatingIfNeeded: mixed ^ (mixed >> 31)) | 1
}

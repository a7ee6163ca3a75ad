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
  @inline(__always)
  static func groups(
    behind slots: UnsafeMutablePointer<Entry>, groupCount: Int
  ) -> UnsafeMutablePointer<ControlGroup> {
    unsafe UnsafeMutableRawPointer(slots + groupCount &* ControlGroup.slotCount)
      .assumingMemoryBound(to: ControlGroup.self)
  }

  @inlinable
  @inline(__always)
  var groups: UnsafeMutablePointer<ControlGroup> { unsafe Self.groups(behind: slots, groupCount: groupCount) }

  @inlinable
  @inline(__always)
  func hash(of key: Key) -> UInt { UInt(bitPattern: key._rawHashValue(seed: seed)) }

  /// The control byte of an entry: seven bits that have little to do with where its search begins.
  @inlinable
  @inline(__always)
  static func tag(of hash: UInt) -> UInt8 {
    UInt8(truncatingIfNeeded: hash &>> (UInt(UInt.bitWidth) / 2)) | 0x80
  }

  /// The slot where an entry goes if it is vacant; otherwise it goes to another one of the same group, or to the next
  /// group that has one.
  ///
  /// Looking there first lets the processor fetch control bytes and entry at once. A larger table keeps the order of a
  /// smaller one, so that growing reads and writes memory front to back.
  @inlinable
  @inline(__always)
  static func home(of hash: UInt, groupCount: Int) -> Int {
    Int(bitPattern: hash.multipliedFullWidth(by: UInt(bitPattern: groupCount &* ControlGroup.slotCount)).high)
  }

  /// The slot that holds `key`, or -1.
  @inlinable
  @inline(__always)
  func find(_ key: Key) -> Int {
    guard entryCount > 0 else { return -1 }
    return find(key, hash: hash(of: key))
  }

  @inlinable
  @inline(__always)
  func find(_ key: Key, hash: UInt) -> Int {
    let groups = unsafe groups
    let tag = Self.tag(of: hash)
    let home = Self.home(of: hash, groupCount: groupCount)
    var index = home &>> 3
    var group = unsafe groups[index]
    if group.byte(home & 7) == tag, unsafe slots[home].key == key { return home }
    while true {
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
      group = unsafe groups[index]
    }
  }

  /// The slot that holds `key`; or else a new one that is marked as full, for the caller to initialize; or nil when
  /// there is no room for it.
  @_lifetime(self: copy self)
  @inlinable
  @inline(__always)
  mutating func findOrAdd(_ key: Key) -> (slot: Int, isNew: Bool)? {
    guard room > 0 else { return findOrGrow(key) }
    let hash = hash(of: key)
    let home = Self.home(of: hash, groupCount: groupCount)
    let tag = Self.tag(of: hash)
    let group = unsafe groups[home &>> 3]
    // Most new keys end here: their first group has an empty slot, and no entry that looks like theirs.
    if group.candidates(for: tag) == 0, group.empty != 0 {
      let position = ControlGroup.first(of: group.empty, from: home & 7)
      unsafe groups[home &>> 3].fill(position, with: tag)
      room &-= 1
      entryCount &+= 1
      return (home & ~7 | position, true)
    }
    return findOrAdd(key, hash: hash)
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func findOrGrow(_ key: Key) -> (slot: Int, isNew: Bool)? {
    let slot = find(key)
    if slot >= 0 { return (slot, false) }
    guard makeRoom() else { return nil }
    return (add(hash(of: key)), true)
  }

  @_lifetime(self: copy self)
  @inlinable
  @inline(never)
  mutating func findOrAdd(_ key: Key, hash: UInt) -> (slot: Int, isNew: Bool)? {
    let slot = find(key, hash: hash)
    return slot >= 0 ? (slot, false) : (add(hash), true)
  }

  /// Marks the first vacant slot on the way of `hash` as full.
  @_lifetime(self: copy self)
  @inlinable
  mutating func add(_ hash: UInt) -> Int {
    let home = Self.home(of: hash, groupCount: groupCount)
    var index = home &>> 3
    while unsafe groups[index].vacant == 0 {
      index &+= 1
      if index == groupCount { index = 0 }
    }
    let position = unsafe ControlGroup.first(of: groups[index].vacant, from: home & 7)
    room &-= unsafe groups[index].byte(position) == 0 ? 1 : 0
    unsafe groups[index].set(position, to: Self.tag(of: hash))
    entryCount &+= 1
    return index &* ControlGroup.slotCount &+ position
  }

  /// Marks the first empty slot on the way of `hash` as full, in a table where none was emptied.
  @inlinable
  @inline(__always)
  static func add(_ hash: UInt, to groups: UnsafeMutablePointer<ControlGroup>, groupCount: Int) -> Int {
    let home = home(of: hash, groupCount: groupCount)
    var index = home &>> 3
    while unsafe groups[index].vacant == 0 {
      index &+= 1
      if index == groupCount { index = 0 }
    }
    let position = unsafe ControlGroup.first(of: groups[index].vacant, from: home & 7)
    unsafe groups[index].fill(position, with: tag(of: hash))
    return index &* ControlGroup.slotCount &+ position
  }

  /// Marks a slot, whose entry has been moved out, as free.
  @_lifetime(self: copy self)
  @inlinable
  mutating func vacate(_ slot: Int) {
    let (index, position) = (slot &>> 3, slot & 7)
    // Searches end at a group with an empty slot. One that was full has to stay passable. So a group has empty slots
    // or emptied ones, and never both.
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

/// A seed for the hashes of a new table, unlike those of other tables.
///
/// Were it the same for all, the entries of one table would come in the order of their places in another, and fill it
/// from the front until every search in that part was long.
@usableFromInline
func makeTableSeed() -> Int { tableCount.wrappingAdd(1, ordering: .relaxed).newValue }

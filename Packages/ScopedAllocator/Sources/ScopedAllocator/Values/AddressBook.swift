#if (DEBUG || HARDENED) && !hasFeature(Embedded)
  /// Addresses, each at a place: a depth of scopes in an arena. What checked builds know of scopes is in two of them.
  ///
  /// Entries and places are records that are found by hash and used again when they are free, so that nothing is
  /// allocated unless there are more of them than ever before. The entries of a place form a ring that the place is in.
  ///
  /// Written for debug builds, where each function, parameter, and constant costs some twenty instructions, and generic
  /// code a hundred: what runs for each value is in one function, and the place of the last insertion is remembered.
  @unsafe
  struct AddressBook {
    /// An address, or a place that has addresses.
    @unsafe
    struct Record {
      /// What is found: an address, or an arena's state.
      var key: UInt = 0
      /// A place's depth and one; zero for addresses, negative for a record that is free.
      var depth = -1
      /// The next record with the same hash, or the next free one.
      var next = -1
      /// For an address: its place, and the size of what is there. For a place: how many addresses it has.
      var place = -1
      var byteCount = 0
      /// The neighbors in the ring of a place and its addresses: behind the place comes its newest address, before it the
      /// oldest.
      var older = -1
      var newer = -1
    }

    private var records: UnsafeMutablePointer<Record>
    private var buckets: UnsafeMutablePointer<Int>
    private var mask = 63
    private var firstFree = 0
    /// The place of the last insertion, or a record that is free. An empty place is forgotten when another one comes.
    private var lastPlace = 0
    private(set) var placeCount = 0
    #if _pointerBitWidth(_64)
      // Fibonacci hashing: the product's upper half depends on all of the key.
      private let multiplier: UInt = 0x9E37_79B9_7F4A_7C15
    #else
      private let multiplier: UInt = 0x9E37_79B9
    #endif

    init() {
      unsafe records = .allocate(capacity: 32)
      unsafe buckets = .allocate(capacity: 64)
      unsafe buckets.initialize(repeating: -1, count: 64)
      unsafe addRecords(from: 0, to: 32)
    }

    /// Initializes new records, all of them free.
    private mutating func addRecords(from start: Int, to end: Int) {
      unsafe (records + start).initialize(repeating: Record(), count: end - start)
      for index in start..<end { unsafe records[index].next = index + 1 < end ? index + 1 : -1 }
      unsafe firstFree = start
    }

    /// Doubles the room; all records are in use.
    private mutating func grow() {
      let (old, count) = unsafe (records, (mask + 1) / 2)
      unsafe records = .allocate(capacity: 2 * count)
      unsafe records.moveInitialize(from: old, count: count)
      unsafe old.deallocate()
      unsafe buckets.deallocate()
      unsafe mask = 4 * count - 1
      unsafe buckets = .allocate(capacity: 4 * count)
      unsafe buckets.initialize(repeating: -1, count: 4 * count)
      for index in 0..<count { unsafe enter(index) }
      unsafe addRecords(from: count, to: 2 * count)
    }

    private func bucket(_ key: UInt, _ depth: Int) -> Int {
      let hash = unsafe ((key &>> 3) &+ UInt(bitPattern: depth) &* 0x1001) &* multiplier
      return unsafe Int(bitPattern: hash &>> UInt(UInt.bitWidth / 2)) & mask
    }

    /// Puts a record where it is found by its key.
    private func enter(_ index: Int) {
      let bucket = unsafe bucket(records[index].key, records[index].depth)
      unsafe records[index].next = buckets[bucket]
      unsafe buckets[bucket] = index
    }

    private func find(_ key: UInt, _ depth: Int) -> Int {
      var index = unsafe buckets[bucket(key, depth)]
      while index >= 0, unsafe records[index].key != key || records[index].depth != depth {
        index = unsafe records[index].next
      }
      return index
    }

    private mutating func free(_ index: Int) {
      unsafe leave(index)
      unsafe records[index].depth = -1
      unsafe records[index].next = firstFree
      unsafe firstFree = index
    }

    /// Takes a record from where it is found by its key.
    private func leave(_ index: Int) {
      let bucket = unsafe bucket(records[index].key, records[index].depth)
      if unsafe buckets[bucket] == index {
        unsafe buckets[bucket] = records[index].next
      } else {
        var other = unsafe buckets[bucket]
        while unsafe records[other].next != index { other = unsafe records[other].next }
        unsafe records[other].next = records[index].next
      }
    }

    func contains(_ address: UInt) -> Bool {
      var index = unsafe buckets[
        Int(bitPattern: ((address &>> 3) &* multiplier) &>> UInt(UInt.bitWidth / 2)) & mask]
      while index >= 0, unsafe records[index].key != address || records[index].depth != 0 {
        index = unsafe records[index].next
      }
      return index >= 0
    }

    /// Notes that `address` is at a place; it is at no other one any more.
    mutating func insert(_ address: UInt, byteCount: Int, state: UInt, depth: Int) {
      if unsafe records[lastPlace].key != state || records[lastPlace].depth != depth &+ 1 {
        unsafe openPlace(state, depth)
      }
      let bucket = unsafe Int(bitPattern: ((address &>> 3) &* multiplier) &>> UInt(UInt.bitWidth / 2)) & mask
      var entry = unsafe buckets[bucket]
      while entry >= 0, unsafe records[entry].key != address || records[entry].depth != 0 {
        entry = unsafe records[entry].next
      }
      if entry >= 0 {
        unsafe unlink(entry)
      } else {
        if unsafe firstFree < 0 {
          unsafe grow()
          unsafe insert(address, byteCount: byteCount, state: state, depth: depth)
          return
        }
        entry = unsafe firstFree
        unsafe firstFree = records[entry].next
        unsafe records[entry].key = address
        unsafe records[entry].depth = 0
        unsafe records[entry].next = buckets[bucket]
        unsafe buckets[bucket] = entry
      }
      unsafe records[entry].byteCount = byteCount
      unsafe records[entry].place = lastPlace
      unsafe records[entry].older = records[lastPlace].older
      unsafe records[entry].newer = lastPlace
      unsafe records[records[lastPlace].older].newer = entry
      unsafe records[lastPlace].older = entry
      unsafe records[lastPlace].byteCount &+= 1
    }

    /// Notes that `address` is where another one is, if that is known.
    mutating func insert(_ address: UInt, besides other: UInt) {
      let entry = unsafe find(other, 0)
      guard entry >= 0, address != other else { return }
      let place = unsafe records[entry].place
      unsafe insert(address, byteCount: 0, state: records[place].key, depth: records[place].depth &- 1)
    }

    /// Makes a place that of the last insertion.
    private mutating func openPlace(_ state: UInt, _ depth: Int) {
      if unsafe records[lastPlace].depth > 0, unsafe records[lastPlace].byteCount == 0 { unsafe closePlace(lastPlace) }
      unsafe lastPlace = find(state, depth &+ 1)
      if unsafe lastPlace >= 0 { return }
      if unsafe firstFree < 0 { unsafe grow() }
      unsafe lastPlace = firstFree
      unsafe firstFree = records[lastPlace].next
      unsafe records[lastPlace] = Record(key: state, depth: depth &+ 1, older: lastPlace, newer: lastPlace)
      unsafe enter(lastPlace)
      unsafe placeCount &+= 1
    }

    private mutating func closePlace(_ place: Int) {
      unsafe free(place)
      unsafe placeCount &-= 1
    }

    /// Takes an address out of the ring of its place.
    private func unlink(_ entry: Int) {
      unsafe records[records[entry].older].newer = records[entry].newer
      unsafe records[records[entry].newer].older = records[entry].older
      unsafe records[records[entry].place].byteCount &-= 1
    }

    /// Forgets an address, if it is known.
    mutating func remove(_ address: UInt) {
      let bucket = unsafe Int(bitPattern: ((address &>> 3) &* multiplier) &>> UInt(UInt.bitWidth / 2)) & mask
      var entry = unsafe buckets[bucket]
      var previous = -1
      while entry >= 0, unsafe records[entry].key != address || records[entry].depth != 0 {
        previous = entry
        entry = unsafe records[entry].next
      }
      if entry < 0 { return }
      if previous < 0 {
        unsafe buckets[bucket] = records[entry].next
      } else {
        unsafe records[previous].next = records[entry].next
      }
      unsafe records[entry].next = firstFree
      unsafe firstFree = entry
      unsafe records[entry].depth = -1
      // Out of the ring of its place, as `unlink` does: a call costs a debug build 83 instructions for each value.
      unsafe records[records[entry].older].newer = records[entry].newer
      unsafe records[records[entry].newer].older = records[entry].older
      unsafe records[records[entry].place].byteCount &-= 1
    }

    /// Whether a place has addresses; one that has none is forgotten, unless it is that of the last insertion.
    mutating func hasAddresses(state: UInt, depth: Int) -> Bool {
      if unsafe placeCount == 0 { return false }
      if unsafe records[lastPlace].key == state && records[lastPlace].depth == depth &+ 1 {
        return unsafe records[lastPlace].byteCount > 0
      }
      let place = unsafe find(state, depth &+ 1)
      if place < 0 { return false }
      if unsafe records[place].byteCount > 0 { return true }
      unsafe closePlace(place)
      return false
    }

    /// Forgets all addresses of a place; the place, too, unless it is that of the last insertion.
    ///
    /// - Complexity: O(addresses there).
    mutating func removeAll(state: UInt, depth: Int) {
      var place = unsafe lastPlace
      if unsafe records[place].key != state || records[place].depth != depth &+ 1 {
        place = unsafe find(state, depth &+ 1)
        if place < 0 { return }
      }
      while unsafe records[place].older != place { unsafe remove(records[records[place].older].key) }
      if unsafe place != lastPlace { unsafe closePlace(place) }
    }

    /// Moves all addresses of a place to the one a depth above it; where that has fewer, these are moved instead, and the
    /// place goes up. So an address is moved a number of times that grows with the logarithm of the addresses, however
    /// deep it was.
    ///
    /// - Complexity: O(min(addresses here, addresses above)).
    mutating func moveUp(state: UInt, depth: Int) {
      let (lower, upper) = unsafe (find(state, depth &+ 1), find(state, depth))
      if lower < 0 { return }
      if upper >= 0, unsafe records[lower].byteCount <= records[upper].byteCount {
        unsafe join(lower, to: upper, behind: records[upper].older)
        return
      }
      if upper >= 0 { unsafe join(upper, to: lower, behind: lower) }
      unsafe leave(lower)
      unsafe records[lower].depth = depth
      unsafe enter(lower)
    }

    /// Moves all addresses of a place to another one, so that they are newer than `older` there, and forgets their place.
    private mutating func join(_ place: Int, to other: Int, behind older: Int) {
      var entry = unsafe records[place].newer
      while entry != place {
        unsafe records[entry].place = other
        entry = unsafe records[entry].newer
      }
      if unsafe records[place].byteCount > 0 {
        let (oldest, newest) = unsafe (records[place].newer, records[place].older)
        let newer = unsafe records[older].newer
        unsafe records[older].newer = oldest
        unsafe records[oldest].older = older
        unsafe records[newest].newer = newer
        unsafe records[newer].older = newest
        unsafe records[other].byteCount &+= records[place].byteCount
      }
      unsafe closePlace(place)
    }

    /// How many addresses a place has, and the one that came first.
    func first(state: UInt, depth: Int) -> (count: Int, address: UInt, byteCount: Int)? {
      let place = unsafe find(state, depth &+ 1)
      if place < 0 { return nil }
      if unsafe records[place].byteCount == 0 { return nil }
      let entry = unsafe records[place].newer
      return unsafe (records[place].byteCount, records[entry].key, records[entry].byteCount)
    }
  }
#endif

#if (DEBUG || HARDENED) && !hasFeature(Embedded)
  /// Addresses, each at a place: a depth of scopes in an arena. What checked builds know of scopes is in two of them.
  ///
  /// Entries and places are records that are found by hash and used again when they are free, so that nothing is
  /// allocated unless there are more of them than ever before. The entries of a place form a list. Dictionaries would
  /// be the obvious choice; in debug builds they cost ten times as much, since their generic code is not specialized.
  @unsafe
  struct AddressBook {
    /// An address, or a place that has addresses.
    @unsafe
    struct Record {
      /// What is found: an address, or an arena's state. A record that is free has no meaning but its link.
      var key: UInt
      /// A place's depth; zero for addresses.
      var depth: Int
      /// The next record with the same hash, or the next free one.
      var next: Int
      /// For an address: where it is, and the size of what is there. For a place: its first address, how many there
      /// are.
      var place: Int
      var byteCount: Int
      /// The neighbors in the list of a place's addresses.
      var older: Int
      var newer: Int
    }

    private var records: UnsafeMutablePointer<Record>
    private var buckets: UnsafeMutablePointer<Int>
    private var capacity = 32
    private var recordCount = 0
    private var firstFree = -1

    init() {
      unsafe records = .allocate(capacity: 32)
      unsafe buckets = .allocate(capacity: 64)
      unsafe buckets.initialize(repeating: -1, count: 64)
    }

    private func bucket(_ key: UInt, _ depth: Int) -> Int {
      // Fibonacci hashing: the product's upper half depends on all of the key.
      #if _pointerBitWidth(_64)
        let hash = ((key &>> 3) &+ UInt(bitPattern: depth &<< 40)) &* 0x9E37_79B9_7F4A_7C15 &>> 32
      #else
        let hash = ((key &>> 2) &+ UInt(bitPattern: depth &<< 20)) &* 0x9E37_79B9 &>> 12
      #endif
      return unsafe Int(bitPattern: hash) & (capacity &* 2 &- 1)
    }

    private func find(_ key: UInt, _ depth: Int) -> Int {
      var index = unsafe buckets[bucket(key, depth)]
      while index >= 0 {
        if unsafe records[index].key == key && records[index].depth == depth { return index }
        index = unsafe records[index].next
      }
      return -1
    }

    private mutating func make(_ key: UInt, _ depth: Int) -> Int {
      var index = unsafe firstFree
      if index >= 0 {
        unsafe firstFree = records[index].next
      } else {
        if unsafe recordCount == capacity { unsafe grow() }
        unsafe index = recordCount
        unsafe recordCount &+= 1
      }
      let bucket = unsafe bucket(key, depth)
      unsafe (records + index).initialize(
        to: Record(key: key, depth: depth, next: buckets[bucket], place: -1, byteCount: 0, older: -1, newer: -1))
      unsafe buckets[bucket] = index
      return index
    }

    private mutating func free(_ index: Int) {
      let bucket = unsafe bucket(records[index].key, records[index].depth)
      var other = unsafe buckets[bucket]
      if other == index {
        unsafe buckets[bucket] = records[index].next
      } else {
        while unsafe records[other].next != index { other = unsafe records[other].next }
        unsafe records[other].next = records[index].next
      }
      unsafe records[index].next = firstFree
      unsafe firstFree = index
    }

    /// Doubles the room; all records are in use.
    private mutating func grow() {
      let (oldRecords, oldCapacity) = unsafe (records, capacity)
      unsafe capacity = 2 * oldCapacity
      unsafe records = .allocate(capacity: capacity)
      unsafe records.moveInitialize(from: oldRecords, count: oldCapacity)
      unsafe oldRecords.deallocate()
      unsafe buckets.deallocate()
      unsafe buckets = .allocate(capacity: 2 * capacity)
      unsafe buckets.initialize(repeating: -1, count: 2 * capacity)
      for index in 0..<oldCapacity {
        let bucket = unsafe bucket(records[index].key, records[index].depth)
        unsafe records[index].next = buckets[bucket]
        unsafe buckets[bucket] = index
      }
    }

    func contains(_ address: UInt) -> Bool { unsafe find(address, 0) >= 0 }

    /// Notes that `address` is at a place; it is at no other one any more.
    mutating func insert(_ address: UInt, byteCount: Int, state: UInt, depth: Int) {
      unsafe remove(address)
      // Depths begin at zero; those of places differ from the zero of addresses.
      var place = unsafe find(state, depth &+ 1)
      if place < 0 { place = unsafe make(state, depth &+ 1) }
      let entry = unsafe make(address, 0)
      unsafe records[entry].byteCount = byteCount
      unsafe link(entry, to: place)
    }

    /// Notes that `address` is where another one is, if that is known.
    mutating func insert(_ address: UInt, besides other: UInt) {
      let entry = unsafe find(other, 0)
      guard entry >= 0, address != other else { return }
      let place = unsafe records[entry].place
      unsafe insert(address, byteCount: 0, state: records[place].key, depth: records[place].depth &- 1)
    }

    private mutating func link(_ entry: Int, to place: Int) {
      let newest = unsafe records[place].older
      unsafe records[entry].place = place
      unsafe records[entry].older = newest
      unsafe records[entry].newer = -1
      if newest >= 0 { unsafe records[newest].newer = entry }
      unsafe records[place].older = entry
      unsafe records[place].byteCount &+= 1
    }

    /// Forgets an address, if it is known.
    mutating func remove(_ address: UInt) {
      let entry = unsafe find(address, 0)
      if entry < 0 { return }
      let (place, older, newer) = unsafe (records[entry].place, records[entry].older, records[entry].newer)
      if older >= 0 { unsafe records[older].newer = newer }
      if newer >= 0 { unsafe records[newer].older = older } else { unsafe records[place].older = older }
      unsafe records[place].byteCount &-= 1
      if unsafe records[place].byteCount == 0 { unsafe free(place) }
      unsafe free(entry)
    }

    /// Forgets all addresses of a place.
    ///
    /// - Complexity: O(addresses there).
    mutating func removeAll(state: UInt, depth: Int) {
      let place = unsafe find(state, depth &+ 1)
      if place < 0 { return }
      var entry = unsafe records[place].older
      while entry >= 0 {
        let older = unsafe records[entry].older
        unsafe free(entry)
        entry = older
      }
      unsafe free(place)
    }

    /// Moves all addresses of a place to the one a depth above it.
    ///
    /// - Complexity: O(addresses there).
    mutating func moveUp(state: UInt, depth: Int) {
      let inner = unsafe find(state, depth &+ 1)
      if inner < 0 { return }
      var outer = unsafe find(state, depth)
      if outer < 0 { outer = unsafe make(state, depth) }
      // The oldest first, so that they keep their order.
      var entry = unsafe records[inner].older
      while entry >= 0, unsafe records[entry].older >= 0 { entry = unsafe records[entry].older }
      while entry >= 0 {
        let newer = unsafe records[entry].newer
        unsafe link(entry, to: outer)
        entry = newer
      }
      unsafe free(inner)
    }

    /// How many addresses a place has, and the one that came first.
    func first(state: UInt, depth: Int) -> (count: Int, address: UInt, byteCount: Int)? {
      let place = unsafe find(state, depth &+ 1)
      if place < 0 { return nil }
      var entry = unsafe records[place].older
      while unsafe records[entry].older >= 0 { entry = unsafe records[entry].older }
      return unsafe (records[place].byteCount, records[entry].key, records[entry].byteCount)
    }
  }
#endif

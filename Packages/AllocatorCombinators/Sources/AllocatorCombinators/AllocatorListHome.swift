/// The members of an ``AllocatorList``. An object, so that they end with it whoever destroys it.
///
/// They are in two orders: by address, so that the owner of a block is found, and by the least size that each is known to
/// refuse, so that those come first that may have room. Accesses are not checked for being exclusive: each is over before
/// a member is asked or made.
@safe
@usableFromInline
final class AllocatorListHome<Member: BlockOwner & ~Copyable> {
  @usableFromInline typealias Entry = AllocatorListMember<Member>
  @usableFromInline typealias Places = _AddressTree<AllocatorListPlace<Member>>

  @usableFromInline let makeMember: (Int) throws(AllocationError) -> Member
  /// A heap: none refuses smaller sizes than those at twice its position, plus one and plus two.
  @safe @exclusivity(unchecked) @usableFromInline var members: [Entry] = []
  /// The members that have allocated anything.
  @safe @exclusivity(unchecked) @usableFromInline var places = Places()
  /// The member that served last.
  @safe @exclusivity(unchecked) @usableFromInline var current: Entry?
  /// The member that has no live block, if there is one.
  @safe @exclusivity(unchecked) @usableFromInline var empty: Entry?

  /// The largest size that the closure is asked about: it may add to it.
  @inlinable static var largestByteCount: Int { Int.max / 2 }
  /// How many members are asked, beside the current one, before another one is made.
  @inlinable static var questionLimit: Int { 8 }

  @inlinable
  init(_ makeMember: @escaping (Int) throws(AllocationError) -> Member) { self.makeMember = makeMember }

  @inlinable
  deinit {}

  /// Asks the current member, then some that may have room, then a new one, then all others that may have room.
  @inlinable
  func allocate(_ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    if let current, let block = unsafe ask(current, byteCount, alignment, request) { return unsafe block }
    return unsafe allocateElsewhere(byteCount, alignment, request)
  }

  @inlinable
  @inline(never)
  func allocateElsewhere(_ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?) -> Block? {
    if let block = unsafe askMembers(upTo: Self.questionLimit, byteCount, alignment, request) { return unsafe block }
    if let block = unsafe askNewMember(byteCount, alignment, request) { return unsafe block }
    if members.count > Self.questionLimit, let block = unsafe askMembers(upTo: .max, byteCount, alignment, request) {
      return unsafe block
    }
    // What the empty member holds may be what a new one lacks.
    return dropEmptyMember() ? unsafe askNewMember(byteCount, alignment, request) : nil
  }

  /// Destroys the member that has no live block, if there is one. On its own, so that nobody holds that member any more
  /// when it returns.
  @inlinable
  @inline(never)
  func dropEmptyMember() -> Bool {
    guard let empty else { return false }
    drop(empty)
    return true
  }

  /// Asks members that may have room, at most `limit`.
  @inlinable
  func askMembers(
    upTo limit: Int, _ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?
  ) -> Block? {
    var position = 0
    for _ in 0..<min(limit, members.count) where position < members.count {
      let member = members[position]
      // A member that refuses a usual alignment moves down, and the next one is the first.
      if alignment > 16 { position += 1 } else if byteCount >= member.refusedByteCount { return nil }
      if let block = unsafe ask(member, byteCount, alignment, request) {
        current = member
        return unsafe block
      }
    }
    return nil
  }

  /// Makes a member and asks that; one that refuses is destroyed.
  ///
  /// Nobody has half of all addresses, and whoever makes a member may add to a smaller size, or double it.
  @inlinable
  func askNewMember(_ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?) -> Block? {
    guard byteCount <= Self.largestByteCount, let made = try? makeMember(byteCount) else { return nil }
    let member = Entry(made, for: byteCount, at: members.count)
    members.append(member)
    moveUp(member)
    guard let block = unsafe ask(member, byteCount, alignment, request) else {
      if empty === member { drop(member) }
      return nil
    }
    current = member
    return unsafe block
  }

  @inlinable
  func ask(_ member: Entry, _ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?) -> Block? {
    guard byteCount < member.refusedByteCount else { return nil }
    // Counted before it is asked: its parent may call back, and a member without blocks would be destroyed meanwhile.
    if member.liveCount == 0, empty === member { empty = nil }
    member.liveCount += 1
    guard let block = unsafe request(member.allocator) else {
      didRefuse(byteCount, alignment, member)
      return nil
    }
    unsafe note(block, in: member)
    return unsafe block
  }

  @inlinable
  @inline(never)
  func didRefuse(_ byteCount: Int, _ alignment: Int, _ member: Entry) {
    // What is counted is this request.
    if member.liveCount == 1 { member.refusedByteCountWhenEmpty = byteCount }
    // A refusal for a strict alignment says nothing about the others.
    if alignment <= 16 {
      member.refusedByteCount = byteCount
      moveDown(member)
    }
    didLeave(member)
  }

  /// Has it known where a member's blocks lie.
  @inlinable
  func note(_ block: Block, in member: Entry) {
    let address = unsafe UInt(bitPattern: block.address)
    let end = unsafe address &+ UInt(max(block.byteCount, 1))
    if unsafe address < member.place.pointee.lowest || end > member.place.pointee.reach { move(member, address, end) }
  }

  @inlinable
  @inline(never)
  func move(_ member: Entry, _ address: UInt, _ end: UInt) {
    let place = unsafe member.place
    if unsafe address < place.pointee.lowest {
      if unsafe place.pointee.lowest != .max { unsafe places.remove(place) }
      unsafe place.pointee.lowest = address
      unsafe place.pointee.extend(to: end)
      unsafe places.insert(place)
    } else {
      unsafe place.pointee.extend(to: end)
      unsafe places.didChange(place)
    }
  }

  @inlinable
  func owner(of block: Block) -> Entry? {
    unsafe owner(of: UInt(bitPattern: block.address), in: places.root) { unsafe $0.owns(block) }
  }

  /// The member that owns an address, among those below a node: the one whose memory begins last is asked first.
  @inlinable
  func owner(of address: UInt, in tree: Places.Node?, _ owns: (borrowing Member) -> Bool) -> Entry? {
    guard let node = unsafe tree, unsafe address < node.pointee.farthestReach else { return nil }
    if unsafe node.pointee.lowest <= address {
      if let member = unsafe owner(of: address, in: node.pointee._upper, owns) { return member }
      if unsafe address < node.pointee.reach {
        let member = unsafe node.pointee.member.takeUnretainedValue()
        if owns(member.allocator) { return member }
      }
    }
    return unsafe owner(of: address, in: node.pointee._lower, owns)
  }

  @inlinable
  func expectOwner(of block: Block) -> Entry {
    guard let member = unsafe owner(of: block) else {
      unsafe _stop("AllocatorList was given \(block), which no member of it owns")
    }
    return member
  }

  /// Notes that a member has got room.
  @inlinable
  func didFree(in member: Entry) {
    if member.refusedByteCount == .max { return }
    member.refusedByteCount = .max
    moveUp(member)
  }

  @inlinable
  func didReturn(to member: Entry) {
    didFree(in: member)
    didLeave(member)
  }

  /// Counts one block less; of two members without blocks one is destroyed.
  @inlinable
  func didLeave(_ member: Entry) {
    member.liveCount -= 1
    guard member.liveCount == 0 else { return }
    if empty == nil { empty = member } else { dropOneEmpty(member) }
  }

  /// Destroys a member that has got empty, or the one that was kept empty until now: the one that served last is kept,
  /// unless the other was made for more and did not refuse as much.
  ///
  /// So sizes by turns do not make a member each time, nor does a kept member that has no room although it is empty.
  @inlinable
  @inline(never)
  func dropOneEmpty(_ member: Entry) {
    guard let kept = empty, kept !== member else { return }
    // A member that never served is a new one that refused what it was made for.
    let hasServed = unsafe member.place.pointee.lowest != .max
    if hasServed, kept.byteCount <= member.byteCount || kept.refusedByteCountWhenEmpty <= member.byteCount {
      empty = member
      drop(kept)
    } else {
      drop(member)
    }
  }

  /// Destroys a member that has no live block.
  @inlinable
  @inline(never)
  func drop(_ member: Entry) {
    if current === member { current = nil }
    if empty === member { empty = nil }
    if unsafe member.place.pointee.lowest != .max { unsafe places.remove(member.place) }
    let last = members.removeLast()
    if last === member { return }
    members[member.position] = last
    last.position = member.position
    moveUp(last)
    moveDown(last)
  }

  @inlinable
  func moveUp(_ member: Entry) {
    while member.position > 0 {
      let above = members[(member.position - 1) / 2]
      if above.refusedByteCount >= member.refusedByteCount { return }
      exchange(member, above)
    }
  }

  @inlinable
  func moveDown(_ member: Entry) {
    while true {
      var position = 2 * member.position + 1
      guard position < members.count else { return }
      if position + 1 < members.count, members[position + 1].refusedByteCount > members[position].refusedByteCount {
        position += 1
      }
      let below = members[position]
      if below.refusedByteCount <= member.refusedByteCount { return }
      exchange(member, below)
    }
  }

  @inlinable
  func exchange(_ one: Entry, _ other: Entry) {
    members.swapAt(one.position, other.position)
    swap(&one.position, &other.position)
  }

  @inlinable
  func releaseUnused() -> Int {
    members.reduce(0) { $0 + $1.allocator.releaseUnused() }
  }

  /// Destroys all members but one; none has a live block.
  @inlinable
  func keepOneEmptyMember() {
    let kept = current ?? members.first
    places.removeAll()
    members = []
    current = kept
    empty = kept
    guard let kept else { return }
    unsafe kept.place.pointee.clear()
    kept.position = 0
    members = [kept]
  }
}

extension AllocatorListHome where Member: BlockLocator & ~Copyable {
  @inlinable
  func owner(containing address: UnsafeRawPointer) -> Entry? {
    unsafe owner(of: UInt(bitPattern: address), in: places.root) {
      unsafe $0.block(containing: address) != nil
    }
  }
}

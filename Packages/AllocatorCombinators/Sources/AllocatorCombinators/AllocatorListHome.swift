/// A member of an ``AllocatorList``, and what the list knows of it.
@usableFromInline
final class AllocatorListMember<Member: BlockOwner & ~Copyable> {
  @usableFromInline var allocator: Member
  @usableFromInline var liveCount = 0
  /// The lowest address of a block that it ever allocated.
  @usableFromInline var lowest = UInt.max
  /// The size that it refused last, and has not been returned a block since.
  @usableFromInline var refusedByteCount = Int.max

  @inlinable
  init(_ allocator: consuming Member) { self.allocator = allocator }

  @inlinable
  deinit {}
}

/// The members of an ``AllocatorList`` in ascending order of their lowest block. An object, so that they end with it
/// whoever destroys it.
@usableFromInline
final class AllocatorListHome<Member: BlockOwner & ~Copyable> {
  @usableFromInline typealias Entry = AllocatorListMember<Member>

  @usableFromInline let makeMember: (Int) throws(AllocationError) -> Member
  @usableFromInline var members: [Entry] = []
  /// The member that served last.
  @usableFromInline var current: Entry?
  /// How many members have no live block.
  @usableFromInline var emptyCount = 0

  @inlinable
  init(_ makeMember: @escaping (Int) throws(AllocationError) -> Member) { self.makeMember = makeMember }

  @inlinable
  deinit {}

  /// Asks the current member, then those that may have room, then a new one.
  @inlinable
  func allocate(_ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?) -> Block? {
    _checkRequest(byteCount: byteCount, alignment: alignment)
    if let current, let block = unsafe ask(current, byteCount, alignment, request) { return unsafe block }
    return unsafe allocateElsewhere(byteCount, alignment, request)
  }

  @inlinable
  @inline(never)
  func allocateElsewhere(_ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?) -> Block? {
    for member in members where member !== current {
      if let block = unsafe ask(member, byteCount, alignment, request) {
        current = member
        return unsafe block
      }
    }
    guard let made = try? makeMember(byteCount) else { return nil }
    let member = Entry(made)
    members.append(member)
    emptyCount += 1
    guard let block = unsafe ask(member, byteCount, alignment, request) else {
      drop(member)
      return nil
    }
    current = member
    return unsafe block
  }

  @inlinable
  func ask(_ member: Entry, _ byteCount: Int, _ alignment: Int, _ request: (borrowing Member) -> Block?) -> Block? {
    guard byteCount < member.refusedByteCount else { return nil }
    guard let block = unsafe request(member.allocator) else {
      // A refusal for a strict alignment says nothing about the others.
      if alignment <= 16 { member.refusedByteCount = byteCount }
      return nil
    }
    if member.liveCount == 0 { emptyCount -= 1 }
    member.liveCount += 1
    unsafe note(block, in: member)
    return unsafe block
  }

  /// Keeps the members in order when one has allocated a block below all that it had.
  @inlinable
  func note(_ block: Block, in member: Entry) {
    let address = unsafe UInt(bitPattern: block.address)
    if address < member.lowest { move(member, to: address) }
  }

  @inlinable
  @inline(never)
  func move(_ member: Entry, to lowest: UInt) {
    member.lowest = lowest
    guard var index = members.firstIndex(where: { $0 === member }) else { return }
    while index > 0, members[index - 1].lowest > lowest {
      members.swapAt(index - 1, index)
      index -= 1
    }
  }

  /// The last member whose lowest block is not above an address.
  @inlinable
  func candidate(for address: UInt) -> Entry? {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].lowest <= address { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : members[low - 1]
  }

  @inlinable
  func owner(of block: Block) -> Entry? {
    if let member = unsafe candidate(for: UInt(bitPattern: block.address)), unsafe member.allocator.owns(block) {
      return member
    }
    // A member may have pieces of memory among those of others.
    for member in members where unsafe member.allocator.owns(block) { return member }
    return nil
  }

  @inlinable
  func expectOwner(of block: Block) -> Entry {
    guard let member = unsafe owner(of: block) else {
      unsafe _stop("AllocatorList was given \(block), which no member of it owns")
    }
    return member
  }

  @inlinable
  func didReturn(to member: Entry) {
    member.refusedByteCount = .max
    member.liveCount -= 1
    guard member.liveCount == 0 else { return }
    emptyCount += 1
    if emptyCount > 1 { drop(member) }
  }

  /// Destroys a member that has no live block.
  @inlinable
  @inline(never)
  func drop(_ member: Entry) {
    if current === member { current = nil }
    members.removeAll { $0 === member }
    emptyCount -= 1
  }

  @inlinable
  func releaseUnused() -> Int {
    members.reduce(0) { $0 + $1.allocator.releaseUnused() }
  }

  @inlinable
  func keepOneEmptyMember() {
    let kept = members.first
    members = kept.map { [$0] } ?? []
    current = kept
    emptyCount = members.count
  }
}

extension AllocatorListHome where Member: BlockLocator & ~Copyable {
  @inlinable
  func owner(containing address: UnsafeRawPointer) -> Entry? {
    if let member = candidate(for: UInt(bitPattern: address)),
      unsafe member.allocator.block(containing: address) != nil
    {
      return member
    }
    for member in members where unsafe member.allocator.block(containing: address) != nil { return member }
    return nil
  }
}

/// A list of allocators of one type that grows on demand: when all members refuse, another one is made.
///
/// Choose it to make an allocator over fixed memory unbounded: arenas, bitmaps or pools that never grow themselves, each
/// over one region. D's `AllocatorList` is its model.
///
/// ```swift
/// let memory = AllocatorList { byteCount throws(AllocationError) in
///   try ScopedAllocator(byteCount: max(byteCount, 64 << 10))
/// }
/// ```
///
/// The member that served last is asked first, then at most eight that may have room, those first of which least is known
/// to be refused: a member that refused a size is not asked for it, or for more, until a block is returned to it. Then
/// another member is made; only where that is refused, all others that may have room are asked. So a request is O(1) while
/// the current member serves, and O(log members) while more members can be made.
///
/// The owner of a block is found in a tree of what each member has allocated: one member is asked, in O(log members), where
/// each has one piece of memory. Where members' pieces lie among each other, those around the block are asked.
///
/// A member without live blocks is destroyed, so its memory returns to where it came from; one of them is kept, lest a
/// program at the border makes and destroys one each time: of two, the one that served last, unless the other was made
/// for more and did not refuse as much. It is destroyed, too, before a request is refused that it has no room for, and a
/// new one made of what it held. The list takes one object, and one and a small record for each member.
///
/// Sizes, alignments, zeroing and resizing are passed on to the member; a block that its member cannot resize moves to
/// another. The list is a `BlockOwner` always, a `BlockLocator` or a `ResettableAllocator` where its members are. It refuses
/// what a new member refuses, and what cannot have a new member. It cannot be copied.
///
/// Each operation is O(log members) and that of a member, where each member has one piece of memory, unless it says
/// otherwise.
@frozen
public struct AllocatorList<Member: BlockOwner & ~Copyable>: ~Copyable {
  @usableFromInline let home: AllocatorListHome<Member>

  /// A list without members.
  ///
  /// - Parameter makeMember: Makes a member that can serve a request of the size that it is passed, in bytes. A member
  ///   that refuses it nevertheless is destroyed at once, and the request is refused. It is never passed more than
  ///   `Int.max / 2`, so that what a member needs beside the request can be added.
  /// - Complexity: O(1), and allocates one object.
  @inlinable
  public init(makeMember: @escaping (_ byteCount: Int) throws(AllocationError) -> Member) {
    home = AllocatorListHome(makeMember)
  }

  /// The number of members.
  @inlinable
  public var memberCount: Int { home.members.count }
}

extension AllocatorList: BlockOwner where Member: ~Copyable {
  /// Whether the block lies in memory of a member.
  ///
  /// - Complexity: O(log members) and that of a member, where each member has one piece of memory.
  @inlinable
  public borrowing func owns(_ block: Block) -> Bool { unsafe home.owner(of: block) != nil }
}

extension AllocatorList: Allocator where Member: ~Copyable {
  /// Allocates a block of a member, of a new one if need be, or returns `nil`.
  ///
  /// - Complexity: That of a member while the current one serves; otherwise O(log members) and that of nine members and of
  ///   making one. Where none can be made, or the alignment is above 16, that of all members that may have room.
  @inlinable
  public borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe home.allocate(byteCount, alignment) { member in
      unsafe member.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
  }

  /// Allocates a zeroed block of a member, of a new one if need be, or returns `nil`.
  ///
  /// - Complexity: That of `allocateIfPossible(byteCount:alignment:)`, with blocks that the members zero.
  @inlinable
  public borrowing func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe home.allocate(byteCount, alignment) { member in
      unsafe member.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    }
  }

  /// Returns the block to its member. When it was the last one and another member is empty, too, one of both is destroyed.
  ///
  /// - Complexity: O(log members) and that of a member, where each member has one piece of memory.
  @inlinable
  public borrowing func deallocate(_ block: Block) {
    let member = unsafe home.expectOwner(of: block)
    unsafe member.allocator.deallocate(block)
    home.didReturn(to: member)
  }

  @inlinable
  public borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    let member = unsafe home.expectOwner(of: block)
    home.didFree(in: member)
    guard unsafe member.allocator.resize(&block, byteCount: byteCount) else { return false }
    unsafe home.note(block, in: member)
    return true
  }

  /// Resizes or moves the block within its member, or else moves it to another.
  ///
  /// - Complexity: O(log members) and that of a member, where each member has one piece of memory; when the block
  ///   moves to another, that of an allocation and O(min(old, new)), too.
  @inlinable
  public borrowing func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    let member = unsafe home.expectOwner(of: block)
    home.didFree(in: member)
    if unsafe member.allocator.reallocateIfPossible(&block, byteCount: byteCount) {
      unsafe home.note(block, in: member)
      return true
    }
    return unsafe reallocateByMoving(&block, byteCount: byteCount)
  }

  /// Has each member release what it keeps. The member that is kept empty stays.
  ///
  /// - Returns: What the members have released, in bytes.
  /// - Complexity: O(members) and that of each.
  @discardableResult
  @inlinable
  public borrowing func releaseUnused() -> Int { home.releaseUnused() }

  /// The good size of the first member; the size itself when there is none yet.
  ///
  /// - Complexity: O(1) and that of a member.
  @inlinable
  public borrowing func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    home.members.first?.allocator.goodByteCount(for: byteCount, alignment: alignment) ?? byteCount
  }

  /// What the first member supports; where there is none, one is made to be asked.
  ///
  /// - Complexity: O(1) and that of a member; where there is none, that of making and destroying one, too.
  @inlinable
  public borrowing func supports(byteCount: Int, alignment: Int) -> Bool {
    if let first = home.members.first { return first.allocator.supports(byteCount: byteCount, alignment: alignment) }
    guard byteCount <= AllocatorListHome<Member>.largestByteCount, let member = try? home.makeMember(byteCount) else {
      return true
    }
    return member.supports(byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded)
    /// The first member, and the number of them.
    ///
    /// - Complexity: O(members) and that of the first.
    public borrowing func explain() -> Explanation {
      let live = home.members.reduce(0) { $0 + $1.liveCount }
      var explanation = Explanation(
        "AllocatorList", capabilities: .owns, figures: [("members", memberCount), ("live blocks", live)])
      if let first = home.members.first {
        explanation = Explanation(
          "AllocatorList", wrapping: first.allocator.explain(), role: "first member", figures: explanation.figures)
      }
      explanation.capabilities.insert(.releasesUnused)
      explanation.capabilities.remove(.isThreadSafe)
      return explanation
    }
  #endif
}

extension AllocatorList: BlockLocator where Member: BlockLocator & ~Copyable {
  /// The block of any member around `address`, or `nil`.
  ///
  /// - Complexity: O(log members) and that of a member, where each member has one piece of memory.
  @inlinable
  public borrowing func block(containing address: UnsafeRawPointer) -> Block? {
    guard let member = unsafe home.owner(containing: address) else { return nil }
    return unsafe member.allocator.block(containing: address)
  }

  @unsafe
  @inlinable
  public borrowing func deallocate(containing address: UnsafeRawPointer) {
    guard let member = unsafe home.owner(containing: address) else {
      _stop("AllocatorList was asked to deallocate an address that lies in no block of it")
    }
    unsafe member.allocator.deallocate(containing: address)
    home.didReturn(to: member)
  }
}

extension AllocatorList: ResettableAllocator where Member: ResettableAllocator & ~Copyable {
  /// Destroys all members but one, and resets that.
  ///
  /// - Complexity: O(members): each is reset, and all but one are destroyed.
  @unsafe
  @inlinable
  public mutating func unsafelyReset() {
    for member in home.members {
      unsafe member.allocator.unsafelyReset()
      member.liveCount = 0
      home.didFree(in: member)
    }
    home.keepOneEmptyMember()
  }
}

/// The memory of a value whose owner, a box or an array, runs destructors at its end.
///
///     | … the scope's mark | value … |
///
/// The mark counts these owners: a scope that closes while one of them lives would have memory used again under it, and
/// stops the program, in every build. What an owner without destructors does at its end touches no memory; it is not
/// counted.
@usableFromInline
enum OwnedPlace {
  /// The bytes before the value.
  @inline(always)
  @inlinable
  static func headByteCount(alignment: Int) -> Int { max(ArenaState.minimumAlignment, alignment) }

  /// What is before the value.
  @inline(always)
  @inlinable
  static func mark(of address: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UnsafeMutablePointer<ScopeMark>> {
    unsafe (address - MemoryLayout<UnsafeMutablePointer<ScopeMark>>.size)
      .assumingMemoryBound(to: UnsafeMutablePointer<ScopeMark>.self)
  }

  /// The owner of the value at `address` ends, or owns it no more.
  @inline(always)
  @inlinable
  static func didEnd(_ address: UnsafeMutableRawPointer) { unsafe mark(of: address).pointee.pointee.ownerCount &-= 1 }
}

extension UnsafeMutablePointer where Pointee == ScopeMark {
  /// Stops the program when an owner of the scope lives, which has closed.
  func expectNoOwners() {
    var count = unsafe pointee.ownerCount
    var next = unsafe pointee.kept
    while let mark = unsafe next {
      unsafe count += mark.pointee.ownerCount
      unsafe next = mark.pointee.kept
    }
    if count > 0 {
      _stop(
        "a scope of a ScopedAllocator was closed while \(count) of its boxes and arrays \(count == 1 ? "is" : "are") live"
      )
    }
  }

  /// Adds the owners of an attempt that becomes part of the scope. There are none, unless one was assigned outward.
  func keepOwners(of attempt: UnsafeMutablePointer<ScopeMark>) {
    var next = unsafe Optional(attempt)
    while let mark = unsafe next {
      unsafe next = mark.pointee.kept
      if unsafe mark.pointee.ownerCount > 0 {
        unsafe mark.pointee.kept = unsafe pointee.kept
        unsafe pointee.kept = unsafe mark
      }
    }
  }
}

extension Scope {
  /// Takes the memory of a value, and counts its owner.
  @inline(always)
  @inlinable
  borrowing func ownedPlace(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let address =
      unsafe _fastPath(state.scopeStaysMarked)
      ? placeBehindHead(byteCount: byteCount, alignment: alignment)
      : markedPlace(byteCount: byteCount, alignment: alignment)
    guard let address = unsafe address else { return nil }
    let mark = unsafe state.pointee.marks.unsafelyUnwrapped
    unsafe mark.pointee.ownerCount &+= 1
    unsafe OwnedPlace.mark(of: address).initialize(to: mark)
    return unsafe address
  }

  /// Takes the memory of a value, and of what is before it.
  @inline(always)
  @inlinable
  borrowing func placeBehindHead(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let head = OwnedPlace.headByteCount(alignment: alignment)
    guard let whole = SizeArithmetic.sum(byteCount, head),
      let place = unsafe place(byteCount: whole, alignment: head)
    else { return nil }
    return unsafe place + head
  }

  /// The same, with room for the scope's mark before it.
  @inline(never)
  @inlinable
  borrowing func markedPlace(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    let head = OwnedPlace.headByteCount(alignment: alignment)
    guard let offset = SizeArithmetic.roundedUp(MemoryLayout<ScopeMark>.stride, toMultipleOf: head),
      let whole = SizeArithmetic.sum(byteCount, offset + head),
      let place = unsafe place(byteCount: whole, alignment: head)
    else { return nil }
    // A chunk that was added for this has marked the scope already.
    if unsafe state.needsMark { unsafe state.addMark(at: place) }
    return unsafe place + (offset + head)
  }
}

/// A rectangular array of several dimensions in one block of an allocator's memory.
///
/// Choose it for images, boards, matrices and volumes, instead of an array of arrays: one block instead of one for each
/// row, and neighbors side by side. The number of dimensions is a part of the type, the extents are chosen when it is
/// made and stay; the last index moves fastest.
///
/// It takes the elements' bytes and, in its memory, the allocator's handle; a grid with an extent of zero holds no memory.
/// An access checks each index, multiplies once for each further dimension, and costs no more. Running out of memory is
/// an error, also where the number of elements exceeds what memory can hold.
///
/// ```swift
/// var board = try memory.makeGrid(repeating: 0, extents: [8, 8])
/// board[3, 4] = 7
/// let row = board.row(3)
/// ```
@safe
@frozen
public struct AllocatedGrid<Element: ~Copyable, A: Allocator & ~Escapable, let rank: Int>: ~Copyable, ~Escapable {
  @usableFromInline var storage: ArrayStorage<Element, A>
  /// The number of positions in each dimension.
  public let extents: InlineArray<rank, Int>
  /// The handle that the memory comes from.
  public let allocator: A

  /// A grid whose elements `makeElement` makes, in the order of their places.
  ///
  /// - Parameters:
  ///   - extents: The number of positions in each dimension, zero or more each.
  ///   - allocator: The handle that the memory comes from.
  ///   - makeElement: Makes the element at a place.
  /// - Throws: `AllocationError`, also what `makeElement` throws; the elements that were made are destroyed then.
  /// - Complexity: O(`count`).
  @_lifetime(copy allocator)
  @inlinable
  public init(
    extents: InlineArray<rank, Int>, allocator: A,
    _ makeElement: (InlineArray<rank, Int>) throws(AllocationError) -> Element
  ) throws(AllocationError) {
    self.extents = extents
    self.allocator = allocator
    storage = ArrayStorage()
    var total: Int? = 1
    for dimension in extents.indices {
      checkCount(extents[dimension], .grid)
      total = total.flatMap { SizeArithmetic.product($0, extents[dimension]) }
    }
    // A product may exceed every size although another extent is zero.
    for dimension in extents.indices where extents[dimension] == 0 { total = 0 }
    guard let total, storage.buffer.setCapacity(total, count: 0, allocator: allocator) else {
      throw ElementBuffer<Element, A>.refusal(ofCapacity: total ?? .max, allocator)
    }
    var place = InlineArray<rank, Int>(repeating: 0)
    while storage.count < total {
      unsafe (storage.buffer.start + storage.count).initialize(to: try makeElement(place))
      storage.count &+= 1
      Self.advance(&place, extents)
    }
  }

  /// The number of elements: the product of the extents.
  @inlinable
  public var count: Int { storage.count }
  /// Whether there is no element.
  @inlinable
  public var isEmpty: Bool { storage.count == 0 }
  /// The bytes of the allocator's memory that the grid holds.
  @inlinable
  public var heldByteCount: Int { storage.buffer.heldByteCount }

  /// The element at a place, read and modified in place.
  ///
  /// - Complexity: O(`rank`).
  @inlinable
  public subscript(place: InlineArray<rank, Int>) -> Element {
    _read { yield unsafe storage.buffer.start[offset(place)] }
    _modify {
      let element = unsafe storage.buffer.start + offset(place)
      yield unsafe &element.pointee
    }
  }

  /// All elements, the last index fastest, to be read.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(Span(_unsafeStart: storage.buffer.start, count: count), borrowing: self) }
  }

  /// All elements, the last index fastest, to be modified in place.
  @inlinable
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      unsafe _overrideLifetime(MutableSpan(_unsafeStart: storage.buffer.start, count: count), mutating: &self)
    }
  }

  /// Calls `body` with each place and its element, the last index fastest.
  ///
  /// - Throws: What `body` throws, as soon as it does.
  /// - Complexity: O(`count`).
  @inlinable
  public borrowing func forEach<Failure: Error>(
    _ body: (InlineArray<rank, Int>, borrowing Element) throws(Failure) -> Void
  ) throws(Failure) {
    var place = InlineArray<rank, Int>(repeating: 0)
    for offset in 0..<count {
      try unsafe body(place, storage.buffer.start[offset])
      Self.advance(&place, extents)
    }
  }

  @inlinable
  @inline(always)
  func offset(_ place: InlineArray<rank, Int>) -> Int {
    var offset = 0
    for dimension in place.indices {
      checkIndex(place[dimension], extents[dimension], .grid)
      offset = offset &* extents[dimension] &+ place[dimension]
    }
    return offset
  }

  @inlinable
  static func advance(_ place: inout InlineArray<rank, Int>, _ extents: InlineArray<rank, Int>) {
    var dimension = rank
    while dimension > 0 {
      dimension &-= 1
      place[dimension] &+= 1
      if place[dimension] < extents[dimension] { return }
      place[dimension] = 0
    }
  }
}

extension AllocatedGrid: Escapable where Element: ~Copyable, A: Escapable {}
extension AllocatedGrid: @unchecked Sendable where Element: Sendable & ~Copyable, A: Sendable & ~Escapable {}

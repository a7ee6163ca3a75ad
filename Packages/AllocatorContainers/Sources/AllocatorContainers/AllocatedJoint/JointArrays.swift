/// The arrays behind a value, with their capacities: a list of types that ends in ``NoJointArrays``.
///
/// ``JointArray`` and ``NoJointArrays`` conform, and nothing else need: `makeJoint(_:arrays:)` takes any list
/// of them.
///
/// Each operation is O(number of arrays) unless it says otherwise.
public protocol JointArrays {
  /// What the first array holds.
  associatedtype Element: ~Copyable
  /// The other arrays.
  associatedtype Next: JointArrays

  /// The number of arrays.
  static var arrayCount: Int { get }
  /// The largest alignment of their elements.
  static var alignment: Int { get }
  /// The offset behind the last array if the first may begin at `offset`, or `nil` when that exceeds `Int.max`.
  func end(from offset: Int) -> Int?
  /// Notes where the arrays are.
  func note(_ places: UnsafeMutablePointer<JointPlace>, from offset: Int)
  /// Destroys the elements of all arrays, first to last.
  ///
  /// - Complexity: O(number of elements in all arrays).
  static func destroyElements(_ places: UnsafeMutablePointer<JointPlace>, _ base: UnsafeMutableRawPointer)
  /// Destroys the elements of all arrays, first to last, whose parts may wait for their turn.
  ///
  /// - Complexity: O(number of elements in all arrays).
  static func destroyDeeplyNestedElements(_ places: UnsafeMutablePointer<JointPlace>, _ base: UnsafeMutableRawPointer)
}

/// Where an array behind a value is, and how full.
@frozen
public struct JointPlace {
  @usableFromInline var offset: Int
  @usableFromInline var capacity: Int
  @usableFromInline var count = 0

  @inlinable
  init(offset: Int, capacity: Int) {
    self.offset = offset
    self.capacity = capacity
  }
}

/// No more arrays.
///
/// Each operation is O(1) unless it says otherwise.
@frozen
public struct NoJointArrays: JointArrays {
  public typealias Element = Never
  public typealias Next = NoJointArrays

  @inlinable
  public init() {}

  @inlinable
  public static var arrayCount: Int { 0 }
  @inlinable
  public static var alignment: Int { 1 }
  @inlinable
  public func end(from offset: Int) -> Int? { offset }
  @unsafe
  @inlinable
  public func note(_ places: UnsafeMutablePointer<JointPlace>, from offset: Int) {}
  @unsafe
  @inlinable
  public static func destroyElements(_ places: UnsafeMutablePointer<JointPlace>, _ base: UnsafeMutableRawPointer) {}
  @unsafe
  @inlinable
  public static func destroyDeeplyNestedElements(
    _ places: UnsafeMutablePointer<JointPlace>, _ base: UnsafeMutableRawPointer
  ) {}
}

/// An array of a capacity that is chosen at run time, and the arrays behind it.
///
/// Each operation is O(number of arrays), and where it destroys elements O(number of elements), unless it says
/// otherwise.
@frozen
public struct JointArray<Element: ~Copyable, Next: JointArrays>: JointArrays {
  /// The number of elements that fit.
  public let capacity: Int
  /// The arrays behind this one.
  public let next: Next

  /// - Parameters:
  ///   - type: The type of the elements.
  ///   - capacity: The number of elements to make room for, zero or more.
  ///   - next: The arrays behind this one.
  @inlinable
  public init(of type: Element.Type, capacity: Int, followedBy next: Next) {
    checkCount(capacity, .joint)
    self.capacity = capacity
    self.next = next
  }

  @inlinable
  public static var arrayCount: Int { 1 &+ Next.arrayCount }
  @inlinable
  public static var alignment: Int { max(MemoryLayout<Element>.alignment, Next.alignment) }

  @inlinable
  public func end(from offset: Int) -> Int? {
    guard let start = SizeArithmetic.roundedUp(offset, toMultipleOf: MemoryLayout<Element>.alignment),
      let byteCount = SizeArithmetic.product(capacity, MemoryLayout<Element>.stride),
      let end = SizeArithmetic.sum(start, byteCount)
    else { return nil }
    return next.end(from: end)
  }

  @unsafe
  @inlinable
  public func note(_ places: UnsafeMutablePointer<JointPlace>, from offset: Int) {
    let start = (offset &+ MemoryLayout<Element>.alignment &- 1) & ~(MemoryLayout<Element>.alignment &- 1)
    unsafe places.initialize(to: JointPlace(offset: start, capacity: capacity))
    unsafe next.note(places + 1, from: start &+ capacity &* MemoryLayout<Element>.stride)
  }

  @unsafe
  @inlinable
  public static func destroyElements(_ places: UnsafeMutablePointer<JointPlace>, _ base: UnsafeMutableRawPointer) {
    unsafe (base + places.pointee.offset).assumingMemoryBound(to: Element.self)
      .deinitialize(count: places.pointee.count)
    unsafe Next.destroyElements(places + 1, base)
  }

  @unsafe
  @inlinable
  public static func destroyDeeplyNestedElements(
    _ places: UnsafeMutablePointer<JointPlace>, _ base: UnsafeMutableRawPointer
  ) {
    unsafe destroyDeeplyNested(
      (base + places.pointee.offset).assumingMemoryBound(to: Element.self), count: places.pointee.count)
    unsafe Next.destroyDeeplyNestedElements(places + 1, base)
  }
}

extension JointArray where Element: ~Copyable, Next == NoJointArrays {
  /// - Parameters:
  ///   - type: The type of the elements.
  ///   - capacity: The number of elements to make room for, zero or more.
  @inlinable
  public init(of type: Element.Type, capacity: Int) {
    self.init(of: type, capacity: capacity, followedBy: NoJointArrays())
  }
}

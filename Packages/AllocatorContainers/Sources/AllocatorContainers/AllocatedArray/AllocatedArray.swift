/// A growable array in memory of an allocator.
///
/// Choose it where the memory of a collection must come from somewhere in particular: an arena, a pool, a budget. It is
/// spelled like the standard library's `UniqueArray`: noncopyable, for noncopyable elements, too, with spans for
/// reading and writing. It stores its allocator's handle and may go exactly where that handle may.
///
/// It is three words wide with `SystemAllocator`, plus the handle with others, and holds no memory until it has an
/// element. Its memory begins with a copy of the handle, which is nothing with `SystemAllocator`. It grows to twice its
/// capacity, in place where the allocator can, and by less where twice as much is refused, down to what was asked for.
/// It shrinks only on request. Running out of memory is an error that leaves the array as it was.
///
/// Trees of arrays, whose elements own arrays or other containers, may be of any depth: as with `AllocatedBox`, their
/// destructors do not nest once they have used their share of the stack. (Under Embedded Swift, and on systems without
/// POSIX threads, they nest to the end.)
///
/// ```swift
/// var numbers = AllocatedArray<Int, SystemAllocator>(allocator: .system)
/// try numbers.append(7)
/// numbers[0] += 1
/// let first = numbers.span[0]
/// ```
///
/// Each operation is O(1), beside what its allocator costs, unless it says otherwise.
@safe
@frozen
public struct AllocatedArray<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, ~Escapable {
  @usableFromInline var storage: ArrayStorage<Element, A>
  /// The handle that the memory comes from.
  public let allocator: A

  /// An array without elements, which holds no memory.
  ///
  /// - Complexity: O(1); nothing is allocated.
  @_lifetime(copy allocator)
  @inlinable
  public init(allocator: A) {
    storage = ArrayStorage()
    self.allocator = allocator
  }

  /// The number of elements.
  @inlinable
  public var count: Int { storage.count }
  /// The number of elements that fit without growing.
  @inlinable
  public var capacity: Int { storage.buffer.capacity }
  /// Whether there is no element.
  @inlinable
  public var isEmpty: Bool { count == 0 }
  /// Whether the capacity is used up, so that the next element needs more memory.
  @inlinable
  public var isFull: Bool { count == capacity }
  /// The number of elements that can be added without growing.
  @inlinable
  public var freeCapacity: Int { capacity &- count }
  /// The positions of the elements.
  @inlinable
  public var indices: Range<Int> { unsafe Range(uncheckedBounds: (0, count)) }

  /// The element at `index`, read and modified in place.
  @inlinable
  public subscript(index: Int) -> Element {
    _read {
      checkIndex(index, count, .array)
      yield unsafe start[index]
    }
    _modify {
      checkIndex(index, count, .array)
      // Through a constant: the thread sanitizer's instrumentation of `&start[index]` does not compile.
      let element = unsafe start + index
      yield unsafe &element.pointee
    }
  }

  /// Exchanges two elements.
  ///
  /// - Complexity: O(1).
  @_lifetime(self: copy self)
  @inlinable
  public mutating func swapAt(_ first: Int, _ second: Int) {
    checkIndex(first, count, .array)
    checkIndex(second, count, .array)
    guard first != second else { return }
    let moved = unsafe (start + first).move()
    unsafe (start + first).moveInitialize(from: start + second, count: 1)
    unsafe (start + second).initialize(to: moved)
  }

  @inlinable
  var start: UnsafeMutablePointer<Element> { unsafe storage.buffer.start }
}

extension AllocatedArray: Escapable where Element: ~Copyable, A: Escapable {}
extension AllocatedArray: @unchecked Sendable where Element: Sendable & ~Copyable, A: Sendable & ~Escapable {}

/// The elements of an array and their number: what ends with it.
@frozen
@usableFromInline
struct ArrayStorage<Element: ~Copyable, A: Allocator & ~Escapable>: ~Copyable, GrowingStorage {
  @usableFromInline var buffer = ElementBuffer<Element, A>()
  @usableFromInline var count = 0

  @inlinable
  init() {}

  @inlinable
  deinit { buffer.end(0..<count) }

  @inlinable
  mutating func setCapacity(_ newCapacity: Int, allocator: borrowing A) -> Bool {
    buffer.setCapacity(newCapacity, count: count, allocator: allocator)
  }
}

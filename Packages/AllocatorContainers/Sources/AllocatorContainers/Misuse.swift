// What stops the program, with words in optimized builds, too. Each is called where a comparison has failed already, so
// that the way past it is one comparison and a branch.

/// Which container was misused.
@frozen
@usableFromInline
enum ContainerKind: UInt8 {
  case array, deque, dictionary, set, slots, string, grid, joint

  var name: StaticString {
    switch self {
    case .array: "AllocatedArray"
    case .deque: "AllocatedDeque"
    case .dictionary: "AllocatedDictionary"
    case .set: "AllocatedSet"
    case .slots: "AllocatedSlots"
    case .string: "AllocatedString"
    case .grid: "AllocatedGrid"
    case .joint: "AllocatedJoint"
    }
  }
}

/// Stops the program unless `index` is one of `count` elements.
@inlinable
@inline(always)
func checkIndex(_ index: Int, _ count: Int, _ kind: ContainerKind) {
  if UInt(bitPattern: index) >= UInt(bitPattern: count) { stopAtIndex(index, count, kind) }
}

/// Stops the program unless `bounds` are positions of `count` elements.
@inlinable
@inline(always)
func checkBounds(_ bounds: Range<Int>, _ count: Int, _ kind: ContainerKind) {
  if bounds.lowerBound < 0 || bounds.upperBound > count { stopAtBounds(bounds, count, kind) }
}

/// Stops the program when a number of elements is negative.
@inlinable
@inline(always)
func checkCount(_ count: Int, _ kind: ContainerKind) {
  if count < 0 { stopAtNegativeCount(count, kind) }
}

@usableFromInline
@inline(never)
func stopAtIndex(_ index: Int, _ count: Int, _ kind: ContainerKind) -> Never {
  _stop("the index \(index) is out of the bounds of an \(kind.name) with \(count) elements")
}

@usableFromInline
@inline(never)
func stopAtBounds(_ bounds: Range<Int>, _ count: Int, _ kind: ContainerKind) -> Never {
  _stop("the range \(bounds) is out of the bounds of an \(kind.name) with \(count) elements")
}

@usableFromInline
@inline(never)
func stopAtNegativeCount(_ count: Int, _ kind: ContainerKind) -> Never {
  _stop("\(count) elements were asked of an \(kind.name): a number of elements is zero or more")
}

@usableFromInline
@inline(never)
func stopAtEmpty(_ kind: ContainerKind) -> Never {
  _stop("an element was removed from an \(kind.name) that has none")
}

@usableFromInline
@inline(never)
func stopAtRemoving(_ removedCount: Int, _ count: Int, _ kind: ContainerKind) -> Never {
  _stop("\(removedCount) elements were to be removed from an \(kind.name) with \(count) elements")
}

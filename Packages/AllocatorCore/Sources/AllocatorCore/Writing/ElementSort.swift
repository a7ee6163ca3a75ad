/// Ordering elements where they are, by exchanging them: at every call of the comparison all of them are there.
///
/// Quicksort with the median of three, insertion of what is short, and heap sort where the pivots are bad for long
/// (Musser's introsort). What is in order already, or nearly so, is found out by inserting as long as that takes few
/// exchanges (as in Peters's pdqsort).
@frozen
public enum _ElementSort {
  /// Orders the first `count` elements.
  ///
  /// - Complexity: O(`count` log `count`) comparisons; no more than `count` where the elements are in order, or in the
  ///   opposite one without any that are equal.
  @inlinable
  public static func sort<Element: ~Copyable, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>, _ count: Int,
    _ precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    var (first, last) = (0, 0)
    while last &+ 1 < count, try unsafe precedes(start[last &+ 1], start[last]) { last &+= 1 }
    let isReversed = last &+ 1 == count
    while first < last {
      unsafe swap(start, first, last)
      first &+= 1
      last &-= 1
    }
    if isReversed { return }
    if try unsafe insertFew(start, 0, count, precedes) { return }
    try unsafe sort(start, 0, count, depth: 2 &* (Int.bitWidth &- count.leadingZeroBitCount), precedes)
  }

  /// Orders the elements at the positions from `lower` up to `upper`.
  ///
  /// - Complexity: O(*n* log *n*) comparisons.
  @inlinable
  static func sort<Element: ~Copyable, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>, _ lower: Int, _ upper: Int, depth: Int,
    _ precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    var lower = lower
    var upper = upper
    var depth = depth
    while upper &- lower > 16 {
      if try unsafe looksOrdered(start, lower, upper, precedes), try unsafe insertFew(start, lower, upper, precedes) {
        return
      }
      if depth == 0 { return try unsafe heapSort(start + lower, upper &- lower, precedes) }
      depth &-= 1
      let border = try unsafe partition(start, lower, upper, precedes)
      // The shorter part by a call, so that calls nest no deeper than the logarithm of the count.
      if border &- lower < upper &- border {
        try unsafe sort(start, lower, border, depth: depth, precedes)
        lower = border &+ 1
      } else {
        try unsafe sort(start, border &+ 1, upper, depth: depth, precedes)
        upper = border
      }
    }
    var index = lower &+ 1
    while index < upper {
      var place = index
      while place > lower, try unsafe precedes(start[place], start[place &- 1]) {
        unsafe swap(start, place, place &- 1)
        place &-= 1
      }
      index &+= 1
    }
  }

  /// Whether about nine elements are in order that lie at equal distances.
  ///
  /// - Complexity: O(1): a comparison or two for most of what is in no order.
  @inlinable
  static func looksOrdered<Element: ~Copyable, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>, _ lower: Int, _ upper: Int,
    _ precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    let distance = (upper &- lower) / 8
    var place = lower &+ distance
    while place < upper {
      if try unsafe precedes(start[place], start[place &- distance]) { return false }
      place &+= distance
    }
    return true
  }

  /// Orders the elements by insertion, or stops when that takes more exchanges than an eighth of their number.
  ///
  /// - Returns: Whether they are in order.
  /// - Complexity: O(*n*) comparisons: *n* and one for each exchange at most.
  @inlinable
  static func insertFew<Element: ~Copyable, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>, _ lower: Int, _ upper: Int,
    _ precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    var allowed = (upper &- lower) / 8
    var index = lower &+ 1
    while index < upper {
      var place = index
      while place > lower, try unsafe precedes(start[place], start[place &- 1]) {
        if allowed == 0 { return false }
        allowed &-= 1
        unsafe swap(start, place, place &- 1)
        place &-= 1
      }
      index &+= 1
    }
    return true
  }

  /// Puts an element where it belongs, those before it in front of it, the others behind it.
  ///
  /// - Returns: Its position.
  /// - Complexity: O(*n*) comparisons.
  @inlinable
  static func partition<Element: ~Copyable, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>, _ lower: Int, _ upper: Int,
    _ precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) -> Int {
    let last = upper &- 1
    let middle = lower &+ (last &- lower) / 2
    // The median of three goes to the front, the largest to the end.
    if try unsafe precedes(start[middle], start[lower]) { unsafe swap(start, middle, lower) }
    if try unsafe precedes(start[last], start[middle]) { unsafe swap(start, last, middle) }
    if try unsafe precedes(start[lower], start[middle]) { unsafe swap(start, lower, middle) }
    var left = lower &+ 1
    var right = last
    while true {
      // A comparison of the user's may contradict itself: the bounds are checked, too.
      while left <= right, try unsafe precedes(start[left], start[lower]) { left &+= 1 }
      while left <= right, try unsafe precedes(start[lower], start[right]) { right &-= 1 }
      if left >= right { break }
      unsafe swap(start, left, right)
      left &+= 1
      right &-= 1
    }
    // Everything in front of `left` comes before the pivot or equals it.
    let border = left == right ? left &- 1 : right
    unsafe swap(start, lower, border)
    return border
  }

  /// Orders the first `count` elements by way of a heap.
  ///
  /// - Complexity: O(`count` log `count`) comparisons.
  @inlinable
  static func heapSort<Element: ~Copyable, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>, _ count: Int,
    _ precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    var root = count / 2
    while root > 0 {
      root &-= 1
      try unsafe sink(start, root, count, precedes)
    }
    var rest = count
    while rest > 1 {
      rest &-= 1
      unsafe swap(start, 0, rest)
      try unsafe sink(start, 0, rest, precedes)
    }
  }

  /// Moves the element at `root` down to where it belongs in a heap of `count` elements.
  ///
  /// - Complexity: O(log `count`) comparisons.
  @inlinable
  static func sink<Element: ~Copyable, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>, _ root: Int, _ count: Int,
    _ precedes: (borrowing Element, borrowing Element) throws(Failure) -> Bool
  ) throws(Failure) {
    var root = root
    while true {
      var child = 2 &* root &+ 1
      guard child < count else { return }
      if child &+ 1 < count, try unsafe precedes(start[child], start[child &+ 1]) { child &+= 1 }
      guard try unsafe precedes(start[root], start[child]) else { return }
      unsafe swap(start, root, child)
      root = child
    }
  }

  /// Exchanges two elements.
  ///
  /// - Complexity: O(1).
  @inlinable
  @inline(always)
  static func swap<Element: ~Copyable>(_ start: UnsafeMutablePointer<Element>, _ first: Int, _ second: Int) {
    guard first != second else { return }
    let moved = unsafe (start + first).move()
    unsafe (start + first).moveInitialize(from: start + second, count: 1)
    unsafe (start + second).initialize(to: moved)
  }
}

/// A number of bytes that may live at once, spent by any number of allocators and by budgets below it.
///
/// Choose it where a ``LimitedAllocator`` is too rigid: several allocators may spend one budget; a budget may have a
/// parent, against which its use counts, too; its limit can be changed while blocks live; and before it refuses, it may
/// ask the program to free something.
///
/// ```swift
/// let all = Budget(byteCount: 64 << 20)
/// let images = Budget(byteCount: 16 << 20, parent: all)
/// images.whenShort = { missing in cache.evict(atLeast: missing) }
/// let memory = SystemAllocator().budgeted(by: images)
/// ```
///
/// It counts the bytes asked for, exactly. It is an object with a reference count, and not thread-safe: allocators that
/// share one belong behind one lock.
public final class Budget {
  // Accesses are not checked for being exclusive: each is over before anybody else is called.

  /// The budget that this one's use counts against as well.
  @safe @exclusivity(unchecked)
  public private(set) var parent: Budget?

  /// The most bytes that may be live at once. Below ``liveByteCount`` nothing more is granted until enough is returned.
  @safe @exclusivity(unchecked)
  public var limit: Int {
    didSet { Budget.check(limit) }
  }

  /// The bytes that are live, also those of the budgets below.
  @safe @exclusivity(unchecked)
  public private(set) var liveByteCount = 0
  /// The most bytes that were ever live at once.
  public var peakByteCount: Int { max(recordedPeakByteCount, liveByteCount) }
  /// The peak as of the last release, so that a charge for a request that was then refused leaves no trace.
  @safe @exclusivity(unchecked)
  private var recordedPeakByteCount = 0

  /// Called before a request is refused because of this budget, with the number of bytes that are missing, so that the
  /// program can free something, also through the allocators that spend this budget, or raise the limit.
  ///
  /// - Returns: Whether something was done, and the request is to be tried again. It is called again as long as it
  ///   says so and bytes are missing.
  @safe @exclusivity(unchecked)
  public var whenShort: ((_ missingByteCount: Int) -> Bool)?

  /// A budget of `byteCount` bytes, within `parent` when there is one.
  ///
  /// - Parameters:
  ///   - byteCount: The most bytes that may be live at once; zero or more.
  ///   - parent: The budget that this one's use counts against as well.
  /// - Complexity: O(1), and allocates one object.
  public init(byteCount: Int, parent: Budget? = nil) {
    Budget.check(byteCount)
    limit = byteCount
    self.parent = parent
  }

  deinit {
    // One after the other: the ends of budgets that only the next one held would nest as deeply as these do.
    var above = parent
    parent = nil
    while isKnownUniquelyReferenced(&above), let last = above {
      above = last.parent
      last.parent = nil
    }
  }

  private static func check(_ limit: Int) {
    if limit < 0 { _stop("the limit of a budget is negative") }
  }

  /// What is left within this budget and those above it, in bytes; zero when a limit was lowered below what lives.
  ///
  /// - Complexity: O(budgets above).
  public var remainingByteCount: Int {
    leastAbove { max($0.limit - $0.liveByteCount, 0) }
  }

  /// The smallest limit of this budget and those above it, in bytes: what no request can exceed.
  ///
  /// - Complexity: O(budgets above).
  public var smallestLimit: Int { leastAbove { $0.limit } }

  /// The least of a number of this budget and of those above it.
  private func leastAbove(_ number: (Budget) -> Int) -> Int {
    var least = number(self)
    var next = parent
    while let budget = next {
      least = min(least, number(budget))
      next = budget.parent
    }
    return least
  }

  /// Charges this budget and those above it, or none of them.
  ///
  /// - Parameter byteCount: The number of bytes; zero or more.
  /// - Returns: Whether all of them had room, or made room.
  /// - Complexity: O(budgets above), and what their ``whenShort`` cost.
  public func reserve(_ byteCount: Int) -> Bool {
    if byteCount < 0 { _stop("a budget was asked to reserve a negative number of bytes") }
    return charge(byteCount)
  }

  /// The same for a size that an allocator has checked.
  @usableFromInline
  func charge(_ byteCount: Int) -> Bool {
    guard parent == nil, byteCount <= limit - liveByteCount else { return reserveAlongPath(byteCount) }
    liveByteCount += byteCount
    return true
  }

  @inline(never)
  private func reserveAlongPath(_ byteCount: Int) -> Bool {
    while let short = firstShort(of: byteCount) {
      let missing = byteCount - max(short.limit - short.liveByteCount, 0)
      guard let whenShort = short.whenShort, whenShort(missing) else { return false }
    }
    var budget: Budget? = self
    while let current = budget {
      current.liveByteCount += byteCount
      budget = current.parent
    }
    return true
  }

  /// The first budget from here upwards that has no room.
  private func firstShort(of byteCount: Int) -> Budget? {
    var budget: Budget? = self
    while let current = budget {
      if byteCount > current.limit - current.liveByteCount { return current }
      budget = current.parent
    }
    return nil
  }

  /// Credits this budget and those above it.
  ///
  /// - Parameter byteCount: The number of bytes, which were reserved.
  /// - Complexity: O(budgets above).
  public func release(_ byteCount: Int) {
    if byteCount < 0 { _stop("a budget was returned a negative number of bytes") }
    uncharge(byteCount)
  }

  /// The same for the size of a block.
  @usableFromInline
  func uncharge(_ byteCount: Int) {
    credit(byteCount)
    var budget = parent
    while let current = budget {
      current.credit(byteCount)
      budget = current.parent
    }
  }

  @inline(always)
  private func credit(_ byteCount: Int) {
    if liveByteCount > recordedPeakByteCount { recordedPeakByteCount = liveByteCount }
    liveByteCount -= byteCount
    if liveByteCount < 0 { _stop("a budget was returned more bytes than were reserved") }
  }

  /// Takes back a charge for bytes that were then not allocated: they never were live.
  @usableFromInline
  func cancel(_ byteCount: Int) {
    var budget: Budget? = self
    while let current = budget {
      current.liveByteCount -= byteCount
      budget = current.parent
    }
  }
}

#if !hasFeature(Embedded)
  extension Budget: CustomStringConvertible {
    /// For example `100 of 4096 bytes`.
    public var description: String { "\(liveByteCount) of \(limit) bytes" }
  }
#endif

public import AllocatorCombinators
public import AllocatorCore
public import ScopedAllocator

/// An arena of ``TemporaryAllocator``: on its thread's stack of idle ones, or used by one call.
@safe
@frozen
@usableFromInline
struct TemporaryArena: ~Copyable {
  @usableFromInline var arena: ScopedAllocator<BudgetedAllocator<SystemAllocator>>
  @usableFromInline let budget: Budget
  @usableFromInline var next: UnsafeMutablePointer<TemporaryArena>?

  /// Allows `byteLimit` bytes beside what it holds already.
  mutating func limit(to byteLimit: Int) {
    let limit = byteLimit == .max ? .max : SizeArithmetic.sum(budget.liveByteCount, byteLimit) ?? .max
    if budget.limit != limit { budget.limit = limit }
  }

  /// The bytes that it holds of the system's heap.
  var heldByteCount: Int { budget.liveByteCount + MemoryLayout<TemporaryArena>.size }
}

/// What a thread's slot points to: its idle arenas, the one used last first.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
@safe
@usableFromInline
struct TemporaryArenas {
  private let header: ThreadSlots.Header
  private var first: UnsafeMutablePointer<TemporaryArena>?
  private var count = 0

  /// The slot of the program's threads, or `nil` when all were claimed before: then no arena is kept.
  private static let slot = ThreadSlots.claim()

  private static var ofThread: UnsafeMutablePointer<TemporaryArenas>? {
    guard let slot else { return nil }
    return unsafe ThreadSlots.table[slot]?.assumingMemoryBound(to: TemporaryArenas.self)
  }

  /// An arena for one call, the one that this thread used last if there is one.
  @usableFromInline
  static func take(byteLimit: Int) -> UnsafeMutablePointer<TemporaryArena>? {
    if byteLimit < 0 { _stop("the limit of temporary memory is negative") }
    guard let arena = unsafe ofThread?.pointee.pop() ?? make() else { return nil }
    unsafe arena.pointee.limit(to: byteLimit)
    return unsafe arena
  }

  /// Ends what is in an arena, and keeps it for this thread unless there are enough.
  @usableFromInline
  static func put(_ arena: UnsafeMutablePointer<TemporaryArena>) {
    unsafe arena.pointee.arena.reset(keepingUpTo: TemporaryAllocator.keptByteCount)
    guard let arenas = unsafe ofThread ?? makeForThread(),
      unsafe arenas.pointee.count < TemporaryAllocator.keptArenaCount
    else { return unsafe destroy(arena) }
    unsafe arenas.pointee.push(arena)
  }

  /// A scope of an arena that the caller has for itself.
  @_lifetime(immortal)
  static func open(_ arena: UnsafeMutablePointer<TemporaryArena>) -> Scope {
    unsafe _overrideLifetime(arena.pointee.arena.scope(), copying: ())
  }

  static var heldByteCount: Int {
    var total = 0
    var next = unsafe ofThread?.pointee.first
    while let arena = unsafe next {
      unsafe total += arena.pointee.heldByteCount
      unsafe next = arena.pointee.next
    }
    return total
  }

  static func releaseUnused() -> Int {
    var total = 0
    while let arena = unsafe ofThread?.pointee.pop() {
      unsafe total += arena.pointee.heldByteCount
      unsafe destroy(arena)
    }
    return total
  }

  private mutating func push(_ arena: UnsafeMutablePointer<TemporaryArena>) {
    unsafe arena.pointee.next = first
    unsafe first = arena
    count += 1
  }

  private mutating func pop() -> UnsafeMutablePointer<TemporaryArena>? {
    guard let arena = unsafe first else { return nil }
    unsafe first = arena.pointee.next
    count -= 1
    return unsafe arena
  }

  private static func make() -> UnsafeMutablePointer<TemporaryArena>? {
    guard let home = unsafe allocate(TemporaryArena.self) else { return nil }
    let budget = Budget(byteCount: .max)
    let parent = SystemAllocator().budgeted(by: budget)
    guard let arena = try? ScopedAllocator(byteCount: 4096, growth: .doubling, parent: parent) else {
      unsafe deallocate(home)
      return nil
    }
    unsafe home.initialize(to: TemporaryArena(arena: arena, budget: budget, next: nil))
    return unsafe home
  }

  private static func destroy(_ arena: UnsafeMutablePointer<TemporaryArena>) {
    unsafe arena.deinitialize(count: 1)
    unsafe deallocate(arena)
  }

  private static func makeForThread() -> UnsafeMutablePointer<TemporaryArenas>? {
    guard let slot, let table = unsafe ThreadSlots.makeTable(), let home = unsafe allocate(TemporaryArenas.self) else {
      return nil
    }
    unsafe home.initialize(
      to: TemporaryArenas(
        header: ThreadSlots.Header { content in
          let arenas = unsafe content.assumingMemoryBound(to: TemporaryArenas.self)
          while let arena = unsafe arenas.pointee.pop() { unsafe TemporaryArenas.destroy(arena) }
          unsafe TemporaryArenas.deallocate(arenas)
        }))
    unsafe table[slot] = UnsafeMutableRawPointer(home)
    return unsafe home
  }

  private init(header: ThreadSlots.Header) { unsafe self.header = unsafe header }

  private static func allocate<Value: ~Copyable>(_: Value.Type) -> UnsafeMutablePointer<Value>? {
    let (byteCount, alignment) = (MemoryLayout<Value>.size, MemoryLayout<Value>.alignment)
    return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)?.address
      .bindMemory(to: Value.self, capacity: 1)
  }

  private static func deallocate<Value: ~Copyable>(_ pointer: UnsafeMutablePointer<Value>) {
    unsafe SystemAllocator().deallocate(
      Block(
        address: pointer, byteCount: MemoryLayout<Value>.size, alignment: MemoryLayout<Value>.alignment))
  }
}

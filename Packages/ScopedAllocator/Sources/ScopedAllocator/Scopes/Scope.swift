/// An open scope of an arena: what is made in it ends with it.
///
/// A scope is a value. It borrows its arena (or the scope it is nested in) exclusively, so that neither can be used or
/// ended while it is open; what was made in them before stays usable. The end of the Swift scope that declares it
/// closes it, also when an error is thrown. Closing rewinds the arena to where it was; values made through boxes have
/// been destroyed by then, newest first, because the compiler keeps boxes from outliving their scope, and values made
/// by `ref(_:)` are destroyed by the closing itself.
///
/// ```swift
/// var arena = try ScopedAllocator(byteCount: 4096)
/// var request = arena.scope()
/// let header = try request.make(Header())
/// do {
///   let scratch = request.scope()
///   let buffer = try scratch.makeArray(of: UInt8.self, capacity: 512)
/// }  // the buffer's memory is free again; the header lives
/// ```
///
/// The end of a scope that nothing uses any more is no use of it to Swift 6.3, so that the compiler accepts a reset of
/// the arena while a scope is open, or a call on the outer scope while an inner one is. These stop the program, in
/// every build: a scope carries the arena's cursor itself, and whatever it was opened in cannot allocate meanwhile.
///
/// Properties are O(1) unless they say otherwise; every other operation says what it costs.
@safe
@frozen
public struct Scope: ~Copyable, ~Escapable {
  @usableFromInline let cursor: Cell
  /// Where the memory ends that it may allocate; its cursor while it is not the innermost scope, or lent to a handle.
  @usableFromInline let end: Cell
  @usableFromInline let state: UnsafeMutablePointer<ArenaState>
  /// Where the cursor was at first.
  @usableFromInline let start: UnsafeMutableRawPointer
  /// The status that the arena had before, and has again when this scope is closed.
  @usableFromInline let outer: UInt
  /// The arena's status while this is the innermost scope and has nothing to undo.
  @usableFromInline let own: UInt

  @_lifetime(immortal)
  @inline(always)
  @inlinable
  init(_ state: UnsafeMutablePointer<ArenaState>, cursor: UnsafeMutableRawPointer, outer: UInt, own: UInt) {
    unsafe self.state = unsafe state
    self.cursor = unsafe Cell(cursor)
    end = unsafe Cell(state.pointee.chunkEnd)
    unsafe start = unsafe cursor
    self.outer = outer
    self.own = own
    unsafe state.pointee.status = own
  }

  @inline(always)
  @inlinable
  deinit {
    if unsafe _fastPath(state.pointee.status == own) {
      unsafe state.noteHighWater(cursor.get())
      unsafe state.pointee.status = outer
    } else {
      unsafe state.closeCarefully(own, outer: outer, cursor: cursor.get())
    }
    unsafe state.didCloseScope(depth: depth)
  }

  /// How many scopes are open, this one included.
  @inlinable
  var depth: Int { Status.depth(own) }

  /// Distinguishes this scope from others that are open, of any arena; what can grow remembers it.
  @inline(always)
  @inlinable
  var token: UInt {
    #if _pointerBitWidth(_64)
      unsafe UInt(bitPattern: state) &+ own &* 0x9E37_79B9_7F4A_7C15
    #else
      unsafe UInt(bitPattern: state) &+ own &* 0x9E37_79B9
    #endif
  }

  /// Opens a scope inside this one: until it closes, this one can make nothing, but its values stay usable.
  ///
  /// - Complexity: O(1).
  @_lifetime(&self)
  @inline(always)
  @inlinable
  public mutating func scope() -> Scope {
    var status = unsafe state.pointee.status
    if _slowPath(status != own) {
      unsafe cursor.set(state.enter(own, at: cursor.get()))
      status = unsafe state.pointee.status
    }
    let cursor = unsafe cursor.get()
    unsafe end.set(cursor)
    return unsafe _overrideLifetime(
      Scope(state, cursor: cursor, outer: status, own: own &+ Status.scope), mutating: &self)
  }

  /// Calls `body` with a scope inside this one, open for as long as the call lasts.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the scope is closed then, too.
  /// - Complexity: O(1), and what `body` and the closing take.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func withScope<Result: ~Copyable, Failure: Error>(
    _ body: (inout Scope) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var scope = scope()
    let opened = scope.identity
    let result: Result
    do throws(Failure) {
      result = try body(&scope)
    } catch {
      scope.expectToBe(opened)
      throw error
    }
    scope.expectToBe(opened)
    return result
  }

  /// The bytes that the whole arena has allocated now, with the room that alignment took.
  public var allocatedByteCount: Int {
    let isLent = unsafe state.isLent && state.depth == depth
    return unsafe state.allocatedByteCount(before: isLent ? state.pointee.cursor : cursor.get())
  }
}

/// What distinguishes the scope that a closure received from any other.
@safe
@frozen
@usableFromInline
struct ScopeIdentity {
  @usableFromInline let state: UnsafeMutablePointer<ArenaState>
  @usableFromInline let start: UnsafeMutableRawPointer
  @usableFromInline let outer: UInt

  @inlinable
  init(state: UnsafeMutablePointer<ArenaState>, start: UnsafeMutableRawPointer, outer: UInt) {
    unsafe self.state = unsafe state
    unsafe self.start = unsafe start
    self.outer = outer
  }

  @inlinable
  static func != (left: ScopeIdentity, right: ScopeIdentity) -> Bool {
    unsafe left.state != right.state || left.start != right.start || left.outer != right.outer
  }
}

extension Scope {
  @inlinable
  var identity: ScopeIdentity { unsafe ScopeIdentity(state: state, start: start, outer: outer) }

  /// Stops the program when a closure put another scope in the place of the one that it received.
  @inlinable
  borrowing func expectToBe(_ identity: ScopeIdentity) {
    if self.identity != identity { _stop("a closure replaced the scope of a ScopedAllocator that it was given") }
  }
}

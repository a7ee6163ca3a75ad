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
@safe
@frozen
public struct Scope: ~Copyable, ~Escapable {
  @usableFromInline let state: UnsafeMutablePointer<ArenaState>
  @usableFromInline let start: UnsafeMutableRawPointer
  @usableFromInline let log: UnsafeMutablePointer<LogEntry>?

  @_lifetime(immortal)
  @inline(always)
  @inlinable
  init(_ state: UnsafeMutablePointer<ArenaState>) {
    unsafe self.state = unsafe state
    unsafe start = state.pointee.cursor
    unsafe log = state.pointee.log
    unsafe state.didOpenScope()
  }

  @inline(always)
  @inlinable
  deinit {
    unsafe state.rewind(to: start, log: log)
    unsafe state.didCloseScope()
  }

  /// Opens a scope inside this one: until it closes, this one can make nothing, but its values stay usable.
  ///
  /// - Complexity: O(1), two loads.
  @_lifetime(&self)
  @inline(always)
  @inlinable
  public mutating func scope() -> Scope {
    unsafe _overrideLifetime(Scope(state), mutating: &self)
  }

  /// Calls `body` with a scope inside this one, open for as long as the call lasts.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; the scope is closed then, too.
  @_lifetime(self: copy self)
  @inlinable
  public mutating func withScope<Result: ~Copyable, Failure: Error>(
    _ body: (inout Scope) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var scope = scope()
    let result: Result
    do throws(Failure) {
      result = try body(&scope)
    } catch {
      unsafe scope.expectToBe(of: state)
      throw error
    }
    unsafe scope.expectToBe(of: state)
    return result
  }

  /// The bytes that the whole arena has given out now, with the room that alignment took.
  public var allocatedByteCount: Int { unsafe state.allocatedByteCount }
}

extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Undoes all that came after `cursor` and `log`.
  @inline(always)
  @inlinable
  func rewind(to cursor: UnsafeMutableRawPointer, log: UnsafeMutablePointer<LogEntry>?) {
    // As bits: two optional pointers would be told from nil first.
    if unsafe _slowPath(unsafeBitCast(pointee.log, to: UInt.self) != unsafeBitCast(log, to: UInt.self)) {
      unsafe unwind(to: log)
    }
    unsafe moveBack(to: cursor)
  }
}

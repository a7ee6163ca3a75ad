import Builtin

// A word that whoever borrows its owner may change, as an `Atomic` is, but for one thread. Inside a local value the
// optimizer keeps it in a register. Under Embedded Swift the type needs the empty `deinit`.
#if _pointerBitWidth(_64)
  @safe
  @frozen
  @_rawLayout(size: 8, alignment: 8)
  @usableFromInline
  struct Cell: ~Copyable {
    @inline(always)
    @inlinable
    init(_ value: UnsafeMutableRawPointer) { unsafe address.initialize(to: value) }
    @inlinable
    deinit {}
  }
#else
  @safe
  @frozen
  @_rawLayout(size: 4, alignment: 4)
  @usableFromInline
  struct Cell: ~Copyable {
    @inline(always)
    @inlinable
    init(_ value: UnsafeMutableRawPointer) { unsafe address.initialize(to: value) }
    @inlinable
    deinit {}
  }
#endif

extension Cell {
  @inline(always)
  @inlinable
  var address: UnsafeMutablePointer<UnsafeMutableRawPointer> {
    unsafe UnsafeMutablePointer(Builtin.addressOfRawLayout(self))
  }
  @inline(always)
  @inlinable
  borrowing func get() -> UnsafeMutableRawPointer { unsafe address.pointee }
  @inline(always)
  @inlinable
  borrowing func set(_ value: UnsafeMutableRawPointer) { unsafe address.pointee = unsafe value }
}

// Debug builds record the boxes, arrays and handles' blocks of every open scope, out of line, so that one that escaped
// through a hole in the compiler's checks stops the program when its scope closes. They record what is referred to, so
// that a reference that escaped stops it when it is followed. Release builds record nothing.
#if (DEBUG || HARDENED) && !hasFeature(Embedded)
  import Synchronization

  /// What is known of all arenas: the values that live in scopes, and where references and slices lead.
  @unsafe
  private struct ScopedValues {
    var values = unsafe AddressBook()
    var referents = unsafe AddressBook()
  }

  /// A lock that ThreadSanitizer sees: `Mutex` is in a library that is not instrumented.
  @safe
  private struct ScopedValuesLock: ~Copyable, @unchecked Sendable {
    private let mutex = Mutex(())
    private let order = Atomic(0)
    private let values: UnsafeMutablePointer<ScopedValues>

    init() {
      unsafe values = .allocate(capacity: 1)
      unsafe values.initialize(to: ScopedValues())
    }

    func withLock(_ body: (UnsafeMutablePointer<ScopedValues>) -> Void) {
      mutex.withLock { _ in
        _ = order.load(ordering: .acquiring)
        unsafe body(values)
        order.store(1, ordering: .releasing)
      }
    }
  }

  private let scopedValues = ScopedValuesLock()

  extension UnsafeMutablePointer where Pointee == ArenaState {
    /// Stops the program when a value of the scope that closes is live still.
    @usableFromInline
    func didCloseScope(depth: Int) {
      let state = UInt(bitPattern: self)
      var first: (count: Int, address: UInt, byteCount: Int)?
      unsafe scopedValues.withLock { values in
        unsafe values.pointee.referents.removeAll(state: state, depth: depth)
        first = unsafe values.pointee.values.first(state: state, depth: depth)
      }
      guard let first else { return }
      _stop(
        "a scope of a ScopedAllocator was closed while \(first.count) of its values "
          + "\(first.count == 1 ? "is" : "are") live; "
          + "the first has \(first.byteCount) bytes at 0x\(String(first.address, radix: 16))")
    }

    /// Notes that a value was made in the innermost scope.
    @usableFromInline
    func didMake(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      guard byteCount > 0 else { return }
      let depth = unsafe depth
      unsafe scopedValues.withLock { values in
        unsafe values.pointee.values.insert(
          UInt(bitPattern: address), byteCount: byteCount, state: UInt(bitPattern: self), depth: depth)
      }
    }

    /// Notes that a value of the innermost scope can be reached by references or slices.
    @usableFromInline
    func didRefer(to address: UnsafeMutableRawPointer) {
      let depth = unsafe depth
      unsafe scopedValues.withLock { values in
        unsafe values.pointee.referents.insert(
          UInt(bitPattern: address), byteCount: 0, state: UInt(bitPattern: self), depth: depth)
      }
    }

    /// Notes that a block of a handle was deallocated.
    @usableFromInline
    func didEnd(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      guard byteCount > 0 else { return }
      unsafe didEndScopedValue(at: address)
    }

    /// Moves the values of the innermost scope, which is about to close for good, to the one around it.
    @usableFromInline
    func willKeepScope(depth: Int) {
      let state = UInt(bitPattern: self)
      unsafe scopedValues.withLock { values in
        unsafe values.pointee.referents.moveUp(state: state, depth: depth)
        unsafe values.pointee.values.moveUp(state: state, depth: depth)
      }
    }
  }

  /// Stops the program when the scope of what a reference or a slice leads to has closed.
  @usableFromInline
  func expectReferent(of type: StaticString, at address: UnsafeMutableRawPointer) {
    var isLive = false
    unsafe scopedValues.withLock { isLive = unsafe $0.pointee.referents.contains(UInt(bitPattern: address)) }
    if !isLive { _stop("a \(type) was followed after its scope had closed") }
  }

  /// Notes that a slice is about to be made of another one, from `part` on.
  @usableFromInline
  func didExtract(_ part: UnsafeMutableRawPointer, from address: UnsafeMutableRawPointer) {
    unsafe expectReferent(of: "ScopedSlice", at: address)
    unsafe scopedValues.withLock {
      unsafe $0.pointee.referents.insert(UInt(bitPattern: part), besides: UInt(bitPattern: address))
    }
  }

  /// Notes that the value at `address` has ended, or is no longer on its own.
  @usableFromInline
  func didEndScopedValue(at address: UnsafeMutableRawPointer) {
    unsafe scopedValues.withLock { unsafe $0.pointee.values.remove(UInt(bitPattern: address)) }
  }
#else
  extension UnsafeMutablePointer where Pointee == ArenaState {
    @inlinable
    func didCloseScope(depth: Int) {}
    @inlinable
    func didMake(_ address: UnsafeMutableRawPointer, byteCount: Int) {}
    @inlinable
    func didEnd(_ address: UnsafeMutableRawPointer, byteCount: Int) {}
    @inlinable
    func willKeepScope(depth: Int) {}
    @inlinable
    func didRefer(to address: UnsafeMutableRawPointer) {}
  }

  @inlinable
  func expectReferent(of type: StaticString, at address: UnsafeMutableRawPointer) {}

  @inlinable
  func didExtract(_ part: UnsafeMutableRawPointer, from address: UnsafeMutableRawPointer) {}

  @inlinable
  func didEndScopedValue(at address: UnsafeMutableRawPointer) {}
#endif

// Debug builds record the boxes, arrays and handles' blocks of every open scope, out of line, so that one that escaped
// through a hole in the compiler's checks stops the program when its scope closes. They record what is referred to, so
// that a reference that escaped stops it when it is followed. Release builds record nothing.
#if (DEBUG || HARDENED) && !hasFeature(Embedded)
  import Synchronization

  /// The lock of what is known of all arenas.
  ///
  /// It is a word, which ThreadSanitizer sees: `Mutex` is in a library that is not instrumented, and in debug builds its
  /// closures cost more than what is done under it.
  @unsafe
  private struct ScopedLock: ~Copyable {
    let isLocked = Atomic(0)
    let queue = Mutex(())

    /// Waits for the lock: one thread for its word, and the others for that thread.
    @inline(never)
    borrowing func wait() {
      unsafe queue.withLock { _ in
        while unsafe isLocked.exchange(1, ordering: .acquiring) != 0 {}
      }
    }
  }

  /// What is known of all arenas: the values that live in scopes, and where references and slices lead.
  @unsafe
  private struct ScopedValues: ~Copyable {
    var values = unsafe AddressBook()
    var referents = unsafe AddressBook()
  }

  /// Both of them, each in memory of its own: ThreadSanitizer takes a change of one part for a change of all.
  @unsafe
  private struct ScopedRecords {
    let lockPlace: UnsafeMutablePointer<ScopedLock>
    let place: UnsafeMutablePointer<ScopedValues>

    init() {
      unsafe lockPlace = UnsafeMutablePointer<ScopedLock>.allocate(capacity: 1)
      unsafe place = UnsafeMutablePointer<ScopedValues>.allocate(capacity: 1)
      unsafe lockPlace.initialize(to: ScopedLock())
      unsafe place.initialize(to: ScopedValues())
    }

    @inline(always)
    func lock() {
      if unsafe lockPlace.pointee.isLocked.exchange(1, ordering: .acquiring) != 0 { unsafe lockPlace.pointee.wait() }
    }
    @inline(always)
    func unlock() { unsafe lockPlace.pointee.isLocked.store(0, ordering: .releasing) }
  }

  nonisolated(unsafe) private let scopedRecords = unsafe ScopedRecords()

  extension UnsafeMutablePointer where Pointee == ArenaState {
    /// Stops the program when a value of the scope that closes is live still.
    @usableFromInline
    func didCloseScope(depth: Int) {
      let all = unsafe scopedRecords
      unsafe all.lock()
      if unsafe all.place.pointee.referents.placeCount > 0 {
        unsafe all.place.pointee.referents.removeAll(state: UInt(bitPattern: self), depth: depth)
      }
      if unsafe all.place.pointee.values.hasAddresses(state: UInt(bitPattern: self), depth: depth) {
        unsafe stopBecauseValuesLive(depth: depth)
      }
      unsafe all.unlock()
    }

    @inline(never)
    private func stopBecauseValuesLive(depth: Int) -> Never {
      let first = unsafe scopedRecords.place.pointee.values.first(state: UInt(bitPattern: self), depth: depth)
      guard let first else { fatalError() }
      _stop(
        "a scope of a ScopedAllocator was closed while \(first.count) of its values "
          + "\(first.count == 1 ? "is" : "are") live; "
          + "the first has \(first.byteCount) bytes at 0x\(String(first.address, radix: 16))")
    }

    /// Notes that a value was made in the innermost scope.
    @usableFromInline
    func didMake(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      if byteCount == 0 { return }
      let all = unsafe scopedRecords
      unsafe all.lock()
      unsafe all.place.pointee.values.insert(
        UInt(bitPattern: address), byteCount: byteCount, state: UInt(bitPattern: self), depth: depth)
      unsafe all.unlock()
    }

    /// Notes that a value of the innermost scope can be reached by references or slices.
    @usableFromInline
    func didRefer(to address: UnsafeMutableRawPointer) {
      let all = unsafe scopedRecords
      unsafe all.lock()
      unsafe all.place.pointee.referents.insert(
        UInt(bitPattern: address), byteCount: 0, state: UInt(bitPattern: self), depth: depth)
      unsafe all.unlock()
    }

    /// Notes that a block of a handle was deallocated.
    @usableFromInline
    func didEnd(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      if byteCount == 0 { return }
      unsafe didEndScopedValue(at: address)
    }

    /// Moves the values of the innermost scope, which is about to close for good, to the one around it.
    @usableFromInline
    func willKeepScope(depth: Int) {
      let all = unsafe scopedRecords
      unsafe all.lock()
      unsafe all.place.pointee.referents.moveUp(state: UInt(bitPattern: self), depth: depth)
      unsafe all.place.pointee.values.moveUp(state: UInt(bitPattern: self), depth: depth)
      unsafe all.unlock()
    }
  }

  /// Stops the program when the scope of what a reference or a slice leads to has closed.
  @usableFromInline
  func expectReferent(of type: StaticString, at address: UnsafeMutableRawPointer) {
    let all = unsafe scopedRecords
    unsafe all.lock()
    if unsafe !all.place.pointee.referents.contains(UInt(bitPattern: address)) {
      unsafe all.unlock()
      _stop("a \(type) was followed after its scope had closed")
    }
    unsafe all.unlock()
  }

  /// Notes that a slice is about to be made of another one, from `part` on.
  @usableFromInline
  func didExtract(_ part: UnsafeMutableRawPointer, from address: UnsafeMutableRawPointer) {
    unsafe expectReferent(of: "ScopedSlice", at: address)
    let all = unsafe scopedRecords
    unsafe all.lock()
    unsafe all.place.pointee.referents.insert(UInt(bitPattern: part), besides: UInt(bitPattern: address))
    unsafe all.unlock()
  }

  /// Notes that the value at `address` has ended, or is no longer on its own.
  @usableFromInline
  func didEndScopedValue(at address: UnsafeMutableRawPointer) {
    let all = unsafe scopedRecords
    unsafe all.lock()
    unsafe all.place.pointee.values.remove(UInt(bitPattern: address))
    unsafe all.unlock()
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

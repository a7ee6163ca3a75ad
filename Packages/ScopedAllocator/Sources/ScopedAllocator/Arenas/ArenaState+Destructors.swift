import Builtin

/// A value that closing a scope has to destroy.
@safe
@usableFromInline
struct PendingDestructor {
  @usableFromInline let previous: UnsafeMutablePointer<PendingDestructor>?
  @usableFromInline let destroy: (UnsafeMutableRawPointer) -> Void
  @usableFromInline let address: UnsafeMutableRawPointer

  @usableFromInline
  init(
    previous: UnsafeMutablePointer<PendingDestructor>?, destroy: @escaping (UnsafeMutableRawPointer) -> Void,
    address: UnsafeMutableRawPointer
  ) {
    unsafe self.previous = unsafe previous
    unsafe self.destroy = unsafe destroy
    unsafe self.address = unsafe address
  }
}

extension UnsafeMutablePointer where Pointee == ArenaState {
  /// Whether the innermost scope, if any, needs a mark before it has something to undo.
  @inlinable
  var needsMark: Bool { unsafe pointee.status >= Status.open && pointee.status & Status.marked == 0 }

  /// Whether no mark is needed, and none will be: taking the cursor back from a handle can remove the chunk that has it.
  @inlinable
  var staysMarked: Bool { unsafe pointee.status < Status.open || scopeStaysMarked }

  /// The same of the innermost scope.
  @inlinable
  var scopeStaysMarked: Bool { unsafe pointee.status & (Status.marked | Status.lent) == Status.marked }

  /// Marks the innermost scope: what it has to undo comes after this.
  @usableFromInline
  func addMark(at place: UnsafeMutableRawPointer) {
    let mark = unsafe place.bindMemory(to: ScopeMark.self, capacity: 1)
    unsafe mark.initialize(
      to: ScopeMark(previous: pointee.marks, destructors: pointee.destructors, chunks: pointee.chunks))
    unsafe pointee.marks = mark
    unsafe pointee.status |= Status.marked
  }

  /// The bytes that the note of a destructor takes, with a mark where one may be needed.
  @inlinable
  var destructorByteCount: Int {
    MemoryLayout<PendingDestructor>.stride &+ (unsafe staysMarked ? 0 : MemoryLayout<ScopeMark>.stride)
  }

  /// Notes that the value at `address` is to be destroyed when the scope closes.
  ///
  /// - Parameter place: Room for the note, of as many bytes as ``destructorByteCount`` says.
  @inlinable
  func destroyOnClosing<Value: ~Copyable & ~Escapable>(
    _ address: UnsafeMutableRawPointer, _ type: Value.Type, noteAt place: UnsafeMutableRawPointer
  ) {
    // A chunk that was added for the note has marked the scope already.
    if unsafe needsMark { unsafe addMark(at: place + MemoryLayout<PendingDestructor>.stride) }
    let entry = unsafe place.bindMemory(to: PendingDestructor.self, capacity: 1)
    unsafe entry.initialize(
      to: PendingDestructor(
        previous: pointee.destructors,
        destroy: { address in unsafe address._destroyNonescapable(Value.self) }, address: address))
    unsafe pointee.destructors = entry
  }

  /// Destroys the values that are newer than `target`, newest first.
  func runDestructors(to target: UnsafeMutablePointer<PendingDestructor>?) {
    while let entry = unsafe pointee.destructors, unsafe entry != target {
      unsafe pointee.destructors = entry.pointee.previous
      let ended = unsafe entry.move()
      unsafe ended.destroy(ended.address)
    }
  }
}

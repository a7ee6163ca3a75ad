// How values of scopes take part in the destruction of deep trees, which AllocatorCore organizes.

@inline(always)
@inlinable
func isDeeplyNested() -> Bool { _isDeeplyNested() }

/// Destroys the value at `address`, which a box owned.
@inline(never)
@inlinable
func destroyDeeplyNested<Value: ~Copyable & ~Escapable>(_ address: UnsafeMutableRawPointer, _ type: Value.Type) {
  unsafe _destroyDeeplyNested(
    address, Value.self, handle: address, Void.self,
    by: { address in
      unsafe OwnedPlace.didEnd(address)
      unsafe willDestroyDeeplyNested(address, byteCount: MemoryLayout<Value>.size)
      unsafe address._destroyNonescapable(Value.self)
    })
}

/// Destroys the elements of the array at `head`, newest first.
@inline(never)
@inlinable
func destroyDeeplyNestedElements<Element: ~Copyable & ~Escapable>(
  _ head: UnsafeMutableRawPointer, _ type: Element.Type
) {
  unsafe _destroyDeeplyNested(
    head, ScopedArray<Element>.self, handle: head, Void.self,
    by: { head in
      unsafe OwnedPlace.didEnd(head)
      var index = unsafe head.assumingMemoryBound(to: ScopedArrayHead.self).pointee.count
      while index > 0 {
        index -= 1
        let element =
          unsafe head + (ScopedArray<Element>.elementOffset &+ index &* MemoryLayout<Element>.stride)
        unsafe willDestroyDeeplyNested(element, byteCount: MemoryLayout<Element>.size)
        unsafe element._destroyNonescapable(Element.self)
      }
    })
}

/// Notes that the value at `address` is about to be destroyed, and that its parts may wait: unless it holds a scope, which
/// closes with it, while they or what waits already may refer to what is in that scope.
@inline(never)
@usableFromInline
func willDestroyDeeplyNested(_ address: UnsafeMutableRawPointer, byteCount: Int) {
  guard unsafe holdsScope(address, byteCount: byteCount) else {
    unsafe _willDestroyDeeplyNested(address, byteCount: byteCount)
    return
  }
  _destroyWaitingParts()
  _didDestroyDeeplyNested()
}

/// Whether these bytes are those of a value that holds a scope: its last two words are the status before it was opened and
/// while it is open, which no other words are.
private func holdsScope(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
  let word = MemoryLayout<UInt>.size
  guard byteCount >= MemoryLayout<Scope>.size else { return false }
  for offset in stride(from: MemoryLayout<Scope>.size - 2 * word, through: byteCount - 2 * word, by: word) {
    let outer = unsafe address.loadUnaligned(fromByteOffset: offset, as: UInt.self)
    let own = unsafe address.loadUnaligned(fromByteOffset: offset + word, as: UInt.self)
    if own > Status.idle, own == outer & ~Status.flags &+ Status.scope { return true }
  }
  return false
}

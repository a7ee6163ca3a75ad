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
      unsafe _willDestroyDeeplyNested(address, byteCount: MemoryLayout<Value>.size)
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
        unsafe _willDestroyDeeplyNested(element, byteCount: MemoryLayout<Element>.size)
        unsafe element._destroyNonescapable(Element.self)
      }
    })
}

// Flags: -enable-experimental-feature Lifetimes
import Allocators

private struct Holder: ~Copyable, ~Escapable {
  let slice: ScopedSlice<Int>

  @_lifetime(copy slice)
  init(_ slice: ScopedSlice<Int>) { self.slice = slice }
}

// A slice is stored in a noncopyable struct, which is assigned to a variable that was declared outside the arena.
func sliceInANoncopyableHolder() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var holder = Holder(try scope.makeSlice(copying: [1].span))
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    holder = Holder(try otherScope.makeSlice(copying: [2].span))
  }
  print(holder.slice.span[0])
}

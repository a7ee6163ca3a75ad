// Flags: -enable-experimental-feature Lifetimes
import Allocators

private struct Holder: ~Copyable, ~Escapable {
  let reference: ScopedRef<Int>

  @_lifetime(copy reference)
  init(_ reference: ScopedRef<Int>) { self.reference = reference }
}

// A reference is stored in a noncopyable struct, which is assigned to a variable that was declared outside the arena.
func referenceInANoncopyableHolder() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var holder = Holder(try scope.ref(1))
  do {
    var other = try ScopedAllocator(byteCount: 4096)
    let otherScope = other.scope()
    holder = Holder(try otherScope.ref(2))
  }
  print(holder.reference.value)
}

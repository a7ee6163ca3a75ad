import Allocators

// A variable is declared before the arena that its box comes from, and so dies after it.
func boxDeclaredBeforeItsArena() throws {
  let box: ScopedBox<[Int]>
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  box = try scope.make([1])
  print(box.value)
}

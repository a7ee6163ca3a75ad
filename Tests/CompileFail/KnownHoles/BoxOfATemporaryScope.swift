import Allocators

// The scope is a temporary and closes at once. Nobody can use the memory while the box lives, since the arena is
// borrowed for as long; debug builds stop all the same.
func boxOfATemporaryScope() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let box = try arena.scope().make(1)
  print(box.value)
}

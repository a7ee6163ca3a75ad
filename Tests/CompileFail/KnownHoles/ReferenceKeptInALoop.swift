import Allocators

// A reference is used in the next round of a loop, after that round's scope has been opened.
func referenceKeptInALoop() throws {
  var last: ScopedRef<Int>?
  for number in 0..<2 {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    if let last { print(last.value) }
    last = try scope.ref(number)
  }
}

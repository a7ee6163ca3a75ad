import Allocators

// A slice is used in the next round of a loop, after that round's scope has been opened.
func sliceKeptInALoop() throws {
  var last: ScopedSlice<Int>?
  for number in 0..<2 {
    var arena = try ScopedAllocator(byteCount: 4096)
    let scope = arena.scope()
    if let last { print(last[0]) }
    last = try scope.makeSlice(copying: [number].span).extracting(0..<1)
  }
}

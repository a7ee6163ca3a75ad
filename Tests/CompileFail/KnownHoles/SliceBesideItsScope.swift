// Flags: -enable-experimental-feature Lifetimes
import Allocators

private struct Parser: ~Copyable, ~Escapable {
  var scope: Scope
  var slice: ScopedSlice<Int>

  @_lifetime(copy scope)
  init(_ scope: consuming Scope) throws {
    slice = try scope.makeSlice(copying: [1].span)
    self.scope = scope
  }

  @_lifetime(self: copy self)
  mutating func parse() throws {
    let inner = scope.scope()
    slice = try inner.makeSlice(copying: [2].span)
  }
}

// A noncopyable struct owns a scope, and keeps a slice of a scope that was open inside it for a while.
func sliceBesideItsScope() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  var parser = try Parser(arena.scope())
  try parser.parse()
  print(parser.slice[0])
}

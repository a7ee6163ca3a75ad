import Allocators

// Nobody would destroy the elements.
func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  let names = try scope.makeArray(of: String.self, capacity: 2)
  let slice = scope.freeze(names)
  // expected-error@-1 {{instance method 'freeze' requires that 'String' conform to 'BitwiseCopyable'}}
  print(slice.count)
}

import Allocators

// A noncopyable element is moved out of the array, which would destroy it once more.
struct File: ~Copyable {
  deinit {}
}

func misuse() throws {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var files = try scope.makeArray(of: File.self, capacity: 1)
  files.appendWithinCapacity(File())
  let file = files[0]
  // expected-error@-1 {{'files.subscript' is borrowed and cannot be consumed}}
  // expected-note@-2 {{consumed here}}
  _ = file
}

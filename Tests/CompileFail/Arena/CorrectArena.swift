import Allocators

struct Point {
  var x = 0
  var y = 0
}

// What was made in a scope ends before the arena is used in another way.
func requests() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling)
  var total = 0
  for request in 0..<3 {
    var scope = arena.scope()
    var point = try scope.make(Point())
    point.value.x = request
    do {
      let scratch = scope.scope()
      let copy = try scratch.make(point.value)
      total += copy.value.x
    }
    total += point.value.x
  }
  arena.reset()
  return total
}

// An arena can be returned, stored and passed on: it is an ordinary noncopyable value.
func makeArena() throws(AllocationError) -> ScopedAllocator<SystemAllocator> {
  try ScopedAllocator(byteCount: 64)
}

struct Server: ~Copyable {
  var arena: ScopedAllocator<SystemAllocator>

  mutating func serve() throws -> Int {
    let scope = arena.scope()
    let box = try scope.make(1)
    return box.value
  }
}

final class Session {
  var arena: ScopedAllocator<SystemAllocator>
  init(_ arena: consuming ScopedAllocator<SystemAllocator>) { self.arena = arena }

  func serve() throws -> Int {
    try arena.withScope { scope in
      let box = try scope.make(2)
      return box.value
    }
  }
}

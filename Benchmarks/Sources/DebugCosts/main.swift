// What operations cost in a debug build, where nothing is optimized and owners and scopes record what lives.
// `Benchmarks/debug` counts the instructions of each; it starts this program with an operation and a number.
import Allocators

final class Node {
  var value = 0
}

struct Particle {
  var position = 0
}

/// A value that ends, as an object does.
struct File: ~Copyable {
  let descriptor: Int
  deinit {}
}

let operations: [(name: String, run: (Int) throws -> Void)] = [
  ("class instance", { count in for _ in 0..<count { _ = Node() } }),
  (
    "array subscript",
    { count in
      var array = [Int](repeating: 0, count: 16)
      for index in 0..<count { array[index & 15] += 1 }
    }
  ),
  (
    "scope.make",
    { count in
      var arena = try ScopedAllocator(byteCount: 1 << 22)
      let scope = arena.scope()
      for index in 0..<count { _ = try scope.make(index) }
    }
  ),
  (
    "scope.make, with a destructor",
    { count in
      var arena = try ScopedAllocator(byteCount: 1 << 22)
      let scope = arena.scope()
      for index in 0..<count { _ = try scope.make(File(descriptor: index)) }
    }
  ),
  (
    "scope with a box",
    { count in
      var arena = try ScopedAllocator(byteCount: 1 << 12)
      for index in 0..<count {
        let scope = arena.scope()
        _ = try scope.make(index)
      }
    }
  ),
  (
    "scope.ref, read",
    { count in
      var arena = try ScopedAllocator(byteCount: 1 << 12)
      for index in 0..<count {
        let scope = arena.scope()
        _ = try scope.ref(index).value
      }
    }
  ),
  (
    "pool.make",
    { count in
      let pool = try Pool(of: Particle.self, capacity: 16)
      for _ in 0..<count { _ = try pool.make(Particle()) }
    }
  ),
  (
    "pool's raw block",
    { count in
      let pool = try FreeListAllocator(blockByteCount: 64, blockCount: 16)
      for _ in 0..<count { try pool.deallocate(pool.allocate(byteCount: 64, alignment: 8)) }
    }
  ),
  ("allocated box", { count in for index in 0..<count { _ = try SystemAllocator().makeBox(index) } }),
  (
    "slots' subscript",
    { count in
      var slots = AllocatedSlots<Int, SystemAllocator>(allocator: SystemAllocator())
      let handle = try slots.insert(1)
      for _ in 0..<count { slots[handle] += 1 }
    }
  ),
  (
    "allocated array's subscript",
    { count in
      var array = AllocatedArray<Int, SystemAllocator>(allocator: SystemAllocator())
      for index in 0..<16 { try array.append(index) }
      for index in 0..<count { array[index & 15] += 1 }
    }
  ),
]

if CommandLine.arguments.count < 3 {
  for operation in operations { print(operation.name) }
} else {
  for operation in operations where operation.name == CommandLine.arguments[1] {
    try operation.run(Int(CommandLine.arguments[2])!)
  }
}

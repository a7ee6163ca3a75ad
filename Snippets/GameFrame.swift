// Memory for one frame of a game.
//
// What a frame makes ends with it, at the cost of moving a pointer back: no call of the system's heap, and the same
// memory, warm in the cache, for each frame.

import Allocators

struct Vector: BitwiseCopyable {
  var x = 0.0
  var y = 0.0
}

// snippet.world
/// What lives longer than a frame.
struct World {
  var ships = (0..<4).map { Vector(x: Double($0), y: 0) }
  var hitCount = 0
}
// snippet.end

// snippet.frame
extension World {
  /// Moves everything by one step; collisions are collected in the frame's memory, and then counted.
  mutating func step(_ number: Int, in frame: borrowing Scope) throws(AllocationError) {
    var hits = try frame.makeArray(of: (Int, Int).self, capacity: ships.count)
    for index in ships.indices { ships[index].x += index == 0 ? 1 : 0 }
    for left in ships.indices {
      for right in ships.indices where left < right && ships[left].x == ships[right].x {
        try hits.append((left, right), in: frame)
      }
    }
    hitCount += hits.count
  }
}
// snippet.end

// snippet.loop
func run(frameCount: Int) throws {
  var world = World()
  var memory = try ScopedAllocator(byteCount: 64 * 1024)
  for number in 0..<frameCount {
    let frame = memory.scope()
    try world.step(number, in: frame)
  }
  print("\(world.hitCount) hits in \(frameCount) frames")
  print("at most \(memory.peakByteCount) bytes in a frame, \(memory.capacity) bytes in all")
}
// snippet.end

try run(frameCount: 1000)

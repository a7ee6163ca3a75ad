// What a user of one member writes. `scripts/test-consumers` builds and runs it in a package of its own, once for each
// way of depending on the library.
import FreeListAllocator

func answer() throws -> Int {
  let pool = try Pool(of: Int.self, capacity: 8)
  var box = try pool.make(40)
  box.value += 1
  var blocks = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
  let memory = blocks.borrowed()
  return try box.consume() + memory.makeBox(1).consume()
}

guard try answer() == 42 else { fatalError("a value was lost") }
print("the consumer runs")

// What a user of one member writes. `scripts/test-consumers` builds and runs it in a package of its own, once for each
// way of depending on the library.
import FreeListAllocator

func answer() throws -> Int {
  var box = try AllocatedBox(41, allocator: SystemAllocator())
  box.value += 1
  return box.consume()
}

guard try answer() == 42 else { fatalError("the box lost its value") }
print("the consumer runs")

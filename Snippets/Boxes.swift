// Values in the memory of an allocator.
//
// A box owns its value, as a local variable does, and gives its memory back when it dies.

import Allocators

struct Particle {
  var position: (x: Double, y: Double)
  var age = 0
}

// snippet.box
func simulate() throws -> Particle {
  let memory = SystemAllocator()
  var particle = try memory.makeBox(Particle(position: (0, 0)))
  particle.value.age += 1
  return particle.consume()
}
// snippet.end

// snippet.inplace
/// A picture of 8 MB that is never on the stack.
typealias Picture = InlineArray<2_000_000, Float>

func makePicture() throws -> AllocatedBox<Picture, SystemAllocator> {
  try SystemAllocator().makeBox(of: Picture.self) { place in
    place.initializeElements { pixels in
      for _ in 0..<Picture.count { pixels.append(0.5) }
    }
  }
}
// snippet.end

// snippet.rejected
/// Keeps the connection when there is no memory for it, instead of losing it with the error.
func admit(_ connection: consuming Connection, to memory: AnyAllocator) -> String {
  switch memory.storeInBox(connection) {
  case .stored(let box): "serving \(box.value.number)"
  case .rejected(let connection, let error): "\(connection.number) has to wait: \(error)"
  }
}
// snippet.end

struct Connection: ~Copyable {
  let number: Int
}

print(try simulate().age)
print(try makePicture().value[1_999_999])
print(admit(Connection(number: 1), to: AnyAllocator(SystemAllocator())))
print(admit(Connection(number: 2), to: AnyAllocator(NullAllocator())))

import Allocators

@MainActor private var pool = try! Pool(of: Int.self, capacity: 4)

@MainActor private func replace() throws { pool = try Pool(of: Int.self, capacity: 4) }

// A function replaces a global pool while a box of it is in use. The compiler does not follow the call; Swift's check
// of exclusive access stops the program, in debug and release builds.
@MainActor func globalPoolReplaced() throws {
  let box = try pool.make(1)
  try replace()
  print(box.value)
}

import Allocators

// A container of the system's memory may go anywhere; one of a handle stays where the handle may.
final class Store {
  var names: AllocatedArray<String, SystemAllocator>
  init() { names = AllocatedArray(allocator: SystemAllocator()) }
}

func correct() throws -> Int {
  let store = Store()
  try store.names.append("a")
  var arena = try ScopedAllocator(byteCount: 4096)
  var scope = arena.scope()
  let handle = scope.borrowed()
  var numbers = try handle.makeArray(of: Int.self, capacity: 4)
  var text = try AllocatedString("text", allocator: handle)
  try text.append(" and more")
  try numbers.append(1)
  let span = numbers.span
  return span.count + store.names.count
}

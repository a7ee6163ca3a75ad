import Allocators

// An array grows with its scope at hand, and lends its elements as spans.
func grow() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling)
  let scope = arena.scope()
  var numbers = try scope.makeArray(of: Int.self, capacity: 2)
  for number in 0..<100 { try numbers.append(number, in: scope) }
  var sum = 0
  let span = numbers.span
  for index in span.indices { sum += span[index] }
  return sum
}

// Elements may be boxes of the same scope.
func nest() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  let scope = arena.scope()
  var boxes = try scope.makeArray(of: ScopedBox<Int>.self, capacity: 4)
  boxes.appendWithinCapacity(try scope.make(1))
  boxes.appendWithinCapacity(try scope.make(2))
  return boxes.withElement(at: 1) { $0.value }
}

// An array of an outer scope may be used, though not grown, while an inner one is open.
func use() throws -> Int {
  var arena = try ScopedAllocator(byteCount: 4096)
  var outer = arena.scope()
  var numbers = try outer.makeArray(of: Int.self, capacity: 4)
  do {
    let inner = outer.scope()
    let number = try inner.make(5)
    numbers.appendWithinCapacity(number.value)
  }
  return numbers[0]
}

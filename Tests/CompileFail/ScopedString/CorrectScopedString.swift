import Allocators

// A string grows with its scope at hand; its text is read, and copied to what may go anywhere.
func build(_ names: [String]) throws -> String {
  var arena = try ScopedAllocator(byteCount: 4096, growth: .doubling)
  var scope = arena.scope()
  var text = try scope.makeString("names: ")
  for (index, name) in names.enumerated() { try text.append("\(index): \(name)", in: scope) }
  do {
    let inner = scope.scope()
    var copy = try inner.makeString()
    try copy.append(copying: text.utf8Span, in: inner)
    print(copy.byteCount)
  }
  return String(copying: text)
}

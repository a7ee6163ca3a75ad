import Allocators

// Each frame ends with a reset, while the scope of the frame is open.
func resetInAFrameLoop() throws {
  var arena = try ScopedAllocator(byteCount: 256, growth: .doubling)
  for frame in 0..<3 {
    let scope = arena.scope()
    var names = try scope.makeArray(of: String.self)
    for number in 0..<20 { try names.append("particle \(number) of frame \(frame)", in: scope) }
    print(frame, names.count)
    arena.reset(keepingCapacity: false)
  }
}

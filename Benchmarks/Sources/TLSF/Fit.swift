import Allocators

/// A line of a trace.
private enum Event {
  case allocate(id: Int, byteCount: Int, alignment: Int)
  case resize(id: Int, byteCount: Int)
  case free(id: Int)
}

/// Finds the smallest region, to a 256th, in which every request of the trace on the standard input succeeds.
func fit() {
  var events: [Event] = []
  while let line = readLine() {
    let words = line.split(separator: " ")
    let numbers = words.dropFirst().map { Int($0) ?? 0 }
    switch words.first {
    case "a", "c":
      events.append(.allocate(id: numbers[0], byteCount: numbers[1], alignment: numbers.count > 2 ? numbers[2] : 16))
    case "r": events.append(.resize(id: numbers[0], byteCount: numbers[1]))
    case "f": events.append(.free(id: numbers[0]))
    default: continue
    }
  }
  let peak = peakByteCount(events)
  var (low, high) = (peak, 2 * peak)
  while !serves(events, byteCount: high) { (low, high) = (high, 2 * high) }
  while high - low > peak / 256 {
    let middle = (low + high) / 2
    if serves(events, byteCount: middle) { high = middle } else { low = middle }
  }
  let ratio = (Double(high) / Double(peak) * 1000).rounded() / 1000
  print("peak live bytes \(peak), region \(high), ratio \(ratio)")
}

private func peakByteCount(_ events: [Event]) -> Int {
  var sizes: [Int: Int] = [:]
  var (live, peak) = (0, 0)
  for event in events {
    switch event {
    case .allocate(let id, let byteCount, _):
      sizes[id] = byteCount
      live += byteCount
    case .resize(let id, let byteCount):
      live += byteCount - (sizes[id] ?? 0)
      sizes[id] = byteCount
    case .free(let id): live -= sizes.removeValue(forKey: id) ?? 0
    }
    peak = max(peak, live)
  }
  return peak
}

/// Whether a region of this size serves every request.
private func serves(_ events: [Event], byteCount: Int) -> Bool {
  guard var heap = try? TLSFAllocator(byteCount: byteCount) else { return false }
  var blocks: [Int: Block] = [:]
  for event in events {
    switch event {
    case .allocate(let id, let byteCount, let alignment):
      guard let block = heap.allocateIfPossible(byteCount: byteCount, alignment: alignment) else {
        heap.unsafelyReset()
        return false
      }
      blocks[id] = block
    case .resize(let id, let byteCount):
      guard var block = blocks[id], heap.reallocateIfPossible(&block, byteCount: byteCount) else {
        heap.unsafelyReset()
        return false
      }
      blocks[id] = block
    case .free(let id):
      if let block = blocks.removeValue(forKey: id) { heap.deallocate(block) }
    }
  }
  heap.unsafelyReset()
  return true
}

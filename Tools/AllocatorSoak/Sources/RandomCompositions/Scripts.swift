public import AllocatorTesting

/// A script of `count` steps out of choices: what a fuzzer varies. Sizes crowd around those of the compositions' parts.
public func script<C: Choices>(count: Int, choices: inout C) -> [Step] {
  var steps: [Step] = []
  var live: [Int] = []
  // The first numbers of blocks that one call asked for; beyond those of single ones.
  var groups: [Int] = []
  for id in 0..<count {
    let kind = live.isEmpty ? 0 : choices.number(below: 12)
    switch kind {
    case 0...4:
      live.append(id)
      let byteCount = byteCount(&choices)
      let alignment = 1 << choices.number(below: choices.number(below: 8) == 0 ? 14 : 6)
      steps.append(
        kind == 4
          ? .allocateZeroed(id, byteCount: byteCount, alignment: alignment)
          : .allocate(id, byteCount: byteCount, alignment: alignment))
    case 5...7: steps.append(.deallocate(live.remove(at: choices.number(below: live.count))))
    case 8: steps.append(.deallocate(live.removeLast()))
    case 9: steps.append(.resize(live[choices.number(below: live.count)], byteCount: byteCount(&choices)))
    case 10: steps.append(.reallocate(live[choices.number(below: live.count)], byteCount: byteCount(&choices)))
    default:
      switch choices.number(below: 6) {
      case 0, 1: steps.append(.parentFails(at: 1 + choices.number(below: 3)))
      case 2: steps.append(.parentRefuses(false))
      case 3: steps.append(.releaseUnused)
      case 4:
        groups.append(count + 16 * id)
        steps.append(
          .allocateBlocks(
            count + 16 * id, count: 1 + choices.number(below: 16), byteCount: byteCount(&choices), alignment: 8))
      default:
        if let group = groups.popLast() { steps.append(.deallocateBlocks(group, count: 16)) }
      }
    }
  }
  return steps
}

private func byteCount<C: Choices>(_ choices: inout C) -> Int {
  switch choices.number(below: 8) {
  case 0: 0
  case 1: [16, 64, 65, 100, 101, 512, 513, 1024, 1025][choices.number(below: 9)]
  case 2: choices.number(below: 8192)
  case 3: Int.max - choices.number(below: 256)
  default: choices.number(below: 160)
  }
}

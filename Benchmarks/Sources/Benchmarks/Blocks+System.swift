import Allocators

// The platform's allocator through this library: what a composition ends in.

extension Run {
  func system(_ tables: borrowing Tables) {
    let name = "SystemAllocator"
    let system = SystemAllocator()
    let (w1, w2, w6) = (500 / scale, 200 / scale, 400 / scale)
    timed("W1", name, operations: w1 * 1000) { heapSmall(system, rounds: w1) }
    timed("W2", name, operations: w2 * 1000) { heapMixed(system, rounds: w2, tables) }
    w3(name, tables) { SystemAllocator() }
    w4(name) { SystemAllocator() }
    mixed("W5", name) { SystemAllocator() }
    timed("W6", name, operations: w6) { growOnHeap(system, rounds: w6) }
    timed("W8", name, operations: 2 * treeNodeCount) { treesOnHeap(system, Plain.self) }
    w9(name) { SystemAllocator() }
    w10(name, SystemAllocator())
  }

  func verifySystem() {
    verify("SystemAllocator") { SystemAllocator() }
  }
}

import FreeListAllocator
import Testing

func said(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

/// A value with a destructor, so that using its memory again would show.
final class Node {
  let number: Int
  init(_ number: Int) { self.number = number }
}

/// What stops every build. Every test stops a process of its own, and reads what it said.
@Suite struct MisuseTests {
  @Test func `a pool reset while a box of its handle lives`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var memory = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
      let box = try memory.borrowed().makeBox(Node(3))
      _ = box.value.number
      memory.reset()
    }
    #expect(said(result).contains("FreeListAllocator was reset while 1 of its blocks is live"))
  }

  @Test func `a pool reset while raw blocks are in use`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var memory = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
      let blocks = [try memory.take(64), try memory.take(64)]
      memory.reset(keepingCapacity: false)
      memory.give(blocks)
    }
    #expect(said(result).contains("FreeListAllocator was reset while 2 of its blocks are live"))
  }

  @Test func `a pool replaced while a box of its handle lives`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var memory = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
      let box = try memory.borrowed().makeBox(Node(3))
      _ = box.value.number
      memory = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
    }
    #expect(said(result).contains("FreeListAllocator was destroyed while 1 of its blocks is live"))
  }

  @Test func `a pool consumed while a box of its handle lives`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var memory = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
      let box = try memory.borrowed().makeBox(Node(3))
      _ = box.value.number
      _ = consume memory
    }
    #expect(said(result).contains("FreeListAllocator was destroyed while 1 of its blocks is live"))
  }

  @Test func `a frame's pool reset by defer, before its boxes die`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var memory = try FreeListAllocator(blockByteCount: 64, blockCount: 4)
      for frame in 0..<3 {
        let box = try memory.borrowed().makeBox(Node(frame))
        defer { memory.reset() }
        _ = box.value.number
      }
    }
    #expect(said(result).contains("FreeListAllocator was reset while 1 of its blocks is live"))
  }

  @Test func `a typed pool reset while a box lives`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var pool = try Pool(of: Node.self, capacity: 4)
      let box = try pool.make(Node(1))
      _ = box.value.number
      pool.reset()
    }
    #expect(said(result).contains("Pool was reset while 1 of its blocks is live"))
  }

  @Test func `a typed pool that visits its values while a box lives`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var pool = try Pool(of: Node.self, capacity: 4)
      try pool.insert(Node(0))
      let box = try pool.make(Node(1))
      _ = box.value.number
      pool.forEachValue { _ in }
    }
    #expect(said(result).contains("Pool was to visit its values while 1 of its blocks is live"))
  }

  @Test func `a typed pool replaced while a box lives`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var pool = try Pool(of: Node.self, capacity: 4)
      let box = try pool.make(Node(1))
      _ = box.value.number
      pool = try Pool(of: Node.self, capacity: 4)
    }
    #expect(said(result).contains("Pool was destroyed while 1 of its blocks is live"))
  }

  @Test func `a typed pool destroyed before a box that the compiler lost sight of`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var survivor: PoolBox<Int>?
      do {
        let pool = try Pool(of: Int.self, capacity: 4)
        survivor = try pool.make(1)
      }
      _ = survivor?.value
    }
    #expect(said(result).contains("Pool was destroyed while 1 of its blocks is live"))
  }

  @Test func `sizes and counts that make no sense`() async {
    let size = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try FreeListAllocator(blockByteCount: 0, blockCount: 4)
    }
    #expect(said(size).contains("blockByteCount must be at least 1"))
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try FreeListAllocator(blockByteCount: 8, blockCount: -1)
    }
    #expect(said(count).contains("blockCount must not be negative"))
    let alignment = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try FreeListAllocator(blockByteCount: 8, blockCount: 1, blockAlignment: 24)
    }
    #expect(said(alignment).contains("blockAlignment must be a power of two"))
    let capacity = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Pool(of: Int.self, capacity: -1)
    }
    #expect(said(capacity).contains("the capacity of a pool must not be negative"))
  }
}

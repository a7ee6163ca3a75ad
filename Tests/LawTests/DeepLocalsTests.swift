import Allocators
import Testing

/// What ends within the destruction of a long list and is no part of it ends at once, with the allocator that it needs,
/// wherever its memory was before.
@Suite struct DeepLocalsTests {
  final class Object {
    let number: Int
    init(_ number: Int) { self.number = number }
  }

  /// A pool, whose block that was returned last is the next one.
  typealias Pool = SharedAllocator<FreeListAllocator<SystemAllocator>>

  /// Makes a box in an allocator that ends with it.
  @inline(never)
  static func useScratch(_ object: Object, in pool: Pool) {
    var scratch = pool.limited(toByteCount: 1000)
    do {
      let box = try! scratch.borrowed().makeBox(object)
      #expect(box.value.number == object.number)
    }
    let live = scratch.liveByteCount
    #expect(live == 0)
  }

  struct Consuming: ~Copyable {
    let pool: Pool
    var value: AllocatedBox<Object, Pool>
    var next: AllocatedBox<Consuming, SystemAllocator>?
    deinit { DeepLocalsTests.useScratch(value.consume(), in: pool) }
  }

  struct Reporting: ~Copyable {
    let pool: Pool
    deinit { DeepLocalsTests.useScratch(Object(2), in: pool) }
  }

  struct Holding: ~Copyable {
    var token: AllocatedBox<Int, Pool>
    var report: Reporting
    var next: AllocatedBox<Holding, SystemAllocator>?
  }

  struct Owning: ~Copyable {
    var memory: BitmapAllocator<SystemAllocator>
    var next: AllocatedBox<Owning, SystemAllocator>?
    deinit {
      // The first block is where the allocator's own pointer points to.
      var memory = memory
      do {
        let box = try! memory.borrowed().makeBox(Object(3))
        #expect(box.value.number == 3)
      }
      let free = memory.freeCellCount
      #expect(free == 4)
    }
  }

  /// Aligned to less than a word.
  struct Small: ~Copyable {
    let numbers: (Int32, Int32, Int32)
    deinit {
      // What it drops is of a kind that may wait.
      let wide = try! SystemAllocator().makeBox(Wide(parts: SystemAllocator().makeArray(of: Small.self), next: nil))
      let isLast = wide.value.next == nil
      #expect(isLast)
    }
  }

  struct Wide: ~Copyable {
    var parts: AllocatedArray<Small, SystemAllocator>
    var next: AllocatedBox<Wide, SystemAllocator>?
  }

  private typealias List<Node: ~Copyable> = AllocatedBox<Node, SystemAllocator>

  @Test(arguments: [10, 10_000]) func `in the memory of a box that was consumed`(count: Int) throws {
    let pool = try FreeListAllocator(blockByteCount: 16, blockCount: count).shared()
    var head: List<Consuming>?
    for number in 0..<count {
      let next = head.take()
      head = try SystemAllocator().makeBox(Consuming(pool: pool, value: pool.makeBox(Object(number)), next: next))
    }
    head = nil
  }

  @Test(arguments: [10, 10_000]) func `in the memory of a box that has ended`(count: Int) throws {
    let pool = try FreeListAllocator(blockByteCount: 16, blockCount: count).shared()
    var head: List<Holding>?
    for number in 0..<count {
      let next = head.take()
      head = try SystemAllocator().makeBox(
        Holding(token: pool.makeBox(number), report: Reporting(pool: pool), next: next))
    }
    head = nil
  }

  @Test(arguments: [10, 10_000]) func `where an allocator in the list points to`(count: Int) throws {
    var head: List<Owning>?
    for _ in 0..<count {
      let next = head.take()
      head = try SystemAllocator().makeBox(
        Owning(memory: BitmapAllocator(cellByteCount: 32, cellCount: 4), next: next))
    }
    head = nil
  }

  @Test(arguments: [10, 10_000]) func `beside elements that are aligned to less than a word`(count: Int) throws {
    var head: List<Wide>?
    for _ in 0..<count {
      var parts = try SystemAllocator().makeArray(of: Small.self)
      for number: Int32 in 0..<3 { try parts.append(Small(numbers: (number, number, number))) }
      let next = head.take()
      head = try SystemAllocator().makeBox(Wide(parts: parts, next: next))
    }
    head = nil
  }

  struct Sharing: ~Copyable {
    var next: AllocatedBox<Sharing, SharedAllocator<LimitedAllocator<SystemAllocator>>>?
  }

  @Test func `a list in which each box has an allocator of its own ends`() throws {
    var head: AllocatedBox<Sharing, SharedAllocator<LimitedAllocator<SystemAllocator>>>?
    for _ in 0..<200_000 {
      let next = head.take()
      head = try SystemAllocator().limited(toByteCount: 64).shared().makeBox(Sharing(next: next))
    }
    head = nil
  }
}

import BitmapAllocator
import Testing

/// The memory returns to the parent when the allocator is destroyed, wherever it was kept.
@Suite struct OwnerTests {
  typealias Cells = BitmapAllocator<LedgerAllocator>

  enum Place: ~Copyable {
    case empty
    case cells(Cells)
  }
  struct Holder<Value: ~Copyable>: ~Copyable {
    var value: Value
  }
  final class Instance<Value: ~Copyable> {
    let value: Value
    init(_ value: consuming Value) { self.value = value }
  }

  func make(_ ledger: Ledger) throws -> Cells {
    try BitmapAllocator(cellByteCount: 32, cellCount: 10, parent: LedgerAllocator(ledger: ledger))
  }

  @Test func `a local, an optional, an enum, a generic struct and a generic class`() throws {
    let ledger = Ledger()
    do {
      let cells = try make(ledger)
      cells.give(try cells.take(40))
      #expect(ledger.live.count == 1)
    }
    #expect(ledger.live.isEmpty)
    var optional: Cells? = try make(ledger)
    #expect(ledger.live.count == 1)
    if case .some = optional { optional = nil }
    #expect(ledger.live.isEmpty)
    var place = Place.cells(try make(ledger))
    if case .empty = place { return }
    place = .empty
    #expect(ledger.live.isEmpty)
    do {
      let holder = Holder(value: try make(ledger))
      #expect(holder.value.cellCount == 10 && ledger.live.count == 1)
    }
    #expect(ledger.live.isEmpty)
    var instance: Instance<Cells>? = Instance(try make(ledger))
    #expect(instance?.value.cellCount == 10 && ledger.live.count == 1)
    instance = nil
    #expect(ledger.live.isEmpty && ledger.mismatches == 0 && ledger.requestCount == 5)
  }

  /// A parent without fields, whose owner has only trivial ones: it counts what it has allocated.
  struct TrivialParent: Allocator {
    nonisolated(unsafe) static var liveCount = 0
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe Self.liveCount += 1
      return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) {
      unsafe Self.liveCount -= 1
      unsafe SystemAllocator().deallocate(block)
    }
  }

  @Test func `with a parent that is trivial`() throws {
    do {
      let cells = try BitmapAllocator(cellByteCount: 32, cellCount: 10, parent: TrivialParent())
      cells.give(try cells.take(32))
      let liveCount = unsafe TrivialParent.liveCount
      #expect(liveCount == 1)
    }
    var optional: BitmapAllocator<TrivialParent>? = try BitmapAllocator(
      cellByteCount: 32, cellCount: 10, parent: TrivialParent())
    if case .some = optional { optional = nil }
    let liveCount = unsafe TrivialParent.liveCount
    #expect(liveCount == 0)
  }

  @Test func `boxes through a handle and through a shared owner`() throws {
    var cells = try BitmapAllocator(cellByteCount: 32, cellCount: 4)
    do {
      let box = try cells.borrowed().makeBox(41)
      #expect(box.value + 1 == 42)
    }
    #expect(cells.freeCellCount == 4)
    let ledger = Ledger()
    func makeBox() throws -> AllocatedBox<Int, SharedAllocator<Cells>> { try make(ledger).shared().makeBox(7) }
    do {
      let box = try makeBox()
      #expect(box.value == 7 && ledger.live.count == 1)
    }
    #expect(ledger.live.isEmpty && ledger.mismatches == 0)
  }

  @Test func `an allocator whose parent refuses is not made, and leaves nothing behind`() throws {
    let ledger = Ledger()
    ledger.refusedRequest = 1
    #expect(throws: AllocationError.outOfMemory) { _ = try make(ledger) }
    #expect(ledger.live.isEmpty)
  }
}

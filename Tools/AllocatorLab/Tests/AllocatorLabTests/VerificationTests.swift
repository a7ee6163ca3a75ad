import AllocatorLab
import Allocators
import Testing

@Suite struct VerificationTests {
  /// A trace with an occasion for each defect: two blocks live at once, a resize of each kind, a zeroed block.
  private static let text = """
    # trace: occasions
    1200
    3
    9
    1
    a 0 100
    a 1 100
    r 0 1000
    c 2 100
    f 1
    a 1 64
    f 2
    f 0
    f 1

    """

  @Test(arguments: Defect.allCases)
  func `a planted defect is found, and said to be what it is`(defect: Defect) throws {
    let trace = try parse(Self.text)
    let laboratory = Laboratory(rounds: 0, isVerifying: true)
    let error = #expect(throws: Laboratory.Failure.self) {
      try laboratory.measure(trace, on: DefectiveComposition(defect: defect), loop: nil, progress: {})
    }
    #expect(error.map { String(describing: $0) } == "failed verification at \(defect.finding)")
  }

  @Test func `the same allocator without a defect passes`() throws {
    let trace = try parse(Self.text)
    let laboratory = Laboratory(rounds: 0, isVerifying: true)
    let measurement = try laboratory.measure(
      trace, on: DefectiveComposition(defect: nil), loop: nil, progress: {})
    #expect(measurement.isVerified)
    #expect(measurement.failures == 0)
    #expect(measurement.peakAskedByteCount == 1200)
  }

  @Test func `an allocator that refuses is no defect: its failures are counted, and the trace goes on`() throws {
    let trace = try parse(Self.text)
    for isVerifying in [false, true] {
      let laboratory = Laboratory(rounds: 1, isVerifying: isVerifying)
      let loop = try #require(laboratory.measureLoop(trace))
      let measurement = try laboratory.measure(trace, on: SmallBlocksOnly(), loop: loop, progress: {})
      // The resize to 1000 bytes and nothing else.
      #expect(measurement.failures == 1)
      #expect(measurement.minimumNanoseconds != nil)
    }
  }
}

/// What a planted allocator does wrong.
enum Defect: String, CaseIterable, Sendable {
  case givesLiveMemoryAgain, changesAnotherBlock, forgetsToZero, losesContents, misaligns, givesLess, keepsMemory

  /// What the verification says.
  var finding: String {
    switch self {
    case .givesLiveMemoryAgain: "event 3: a block of 100 bytes was changed by another at byte 0, before a resize"
    case .changesAnotherBlock: "event 3: a block of 100 bytes was changed by another at byte 99, before a resize"
    case .forgetsToZero: "event 4: a zeroed block of 100 bytes is not zero at byte 97"
    case .losesContents: "event 3: a resize from 100 to 1000 bytes lost contents at byte 96"
    case .misaligns: "event 1: a block of 100 bytes is not aligned to 16"
    case .givesLess: "event 1: 100 bytes aligned to 16 were asked for, but the block has 99 bytes aligned to 16"
    case .keepsMemory:
      "when all was freed and it was destroyed, 1 blocks of 72 bytes had not been given back to the system"
    }
  }
}

struct DefectiveComposition: Composition {
  let defect: Defect?
  let name = "defective"
  let summary = "the system, with a defect"
  let kind = CompositionKind.specialised
  let startsAfresh = false

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(DefectiveAllocator(base: leaf, defect: defect))
  }
}

/// The allocator inside, with a defect.
struct DefectiveAllocator<Base: Allocator>: Allocator {
  let base: Base
  let defect: Defect?
  private let memory = Memory()

  init(base: Base, defect: Defect?) {
    self.base = base
    self.defect = defect
  }

  /// What the defects need to remember.
  @safe
  private final class Memory {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 64)
    var newest: Block?
    deinit { unsafe room.deallocate() }
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    if defect == .givesLiveMemoryAgain {
      return unsafe Block(address: memory.room.baseAddress!, byteCount: byteCount, alignment: alignment)
    }
    // One byte more than is asked for, so that a misaligned block lies in memory of its own.
    guard var block = unsafe base.allocateIfPossible(byteCount: byteCount + 8, alignment: alignment) else { return nil }
    unsafe block.byteCount = byteCount
    if defect == .changesAnotherBlock, let other = unsafe memory.newest { unsafe other.bytes[99] ^= 1 }
    unsafe memory.newest = block
    if defect == .misaligns { unsafe block.address += 1 }
    if defect == .givesLess { unsafe block.byteCount -= 1 }
    return unsafe block
  }

  func deallocate(_ block: Block) {
    if defect == .givesLiveMemoryAgain { return }
    if defect == .keepsMemory, unsafe block.byteCount == 64 { return }
    let start = unsafe defect == .misaligns ? block.address - 1 : block.address
    let size = unsafe defect == .givesLess ? block.byteCount + 1 : block.byteCount
    unsafe base.deallocate(Block(address: start, byteCount: size + 8, alignment: block.alignment))
  }

  func reallocateIfPossible(_ block: inout Block, byteCount: Int) -> Bool {
    let old = unsafe block
    guard unsafe reallocateByMoving(&block, byteCount: byteCount) else { return false }
    if defect == .losesContents { unsafe block.bytes[old.byteCount - 4] ^= 1 }
    return true
  }

  func allocateZeroedIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard let block = unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment) else { return nil }
    unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    if defect == .forgetsToZero { unsafe block.bytes[byteCount - 3] = 1 }
    return unsafe block
  }
}

/// The system, for blocks of up to 100 bytes.
struct SmallBlocksOnly: Composition {
  let name = "small"
  let summary = "the system for blocks of up to 100 bytes, nothing for others"
  let kind = CompositionKind.specialised
  let startsAfresh = false

  struct Limited<Base: Allocator>: Allocator {
    let base: Base

    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      byteCount <= 100 ? unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment) : nil
    }
    func deallocate(_ block: Block) { unsafe base.deallocate(block) }
  }

  func make<Leaf: Allocator, Visitor: AllocatorVisitor>(
    over leaf: Leaf, for visitor: Visitor
  ) throws(AllocationError) -> Visitor.Result {
    visitor.visit(Limited(base: leaf))
  }
}

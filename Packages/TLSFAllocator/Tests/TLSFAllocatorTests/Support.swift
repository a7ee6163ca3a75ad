import TLSFAllocator
import Testing

/// What a test's parent allocator saw, and which request it must refuse.
final class Ledger {
  var requestCount = 0
  var refusedRequest: Int?
  var live: [UInt: (byteCount: Int, alignment: Int)] = [:]
  var largestRequest = Int.max
  var byteLimit = Int.max
  var liveByteCount: Int { live.values.reduce(0) { $0 + $1.byteCount } }
  var log: [Int] = []
  var mismatches = 0
}

/// A parent that keeps a ledger, and refuses what it is set to refuse.
struct LedgerAllocator: Allocator {
  let ledger: Ledger

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    ledger.requestCount += 1
    ledger.log.append(byteCount)
    guard ledger.requestCount != ledger.refusedRequest, byteCount <= ledger.largestRequest,
      ledger.byteLimit == .max || byteCount <= ledger.byteLimit - ledger.liveByteCount,
      let block = unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
    else { return nil }
    unsafe ledger.live[UInt(bitPattern: block.address)] = (byteCount, alignment)
    return unsafe block
  }

  func deallocate(_ block: Block) {
    let entry = unsafe ledger.live.removeValue(forKey: UInt(bitPattern: block.address))
    if unsafe entry?.byteCount != block.byteCount || entry?.alignment != block.alignment { ledger.mismatches += 1 }
    unsafe SystemAllocator().deallocate(block)
  }
}

/// Repeatable randomness; tests print the seed when they fail.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Counts how many of its kind live.
final class Tally {
  var count = 0
}
struct Counted: ~Copyable {
  let tally: Tally
  var number: Int
  init(_ tally: Tally, _ number: Int = 0) {
    self.tally = tally
    self.number = number
    tally.count += 1
  }
  deinit { tally.count -= 1 }
}

// Which of the two is chosen shows at compile time whether a type is Sendable.
func isSendable<T: ~Copyable & ~Escapable>(_: T.Type) -> Bool { false }
func isSendable<T: Sendable & ~Copyable & ~Escapable>(_: T.Type) -> Bool { true }

/// A block as tests see it: the unsafety is in here, so that a test reads like the law it checks.
@safe
struct Piece: Equatable {
  var block: Block

  init(_ block: Block) { unsafe self.block = block }
  init(address: UInt, byteCount: Int = 1) {
    unsafe block = Block(
      address: UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped, byteCount: byteCount, alignment: 1)
  }
  static func == (left: Piece, right: Piece) -> Bool { unsafe left.block == right.block }

  var address: UInt { unsafe UInt(bitPattern: block.address) }
  var byteCount: Int { unsafe block.byteCount }
  var alignment: Int { unsafe block.alignment }
  var isAligned: Bool { address % UInt(alignment) == 0 }
  func fill(_ byte: UInt8) { unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: byte) }
  func holds(_ byte: UInt8, upTo count: Int = .max) -> Bool {
    unsafe block.bytes.prefix(count).allSatisfy { $0 == byte }
  }
}

extension Allocator where Self: ~Copyable & ~Escapable {
  func take(_ byteCount: Int, alignment: Int = 8) throws(AllocationError) -> Piece {
    unsafe Piece(try allocate(byteCount: byteCount, alignment: alignment))
  }
  func takeZeroed(_ byteCount: Int) throws(AllocationError) -> Piece {
    unsafe Piece(try allocateZeroed(byteCount: byteCount, alignment: 8))
  }
  func takeIfPossible(_ byteCount: Int, alignment: Int = 8) -> Piece? {
    unsafe allocateIfPossible(byteCount: byteCount, alignment: alignment).map { unsafe Piece($0) }
  }
  func give(_ piece: Piece) { unsafe deallocate(piece.block) }
  func give(_ pieces: [Piece]) { for piece in pieces { give(piece) } }
  func resize(_ piece: inout Piece, _ byteCount: Int) -> Bool { unsafe resize(&piece.block, byteCount: byteCount) }
  func reallocate(_ piece: inout Piece, _ byteCount: Int) throws(AllocationError) {
    try unsafe reallocate(&piece.block, byteCount: byteCount)
  }
}

extension BlockOwner where Self: ~Copyable & ~Escapable {
  func owns(_ piece: Piece) -> Bool { unsafe owns(piece.block) }
  func owns(_ address: UInt) -> Bool { owns(Piece(address: address)) }
}

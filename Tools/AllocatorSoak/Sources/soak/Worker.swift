import AllocatorTesting
import Allocators

/// What one thread does in its life: it allocates, fills, passes on, verifies, resizes and deallocates.
struct Worker {
  let subjects: [Subject]
  let mailbox: Guarded<[Piece]>
  var random: RandomSource
  var live: [Piece] = []
  /// Blocks that came and went, and blocks that another thread had allocated.
  var (operationCount, tradedCount) = (0, 0)

  /// The most blocks that are between two threads.
  private static let mailboxLimit = 2000

  init(_ subjects: [Subject], mailbox: Guarded<[Piece]>, random: RandomSource) {
    self.subjects = subjects
    self.mailbox = mailbox
    self.random = random
  }

  mutating func run(stepCount: Int) {
    // Blocks of one subject more than of others, so that its magazines fill.
    let favorite = random.number(below: subjects.count)
    // More and fewer by turns, so that pages come and go.
    let turn = 1 << (6 + random.number(below: 6))
    for number in 0..<stepCount { step(favorite, isGrowing: number & turn == 0) }
    // Some are left to others, some die with the thread.
    var left = random.number(below: live.count + 1)
    mailbox.with {
      left = min(left, max(Self.mailboxLimit - $0.count, 0))
      $0.append(contentsOf: live[..<left])
    }
    for piece in live[left...] { deallocate(piece) }
    live = []
  }

  private mutating func step(_ favorite: Int, isGrowing: Bool) {
    operationCount += 1
    switch random.number(below: 64) {
    case 0..<(isGrowing ? 32 : 16):
      let subject = random.number(below: 4) == 0 ? random.number(below: subjects.count) : favorite
      if live.count < 400 { allocate(subject) } else { deallocate(removeAny()) }
    case 0..<40: if !live.isEmpty { deallocate(removeAny()) }
    case 40..<48: if let piece = live.popLast() { deallocate(piece) }
    case 48..<53: handOver()
    case 53..<58: takeOver()
    case 58..<62: if !live.isEmpty { resize(random.number(below: live.count)) }
    case 62: allocateSeveral(random.number(below: subjects.count))
    default: if random.number(below: 100) == 0 { subjects[favorite].allocator.releaseUnused() }
    }
  }

  private mutating func removeAny() -> Piece {
    let index = random.number(below: live.count)
    live.swapAt(index, live.count - 1)
    return live.removeLast()
  }

  private mutating func byteCount(upTo largest: Int) -> Int {
    switch random.number(below: 64) {
    case 0..<40: min(random.number(below: 160), largest)
    case 40..<56: min(random.number(below: 1100), largest)
    case 56..<63: min(random.number(below: 9000), largest)
    default: random.number(below: largest + 1)
    }
  }
  private mutating func alignment(upTo largest: Int) -> Int {
    min(1 << random.number(below: random.number(below: 16) == 0 ? 14 : 5), largest)
  }

  private func verify(_ block: Block, _ number: Int) {
    let subject = subjects[number]
    if unsafe Int(bitPattern: block.address) % block.alignment != 0 {
      unsafe fail("\(subject.name): \(block) is misaligned")
    }
  }
  private func lost(_ piece: Piece, _ event: String) -> Never {
    unsafe fail("\(subjects[piece.subject].name): \(piece.block) has lost its content \(event)")
  }

  private mutating func allocate(_ number: Int) {
    let subject = subjects[number]
    let byteCount = byteCount(upTo: subject.largest)
    let alignment = alignment(upTo: subject.alignment)
    let isZeroed = byteCount < 1 << 14 && random.number(below: 8) == 0
    let allocated: Block?
    if isZeroed {
      unsafe allocated = subject.allocator.allocateZeroedIfPossible(byteCount: byteCount, alignment: alignment)
    } else {
      unsafe allocated = subject.allocator.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    guard let block = unsafe allocated else {
      if !subject.refuses { fail("\(subject.name): \(byteCount) bytes aligned to \(alignment) were refused") }
      return
    }
    let piece = unsafe Piece(block, of: number, seed: UInt8(truncatingIfNeeded: random.next()))
    unsafe verify(block, number)
    if isZeroed && !piece.isZero { unsafe fail("\(subject.name): \(block) is not zero") }
    piece.fill()
    live.append(piece)
  }

  mutating func deallocate(_ piece: Piece) {
    if !piece.holds() { lost(piece, "before it was deallocated") }
    let subject = subjects[piece.subject]
    let kind = random.number(below: 4)
    if kind == 0, let deallocate = unsafe subject.deallocateAt {
      unsafe deallocate(piece.block.address)
    } else if kind == 1, piece.byteCount > 0, let deallocate = unsafe subject.deallocateContaining {
      unsafe deallocate(piece.block.address + random.number(below: piece.byteCount))
    } else {
      unsafe subject.allocator.deallocate(piece.block)
    }
  }

  /// Passes a block to whoever takes it.
  private mutating func handOver() {
    guard !live.isEmpty else { return }
    let piece = removeAny()
    let isPassed = mailbox.with { pieces in
      if pieces.count >= Self.mailboxLimit { return false }
      pieces.append(piece)
      return true
    }
    if !isPassed { deallocate(piece) }
  }

  /// Takes a block that any thread may have allocated, dead ones, too.
  private mutating func takeOver() {
    let choice = random.next()
    let taken = mailbox.with { pieces in
      if pieces.isEmpty { return Piece?.none }
      pieces.swapAt(Int(choice % UInt64(pieces.count)), pieces.count - 1)
      return pieces.removeLast()
    }
    guard let piece = taken else { return }
    tradedCount += 1
    if !piece.holds() { lost(piece, "on its way from another thread") }
    if live.count < 400 && choice >> 63 == 0 { live.append(piece) } else { deallocate(piece) }
  }

  private mutating func resize(_ index: Int) {
    let old = live[index]
    let subject = subjects[old.subject]
    let byteCount = byteCount(upTo: subject.largest)
    var block = unsafe old.block
    let isDone: Bool
    if random.number(below: 3) == 0 {
      isDone = unsafe subject.allocator.resize(&block, byteCount: byteCount)
    } else {
      isDone = unsafe subject.allocator.reallocateIfPossible(&block, byteCount: byteCount)
    }
    if !isDone {
      if !old.holds() { lost(old, "when its resizing was refused") }
      return
    }
    unsafe verify(block, old.subject)
    let new = unsafe Piece(block, of: old.subject, seed: old.seed)
    if !new.holds(upTo: min(old.byteCount, byteCount)) { lost(new, "when it was resized from \(old.byteCount)") }
    new.fill()
    live[index] = new
  }

  private mutating func allocateSeveral(_ number: Int) {
    let subject = subjects[number]
    let byteCount = random.number(below: min(subject.largest, 600))
    let count = 1 + random.number(below: 20)
    var seed = UInt8(truncatingIfNeeded: random.next())
    var pieces: [Piece] = []
    pieces.reserveCapacity(count)
    let allocated = unsafe subject.allocator.allocateBlocks(count: count, byteCount: byteCount, alignment: 8) { block in
      unsafe pieces.append(Piece(block, of: number, seed: seed))
      seed &+= 1
    }
    if allocated != pieces.count { fail("\(subject.name): \(allocated) blocks were \(pieces.count)") }
    for piece in pieces {
      unsafe verify(piece.block, number)
      piece.fill()
    }
    for piece in pieces where !piece.holds() { lost(piece, "beside those that came with it") }
    unsafe subject.allocator.deallocateBlocks(count: pieces.count) { unsafe pieces.removeLast().block }
  }
}

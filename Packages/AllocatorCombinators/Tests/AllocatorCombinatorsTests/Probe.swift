import AllocatorCombinators

/// A block owner for tests: it checks what it is given, can be made to refuse, and knows what is live.
struct Probe: BlockOwner {
  final class State {
    var live: [UInt: (byteCount: Int, alignment: Int)] = [:]
    var requests = 0
    var failing: Set<Int> = []
    var frees = 0
    var mistakes: [String] = []
  }

  let state = State()
  var largest = 1 << 40  // sanitizers stop the program at larger requests
  var maximumAlignment = Int.max
  var capacity = Int.max
  var quantum = 1
  var resizesInPlace = true

  var liveByteCount: Int { state.live.values.reduce(0) { $0 + $1.byteCount } }
  var isClean: Bool { state.live.isEmpty && state.mistakes.isEmpty }

  private func rounded(_ byteCount: Int) -> Int {
    byteCount > Int.max - quantum ? byteCount : (byteCount + quantum - 1) / quantum * quantum
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    state.requests += 1
    guard !state.failing.contains(state.requests), byteCount <= largest, alignment <= maximumAlignment,
      byteCount <= capacity - liveByteCount,
      let block = unsafe SystemAllocator().allocateIfPossible(
        byteCount: rounded(byteCount), alignment: alignment)
    else { return nil }
    unsafe state.live[UInt(bitPattern: block.address)] = (byteCount, alignment)
    return unsafe Block(address: block.address, byteCount: byteCount, alignment: alignment)
  }

  private func check(_ block: Block) -> Bool {
    let known = unsafe state.live[UInt(bitPattern: block.address)]
    if let known, unsafe known == (block.byteCount, block.alignment) { return true }
    unsafe state.mistakes.append("\(block) given, \(String(describing: known)) known")
    return false
  }

  func deallocate(_ block: Block) {
    state.frees += 1
    guard unsafe check(block) else { return }
    unsafe state.live[UInt(bitPattern: block.address)] = nil
    unsafe SystemAllocator().deallocate(block)
  }

  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard unsafe check(block), resizesInPlace else { return unsafe byteCount == block.byteCount }
    guard unsafe byteCount <= goodByteCount(for: block.byteCount, alignment: 1) else { return false }
    unsafe state.live[UInt(bitPattern: block.address)] = (byteCount, block.alignment)
    unsafe block.byteCount = byteCount
    return true
  }

  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    byteCount > largest ? byteCount : min(rounded(byteCount), largest)
  }

  func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= maximumAlignment }

  func owns(_ block: Block) -> Bool {
    let address = unsafe UInt(bitPattern: block.address)
    return state.live.contains { address >= $0.key && address < $0.key + UInt(max($0.value.byteCount, 1)) }
  }
}

/// An owner without state whose end is counted, to find out whether deinitializers run.
struct StatelessOwner: BlockOwner, SelfContainedAllocator, ~Copyable {
  static let ends = Ends()

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe SystemAllocator().deallocate(block) }
  borrowing func owns(_ block: Block) -> Bool { false }

  deinit { Self.ends.count += 1 }
}

/// The same, generic over its parent.
///
/// Its deinitializer is that of a part that is not generic: a generic struct's own would be lost where generic code
/// destroys it, in optimized builds.
struct ParentedOwner<Parent: Allocator & ~Copyable>: Allocator, ~Copyable {
  let parent: Parent
  let end = ParentedEnd()

  init(_ parent: consuming Parent) { self.parent = parent }
  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    unsafe parent.allocateIfPossible(byteCount: byteCount, alignment: alignment)
  }
  borrowing func deallocate(_ block: Block) { unsafe parent.deallocate(block) }
}

extension ParentedOwner: SelfContainedAllocator where Parent: SelfContainedAllocator & ~Copyable {}

struct ParentedEnd: ~Copyable {
  deinit { parentedEnds.count += 1 }
}

/// How many owners have ended; used by one test at a time.
final class Ends: @unchecked Sendable {
  var count = 0
}

let parentedEnds = Ends()

/// A handle that counts how many of it are alive: what is stored in a combinator must end with it.
struct Counted: BlockOwner {
  final class Token {
    let ends: Ends
    init(_ ends: Ends) { self.ends = ends }
    deinit { ends.count += 1 }
  }
  let token: Token

  init(_ ends: Ends) { token = Token(ends) }
  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? { nil }
  func deallocate(_ block: Block) {}
  func owns(_ block: Block) -> Bool { false }
}

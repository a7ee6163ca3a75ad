import AllocatorContainers

/// Counts the values of a test: each must end exactly once.
final class Census {
  private(set) var live: Set<Int> = []
  private(set) var mistakes: [String] = []
  private var nextSerial = 0

  func enter() -> Int {
    nextSerial += 1
    live.insert(nextSerial)
    return nextSerial
  }

  func leave(_ serial: Int) {
    if live.remove(serial) == nil { mistakes.append("value \(serial) ended twice") }
  }
}

/// A noncopyable value that reports its life to a census.
struct Counted: ~Copyable {
  var number: Int
  private let serial: Int
  private let census: Census

  init(_ number: Int, _ census: Census) {
    self.number = number
    self.census = census
    serial = census.enter()
  }

  deinit { census.leave(serial) }
}

/// A copyable key whose copies share one life, which it reports to a census.
struct CountedKey: Hashable {
  private final class Life {
    let serial: Int
    let census: Census
    init(_ census: Census) {
      self.census = census
      serial = census.enter()
    }
    deinit { census.leave(serial) }
  }

  let number: Int
  private let life: Life

  init(_ number: Int, _ census: Census) {
    self.number = number
    life = Life(census)
  }

  /// Distinguishes keys that are equal.
  var identity: Int { life.serial }

  static func == (left: CountedKey, right: CountedKey) -> Bool { left.number == right.number }
  func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

struct Refused: Error {}

/// A handle that checks what is returned to it, knows what is live, and refuses every k-th request.
struct FailingAllocator: Allocator {
  final class State {
    var live: [UInt: (byteCount: Int, alignment: Int)] = [:]
    var requests = 0
    var refusals = 0
    var interval = Int.max
    var mistakes: [String] = []
    var resizesInPlace = false
    var largestAlignment = Int.max
  }

  let state = State()

  /// - Parameter interval: The k of every k-th request that is refused; none when left out.
  init(refusingEvery interval: Int = .max, resizesInPlace: Bool = false) {
    state.interval = interval
    state.resizesInPlace = resizesInPlace
  }

  var isClean: Bool { state.live.isEmpty && state.mistakes.isEmpty }
  var liveByteCount: Int { state.live.values.reduce(0) { $0 + $1.byteCount } }

  private func refuses() -> Bool {
    state.requests += 1
    guard state.requests % state.interval == 0 else { return false }
    state.refusals += 1
    return true
  }

  func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    guard alignment <= state.largestAlignment, !refuses() else { return nil }
    let room = goodByteCount(for: byteCount, alignment: alignment)
    let block = unsafe SystemAllocator().allocateIfPossible(byteCount: room, alignment: alignment)
    guard let block = unsafe block else { return nil }
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
    guard unsafe check(block) else { return }
    unsafe state.live[UInt(bitPattern: block.address)] = nil
    unsafe SystemAllocator().deallocate(block)
  }

  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    guard unsafe check(block) else { return false }
    let isPossible =
      state.resizesInPlace
      ? unsafe byteCount <= goodByteCount(for: block.byteCount, alignment: 1) : unsafe byteCount == block.byteCount
    guard isPossible else { return false }
    unsafe state.live[UInt(bitPattern: block.address)] = (byteCount, block.alignment)
    unsafe block.byteCount = byteCount
    return true
  }

  func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
    state.resizesInPlace && byteCount < Int.max / 2 ? (byteCount + 47) / 48 * 48 : byteCount
  }

  func supports(byteCount: Int, alignment: Int) -> Bool { alignment <= state.largestAlignment }
}

/// An owner of a fixed piece of memory that it allocates front to back; the last block grows in place.
@safe
struct BumpAllocator: Allocator, ~Copyable {
  private let memory: UnsafeMutableRawBufferPointer
  private let cursor: UnsafeMutablePointer<Int>
  private let anchor = DeinitAnchor()

  init(byteCount: Int) {
    unsafe memory = .allocate(byteCount: byteCount, alignment: 64)
    unsafe cursor = .allocate(capacity: 1)
    unsafe cursor.initialize(to: 0)
  }

  deinit {
    unsafe memory.deallocate()
    unsafe cursor.deallocate()
  }

  var usedByteCount: Int { unsafe cursor.pointee }

  borrowing func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
    let offset = unsafe (cursor.pointee + alignment - 1) & ~(alignment - 1)
    guard alignment <= 64, unsafe byteCount <= memory.count - offset else { return nil }
    unsafe cursor.pointee = offset + byteCount
    return unsafe Block(address: memory.baseAddress! + offset, byteCount: byteCount, alignment: alignment)
  }

  borrowing func deallocate(_ block: Block) {
    if unsafe isLast(block) { unsafe cursor.pointee -= block.byteCount }
  }

  borrowing func resize(_ block: inout Block, byteCount: Int) -> Bool {
    if unsafe isLast(block) {
      let offset = unsafe block.address - memory.baseAddress!
      guard unsafe byteCount <= memory.count - offset else { return false }
      unsafe cursor.pointee = offset + byteCount
    } else if unsafe byteCount > block.byteCount {
      return false
    }
    unsafe block.byteCount = byteCount
    return true
  }

  private borrowing func isLast(_ block: Block) -> Bool {
    unsafe block.address - memory.baseAddress! + block.byteCount == cursor.pointee
  }
}

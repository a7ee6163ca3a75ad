/// What all copies of a ``TestMemory`` share.
@safe
final class TestMemoryState {
  let hostility: TestMemory.Hostility
  /// In the order of their addresses; blocks that are freed and kept are among them.
  private(set) var entries: [TestMemoryEntry] = []
  private(set) var liveCount = 0
  private(set) var liveByteCount = 0
  private(set) var requestCount = 0
  private(set) var misuse: String?
  var failingRequest = 0
  var refusesEverything = false
  /// The memories that were made beside this one.
  var companions: [TestMemoryState] = []
  var liveWitnessCount = 0
  /// Calls and results, when they are wanted.
  var record: [String]?
  /// Whether a request was refused on demand since this was last cleared.
  var hasInjectedFailure = false

  #if os(Linux) && !hasFeature(Embedded)
    /// What calls pass through while several threads use the allocator above.
    var turnstile: Turnstile?
  #endif

  private var regions: [Block] = unsafe []
  private var regionCursor: UInt = 0

  static let guardByteCount = 64
  static let guardFilling = Filling(byte: 0xFB)
  static let freshFilling = Filling(byte: 0xA5)
  static let freedFilling = Filling(byte: 0xDD)
  /// More than this is refused without asking the system, whose sanitized form may stop the program.
  static let largestRequest = 1 << 28
  private static let regionByteCount = 1 << 22
  private static let addressPeriod = 4096

  init(_ hostility: TestMemory.Hostility) { self.hostility = hostility }

  deinit {
    for entry in entries { release(entry) }
    while let region = unsafe regions.popLast() { unsafe SystemAllocator().deallocate(region) }
  }

  func allocate(byteCount: Int, alignment: Int) -> Block? {
    enter()
    defer { leave() }
    requestCount += 1
    record?.append("allocate \(byteCount) aligned to \(alignment)")
    if refusesEverything || requestCount == failingRequest {
      hasInjectedFailure = true
      return nil
    }
    guard byteCount <= Self.largestRequest, alignment <= Self.largestRequest,
      let entry = place(byteCount: byteCount, alignment: alignment)
    else { return nil }
    entries.insert(entry, at: firstIndex(above: entry.address))
    liveCount += 1
    liveByteCount += byteCount
    let address = unsafe Self.pointer(entry.address)
    unsafe Self.freshFilling.write(to: address, byteCount: min(byteCount, 1 << 16))
    writeGuards(of: entry)
    return unsafe Block(address: address, byteCount: byteCount, alignment: alignment)
  }

  #if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
    private let mutex = ThreadMutex()
  #endif

  private func enter() {
    #if os(Linux) && !hasFeature(Embedded)
      if let turnstile { return turnstile.enter() }
    #endif
    #if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
      mutex.lock()
    #endif
  }

  private func leave() {
    #if os(Linux) && !hasFeature(Embedded)
      if let turnstile { return turnstile.leave() }
    #endif
    #if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
      mutex.unlock()
    #endif
  }

  /// Reaches the state as an operation does.
  func guarded<Result>(_ body: (TestMemoryState) -> Result) -> Result {
    enter()
    defer { leave() }
    return body(self)
  }

  /// The bytes of live blocks here and in the memories beside this one, and beside those.
  var wholeLiveByteCount: Int {
    let (byteCount, companions) = guarded { ($0.liveByteCount, $0.companions) }
    return companions.reduce(byteCount) { $0 + $1.wholeLiveByteCount }
  }

  /// Finds memory for a block with its guards.
  ///
  /// Where it lies within ``addressPeriod`` follows from what was asked for and how much is live, so that the same
  /// script finds the same addresses, as far as alignments go, whatever the platform's heap returns.
  private func place(byteCount: Int, alignment: Int) -> TestMemoryEntry? {
    let isOdd = hostility.contains(.oddAddresses)
    let grain = max(isOdd ? alignment * 2 : alignment, 16)
    let period = max(grain, Self.addressPeriod)
    let room = hostility.contains(.refusesResize) ? byteCount : (byteCount + 15) & ~15
    let whole = Self.guardByteCount + period + room + Self.guardByteCount
    // The block starts at an odd multiple of its alignment, or at an even one, behind room for the guard.
    let number = UInt64(truncatingIfNeeded: byteCount) &* 31 &+ UInt64(truncatingIfNeeded: liveCount)
    let scattered = Int(truncatingIfNeeded: (number &* Pattern.stride) >> 40)
    let phase = scattered & (period - 1) & ~(grain - 1) | (isOdd ? alignment : 0)
    if hostility.contains(.descending) {
      guard let start = carve(byteCount: whole) else { return nil }
      return TestMemoryEntry(
        address: Self.address(from: start, phase: phase, period: period), byteCount: byteCount,
        alignment: alignment, base: nil, baseByteCount: whole, room: room)
    }
    guard let base = unsafe SystemAllocator().allocateIfPossible(byteCount: whole, alignment: 16) else { return nil }
    let start = unsafe UInt(bitPattern: base.address)
    return TestMemoryEntry(
      address: Self.address(from: start, phase: phase, period: period), byteCount: byteCount, alignment: alignment,
      base: start, baseByteCount: whole, room: room)
  }

  /// The first address behind a guard at `start` that is `phase` more than a multiple of `period`.
  private static func address(from start: UInt, phase: Int, period: Int) -> UInt {
    let least = start + UInt(guardByteCount)
    return least + (UInt(phase) &- least) & UInt(period - 1)
  }

  /// Takes a piece from the upper end of what is left of a region.
  private func carve(byteCount: Int) -> UInt? {
    let needed = UInt(byteCount)
    if unsafe regions.isEmpty || (unsafe regionCursor - UInt(bitPattern: regions[regions.count - 1].address)) < needed {
      let regionByteCount = max(Self.regionByteCount, byteCount)
      guard let region = unsafe SystemAllocator().allocateIfPossible(byteCount: regionByteCount, alignment: 16) else {
        return nil
      }
      unsafe regions.append(region)
      unsafe regionCursor = UInt(bitPattern: region.endAddress)
    }
    regionCursor -= needed
    return regionCursor
  }

  func deallocate(_ block: Block) {
    enter()
    defer { leave() }
    unsafe record?.append("deallocate \(block.byteCount) aligned to \(block.alignment)")
    guard let index = unsafe expectLive(block, action: "returned") else { return }
    let entry = entries[index]
    checkGuards(of: entry)
    liveCount -= 1
    liveByteCount -= entry.byteCount
    let keeps =
      hostility.contains(.neverReuses) || hostility.contains(.descending) || hostility.contains(.poisonsFreed)
    if keeps {
      entries[index].isLive = false
      if hostility.contains(.poisonsFreed) {
        unsafe Self.freedFilling.write(to: block.address, byteCount: entry.byteCount)
      }
    } else {
      entries.remove(at: index)
      release(entry)
    }
  }

  func resize(_ block: inout Block, byteCount: Int) -> Bool {
    enter()
    defer { leave() }
    unsafe record?.append("resize \(block.byteCount) to \(byteCount)")
    guard let index = unsafe expectLive(block, action: "resized") else { return false }
    let entry = entries[index]
    checkGuards(of: entry)
    if byteCount == entry.byteCount { return true }
    if hostility.contains(.refusesResize) || byteCount > entry.room { return false }
    liveByteCount += byteCount - entry.byteCount
    entries[index].byteCount = byteCount
    writeGuards(of: entries[index])
    unsafe block.byteCount = byteCount
    return true
  }

  func owns(_ block: Block) -> Bool {
    enter()
    defer { leave() }
    let address = unsafe UInt(bitPattern: block.address)
    guard let index = index(atOrBelow: address) else { return false }
    let entry = entries[index]
    let end = unsafe address + UInt(block.byteCount)
    guard entry.isLive, end <= entry.address + UInt(entry.byteCount) else { return false }
    // One past the end is not inside, except for an empty block where it begins.
    return address == entry.address || address < entry.address + UInt(entry.byteCount)
  }

  /// Looks at the guards of all live blocks and at all freed blocks that are kept.
  func checkAll() {
    for entry in entries {
      checkGuards(of: entry)
      if !entry.isLive, hostility.contains(.poisonsFreed),
        let offset = unsafe Self.freedFilling.firstMismatch(
          in: Self.pointer(entry.address), byteCount: entry.byteCount)
      {
        report("byte \(offset) of a block of \(entry.byteCount) bytes was written after the parent had got it back")
      }
    }
  }

  /// Whether these bytes reach into a guard, or into a block that was returned.
  func isForbidden(_ address: UInt, byteCount: Int) -> Bool {
    guard byteCount > 0 else { return false }
    let end = address + UInt(byteCount)
    let guardByteCount = UInt(Self.guardByteCount)
    // Entries and their guards do not overlap: only the one below the address can reach beyond it.
    var index = max(0, firstIndex(above: address) - 1)
    while index < entries.count, entries[index].address - guardByteCount < end {
      let entry = entries[index]
      index += 1
      let start = entry.address
      let stop = start + UInt(entry.byteCount)
      if address < start && end > start - guardByteCount || address < stop + guardByteCount && end > stop {
        return true
      }
      if !entry.isLive && address < stop && end > start { return true }
    }
    return false
  }

  private func report(_ message: String) { if misuse == nil { misuse = message } }

  private func expectLive(_ block: Block, action: StaticString) -> Int? {
    let address = unsafe UInt(bitPattern: block.address)
    let text = unsafe block.description
    guard let index = index(atOrBelow: address), entries[index].address == address else {
      report("a block was \(action) that the parent never allocated: \(text)")
      return nil
    }
    let entry = entries[index]
    guard entry.isLive else {
      report("a block was \(action) that the parent had got back before: \(text)")
      return nil
    }
    guard unsafe entry.byteCount == block.byteCount, unsafe entry.alignment == block.alignment else {
      report(
        "\(text), was \(action), but the parent had allocated \(entry.byteCount) bytes aligned to \(entry.alignment)")
      return nil
    }
    return index
  }

  private func firstIndex(above address: UInt) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func index(atOrBelow address: UInt) -> Int? {
    let index = firstIndex(above: address)
    return index == 0 ? nil : index - 1
  }

  private func writeGuards(of entry: TestMemoryEntry) {
    let count = Self.guardByteCount
    unsafe Self.guardFilling.write(to: Self.pointer(entry.address) - count, byteCount: count)
    unsafe Self.guardFilling.write(
      to: Self.pointer(entry.address) + entry.byteCount, byteCount: entry.room - entry.byteCount + count)
  }

  private func checkGuards(of entry: TestMemoryEntry) {
    let count = Self.guardByteCount
    let start = unsafe Self.pointer(entry.address)
    if let offset = unsafe Self.guardFilling.firstMismatch(in: start - count, byteCount: count) {
      report("the byte \(count - offset) before the parent's block of \(entry.byteCount) bytes was overwritten")
    }
    let behind = entry.room - entry.byteCount + count
    if let offset = unsafe Self.guardFilling.firstMismatch(in: start + entry.byteCount, byteCount: behind) {
      report("the byte \(offset + 1) behind the parent's block of \(entry.byteCount) bytes was overwritten")
    }
  }

  private func release(_ entry: TestMemoryEntry) {
    guard let base = entry.base else { return }
    unsafe SystemAllocator().deallocate(
      Block(address: Self.pointer(base), byteCount: entry.baseByteCount, alignment: 16))
  }

  static func pointer(_ address: UInt) -> UnsafeMutableRawPointer {
    // Addresses come from blocks and are never zero.
    unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
  }
}

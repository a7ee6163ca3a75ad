#if !hasFeature(Embedded)
  /// One block that a ``CheckedAllocator`` allocated: where its bytes are, and what its parent knows of it.
  @safe
  struct CheckedEntry {
    /// The block as the program knows it.
    @unsafe var block: Block
    /// The block as the parent knows it.
    @unsafe var theirs: Block
    /// The memory that holds the bytes and the guards.
    @unsafe let home: Block
    /// The most bytes that fit between the guards.
    let room: Int
    let allocated: CallTrace
    var freed: CallTrace?
    var endedByReset = false

    static let guardByteCount = 64

    var start: UInt { unsafe UInt(bitPattern: block.address) }
  }

  /// What a ``CheckedAllocator`` knows about its blocks, live and freed.
  @safe
  final class CheckedLedger {
    let name: String
    let tracesCalls: Bool
    private let quarantineCount: Int
    private let onMisuse: ((String) -> Void)?
    /// By the address that the program has.
    private(set) var live: [UInt: CheckedEntry] = [:]
    /// Freed blocks, oldest first, filled with ``TestMemoryState/freedFilling``.
    private var quarantine: [CheckedEntry] = []

    init(name: String, tracesCalls: Bool, quarantineCount: Int, onMisuse: ((String) -> Void)?) {
      self.name = name
      self.tracesCalls = tracesCalls
      self.quarantineCount = quarantineCount
      self.onMisuse = onMisuse
    }

    /// Reports what is live still; the allocator is gone.
    deinit {
      verify()
      let entries = live.values.sorted { $0.start < $1.start }
      if let first = entries.first {
        let byteCount = entries.reduce(0) { unsafe $0 + $1.block.byteCount }
        let subject = entries.count == 1 ? "1 block" : "\(entries.count) blocks"
        unsafe report(
          "leak: \(subject) of \(byteCount) bytes \(entries.count == 1 ? "was" : "were") never returned; one of them "
            + "is \(first.block)", of: first)
      }
      for entry in entries { unsafe SystemAllocator().deallocate(entry.home) }
      for entry in quarantine { unsafe SystemAllocator().deallocate(entry.home) }
    }

    // Blocks come and go

    /// Takes a block of the parent on, and returns the one that the program uses instead.
    func admit(_ theirs: Block, zeroed: Bool) -> Block? {
      guard let entry = unsafe makeEntry(for: theirs) else { return nil }
      let block = unsafe entry.block
      let filling = zeroed ? Filling(byte: 0) : TestMemoryState.freshFilling
      unsafe filling.write(to: block.address, byteCount: block.byteCount)
      live[entry.start] = entry
      return unsafe block
    }

    private func makeEntry(for theirs: Block) -> CheckedEntry? {
      let alignment = unsafe theirs.alignment
      let modulus = max(alignment * 2, 64)
      let guardByteCount = CheckedEntry.guardByteCount
      guard let room = unsafe SizeArithmetic.product(max(theirs.byteCount, 64), 16),
        let inner = SizeArithmetic.sum(room, 2 * guardByteCount), let whole = SizeArithmetic.sum(inner, modulus),
        let home = unsafe SystemAllocator().allocateIfPossible(byteCount: whole, alignment: modulus)
      else { return nil }
      // The same distance from a multiple of the modulus as the parent's own address, behind room for a guard.
      let phase = unsafe Int(bitPattern: theirs.address) & (modulus - 1)
      let prefix =
        phase
        + (phase >= guardByteCount ? 0 : SizeArithmetic.roundedUp(unchecked: guardByteCount, toMultipleOf: modulus))
      let block = unsafe Block(address: home.address + prefix, byteCount: theirs.byteCount, alignment: alignment)
      let entry = unsafe CheckedEntry(
        block: block, theirs: theirs, home: home, room: whole - prefix - guardByteCount,
        allocated: CallTrace(isWanted: tracesCalls), freed: nil)
      writeGuards(of: entry)
      return entry
    }

    /// The parent's block for one that the program names, which is reported when it is not to be used so.
    func find(_ block: Block, action: String) -> Block? {
      guard let entry = unsafe live[UInt(bitPattern: block.address)] else {
        unsafe reportStranger(block, action: action)
        return nil
      }
      guard unsafe entry.block.byteCount == block.byteCount && entry.block.alignment == block.alignment else {
        unsafe report(
          "wrong size or alignment: \(block), was \(action), but it was allocated as \(entry.block.byteCount) bytes "
            + "aligned to \(entry.block.alignment)", of: entry)
        return nil
      }
      checkGuards(of: entry)
      return unsafe entry.theirs
    }

    func release(_ block: Block) -> Block? {
      guard let theirs = unsafe find(block, action: "returned"),
        var entry = unsafe live.removeValue(forKey: UInt(bitPattern: block.address))
      else { return nil }
      entry.freed = CallTrace(isWanted: tracesCalls)
      retire(entry)
      return unsafe theirs
    }

    func hasRoom(_ block: Block, byteCount: Int) -> Bool {
      unsafe byteCount <= live[UInt(bitPattern: block.address)]?.room ?? 0
    }

    func resize(_ block: Block, to theirs: Block, from old: Int) {
      guard var entry = unsafe live[UInt(bitPattern: block.address)] else { return }
      unsafe entry.theirs = unsafe theirs
      unsafe entry.block.byteCount = theirs.byteCount
      live[entry.start] = entry
      writeGuards(of: entry)
      if unsafe theirs.byteCount > old {
        unsafe TestMemoryState.freshFilling.write(to: block.address + old, byteCount: theirs.byteCount - old)
      }
    }

    /// The parent moved a block: its bytes move, too.
    func move(_ block: Block, to theirs: Block) -> Block? {
      guard var old = unsafe live.removeValue(forKey: UInt(bitPattern: block.address)),
        let moved = unsafe admit(theirs, zeroed: false)
      else { return nil }
      unsafe moved.address.copyMemory(from: block.address, byteCount: min(block.byteCount, moved.byteCount))
      old.freed = CallTrace(isWanted: tracesCalls)
      retire(old)
      return unsafe moved
    }

    func endAll() {
      for var entry in live.values {
        entry.endedByReset = true
        entry.freed = CallTrace(isWanted: tracesCalls)
        retire(entry)
      }
      live.removeAll()
    }

    private func retire(_ entry: CheckedEntry) {
      unsafe TestMemoryState.freedFilling.write(to: entry.block.address, byteCount: entry.block.byteCount)
      quarantine.append(entry)
      guard quarantine.count > quarantineCount else { return }
      let oldest = quarantine.removeFirst()
      checkFreed(oldest)
      unsafe SystemAllocator().deallocate(oldest.home)
    }

    func owns(_ block: Block) -> Bool {
      if unsafe live[UInt(bitPattern: block.address)] != nil { return true }
      let address = unsafe UInt(bitPattern: block.address)
      return live.values.contains { unsafe $0.start <= address && address < $0.start + UInt($0.block.byteCount) }
    }

    // What is looked at

    func verify() {
      for entry in live.values { checkGuards(of: entry) }
      for entry in quarantine { checkFreed(entry) }
    }

    private func writeGuards(of entry: CheckedEntry) {
      let count = CheckedEntry.guardByteCount
      let block = unsafe entry.block
      unsafe TestMemoryState.guardFilling.write(to: block.address - count, byteCount: count)
      unsafe TestMemoryState.guardFilling.write(to: block.endAddress, byteCount: count)
    }

    private func checkGuards(of entry: CheckedEntry) {
      let count = CheckedEntry.guardByteCount
      let block = unsafe entry.block
      if let offset = unsafe TestMemoryState.guardFilling.firstMismatch(in: block.endAddress, byteCount: count) {
        unsafe report("overrun: the byte \(offset + 1) behind the end of \(block), was overwritten", of: entry)
      }
      // The byte nearest to the block is the one that matters.
      for offset in 1...count
      where unsafe block.address.load(fromByteOffset: -offset, as: UInt8.self) != TestMemoryState.guardFilling.byte {
        unsafe report("underrun: the byte \(offset) before the start of \(block), was overwritten", of: entry)
        break
      }
    }

    private func checkFreed(_ entry: CheckedEntry) {
      let block = unsafe entry.block
      guard
        let offset = unsafe TestMemoryState.freedFilling.firstMismatch(
          in: block.address, byteCount: block.byteCount)
      else { return }
      let (kind, event) =
        entry.endedByReset ? ("use after reset", "a reset had ended it") : ("write after free", "it was returned")
      unsafe report("\(kind): byte \(offset) of \(block), was written after \(event)", of: entry)
      // Once is enough.
      unsafe TestMemoryState.freedFilling.write(to: block.address, byteCount: block.byteCount)
    }

    // Reports

    func stopWithoutRoom(for byteCount: Int) -> Never {
      _stop("\(name) found no memory to watch a block of \(byteCount) bytes in")
    }

    /// A block is not live: it was freed before, ended by a reset, lies inside another one, or is not from here.
    private func reportStranger(_ block: Block, action: String) {
      let address = unsafe UInt(bitPattern: block.address)
      if let entry = quarantine.last(where: { $0.start == address }) {
        let again = CallTrace(isWanted: tracesCalls)
        if entry.endedByReset {
          unsafe report("use after reset: \(block), was \(action) after a reset had ended it", of: entry, now: again)
        } else {
          unsafe report("double free: \(block), was \(action) after it had been returned", of: entry, now: again)
        }
        return
      }
      if let entry = live.values.first(where: {
        unsafe $0.start < address && address < $0.start + UInt($0.block.byteCount)
      }) {
        unsafe report(
          "foreign block: \(block), was \(action), which is the inside of \(entry.block)", of: entry)
        return
      }
      unsafe report("foreign block: \(block), was \(action), but did not come from here", of: nil)
    }

    private func report(_ message: String, of entry: CheckedEntry?, now: CallTrace? = nil) {
      var text = "\(name): \(message)"
      if let entry {
        text += entry.allocated.description(after: "allocated")
        if let freed = entry.freed { text += freed.description(after: entry.endedByReset ? "reset" : "freed") }
      }
      if let now { text += now.description(after: "used again") }
      if let onMisuse { onMisuse(text) } else { _stop(text) }
    }
  }
#endif

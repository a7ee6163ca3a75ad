/// The blocks that an allocator has given out and not yet got back, recorded in debug builds only.
///
/// An owner keeps one and reports to it, so that in debug builds a double free, a foreign block, a wrong size and an
/// owner destroyed while its blocks live each stop the program with a message that names the allocator. The record is
/// out of line: blocks and their layout are the same with and without it. In release builds, and under Embedded Swift,
/// it is empty and every method compiles to nothing.
@safe
@frozen
public struct LiveBlocks: ~Copyable {
  #if (DEBUG || HARDENED) && !hasFeature(Embedded)
    @usableFromInline let record: UnsafeMutablePointer<LiveBlockRecord>

    public init() {
      unsafe record = .allocate(capacity: 1)
      unsafe record.initialize(to: LiveBlockRecord())
    }

    deinit {
      unsafe record.deinitialize(count: 1)
      unsafe record.deallocate()
    }

    /// How many blocks are live.
    public var count: Int { unsafe record.pointee.entries.count }

    /// Notes that `block` was given out.
    public borrowing func insert(_ block: Block) {
      unsafe record.pointee.insert(block)
    }

    /// Notes that `block` was given back; stops the program when it is not a live block of that size and alignment.
    ///
    /// - Parameters:
    ///   - block: The block, as its user describes it.
    ///   - allocator: The allocator's name, for the message.
    ///   - isOwned: Whether the block lies in the allocator's memory: then it was freed before, else it is foreign.
    public borrowing func remove(_ block: Block, of allocator: StaticString, isOwned: @autoclosure () -> Bool) {
      unsafe record.pointee.check(block, of: allocator, isOwned: isOwned(), action: "deallocate")
      unsafe record.pointee.entries[UInt(bitPattern: block.address)] = nil
    }

    /// Stops the program when `block` is not a live block of that size and alignment.
    public borrowing func check(_ block: Block, of allocator: StaticString, isOwned: @autoclosure () -> Bool) {
      unsafe record.pointee.check(block, of: allocator, isOwned: isOwned(), action: "resize")
    }

    /// The live block at the address of `block`, with the size and alignment that were asked for; `block` itself when
    /// there is none.
    ///
    /// For deallocation by address alone, where only the capacity is known.
    public borrowing func recorded(_ block: Block) -> Block {
      guard let entry = unsafe record.pointee.entries[UInt(bitPattern: block.address)] else { return unsafe block }
      return unsafe Block(address: block.address, byteCount: entry.byteCount, alignment: entry.alignment)
    }

    /// Notes that the live block at the address of `block` has now its size.
    public borrowing func update(_ block: Block) {
      unsafe record.pointee.entries[UInt(bitPattern: block.address)]?.byteCount = block.byteCount
    }

    /// Forgets all blocks: they were freed together.
    public borrowing func removeAll() {
      unsafe record.pointee.entries.removeAll()
    }

    /// Stops the program when a block is live still, naming the allocator, the number of blocks and the oldest one.
    ///
    /// - Parameters:
    ///   - allocator: The allocator's name.
    ///   - event: What happened to it too early, such as `"was destroyed"`.
    public borrowing func expectNone(of allocator: StaticString, event: StaticString = "was destroyed") {
      let entries = unsafe record.pointee.entries
      guard let first = entries.min(by: { $0.value.serial < $1.value.serial }) else { return }
      _stop(
        "\(allocator) \(event) while \(entries.count) of its blocks \(entries.count == 1 ? "is" : "are") live; "
          + "the first has \(first.value.byteCount) bytes at 0x\(String(first.key, radix: 16)), "
          + "aligned to \(first.value.alignment)")
    }
  #else
    @inlinable
    public init() {}
    @inlinable
    deinit {}
    @inlinable
    public borrowing func insert(_ block: Block) {}
    @inlinable
    public borrowing func remove(_ block: Block, of allocator: StaticString, isOwned: @autoclosure () -> Bool) {}
    @inlinable
    public borrowing func check(_ block: Block, of allocator: StaticString, isOwned: @autoclosure () -> Bool) {}
    @inlinable
    public borrowing func recorded(_ block: Block) -> Block { unsafe block }
    @inlinable
    public borrowing func update(_ block: Block) {}
    @inlinable
    public borrowing func removeAll() {}
    @inlinable
    public borrowing func expectNone(of allocator: StaticString, event: StaticString = "was destroyed") {}
  #endif
}

#if (DEBUG || HARDENED) && !hasFeature(Embedded)
  /// What ``LiveBlocks`` records, by address.
  @usableFromInline
  struct LiveBlockRecord {
    struct Entry {
      var byteCount: Int
      var alignment: Int
      var serial: Int
    }

    var entries: [UInt: Entry] = [:]
    private var serial = 0

    mutating func insert(_ block: Block) {
      serial += 1
      unsafe entries[UInt(bitPattern: block.address)] = Entry(
        byteCount: block.byteCount, alignment: block.alignment, serial: serial)
    }

    func check(_ block: Block, of allocator: StaticString, isOwned: Bool, action: StaticString) {
      guard let entry = unsafe entries[UInt(bitPattern: block.address)] else {
        let reason =
          isOwned
          ? "which is not live: it was freed before, or is the inside of a block"
          : "which is foreign: it did not come from this allocator"
        unsafe _stop("\(allocator) was asked to \(action) \(block), \(reason)")
      }
      guard unsafe entry.byteCount == block.byteCount && entry.alignment == block.alignment else {
        unsafe _stop(
          "\(allocator) was asked to \(action) \(block), of the wrong size or alignment: "
            + "it gave \(entry.byteCount) bytes, aligned to \(entry.alignment)")
      }
    }
  }
#endif

/// The blocks that an allocator has allocated and that were not returned yet, recorded by checked builds only.
///
/// Checked builds are debug builds, and release builds with the package trait `Hardened`. An owner keeps one record and
/// reports to it, so that a double free, a foreign block, a wrong size and an owner destroyed while its blocks live
/// each stop the program with a message that names the allocator. The record is out of line: blocks and their layout
/// are the same with and without it. In other builds, and under Embedded Swift, it is empty and every method compiles
/// to nothing.
///
/// A report is O(1) and allocates only when more blocks live than ever before.
///
/// Each operation is O(1) unless it says otherwise.
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
      unsafe record.pointee.freeTable()
      unsafe record.deallocate()
    }

    /// How many blocks are live.
    public var count: Int { unsafe record.pointee.count }

    /// Notes that `block` was allocated.
    ///
    /// - Complexity: O(1).
    public borrowing func insert(_ block: Block) {
      unsafe record.pointee.insert(block)
    }

    /// Notes that `block` was returned; stops the program when it is not a live block of that size and alignment.
    ///
    /// - Parameters:
    ///   - block: The block, as its user describes it.
    ///   - allocator: The allocator's name, for the message.
    ///   - isOwned: Whether the block lies in the allocator's memory: then it was freed before, else it is foreign. It
    ///     is evaluated for the message only.
    /// - Complexity: O(1).
    public borrowing func remove(_ block: Block, of allocator: StaticString, isOwned: @autoclosure () -> Bool) {
      let index = unsafe record.pointee.index(of: block)
      guard unsafe record.pointee.holds(block, at: index) else {
        unsafe record.pointee.refuse(block, at: index, of: allocator, isOwned: isOwned(), action: "deallocate")
      }
      unsafe record.pointee.remove(at: index)
    }

    /// Stops the program when `block` is not a live block of that size and alignment.
    ///
    /// - Parameters:
    ///   - block: The block, as its user describes it.
    ///   - allocator: The allocator's name, for the message.
    ///   - isOwned: Whether the block lies in the allocator's memory; evaluated for the message only.
    /// - Complexity: O(1).
    public borrowing func check(_ block: Block, of allocator: StaticString, isOwned: @autoclosure () -> Bool) {
      let index = unsafe record.pointee.index(of: block)
      guard unsafe record.pointee.holds(block, at: index) else {
        unsafe record.pointee.refuse(block, at: index, of: allocator, isOwned: isOwned(), action: "resize")
      }
    }

    /// The live block at the address of `block`, with the size and alignment that were asked for; `block` itself when
    /// there is none.
    ///
    /// For deallocation by address alone, where only the capacity is known.
    ///
    /// - Complexity: O(1).
    public borrowing func recorded(_ block: Block) -> Block {
      unsafe record.pointee.recorded(block)
    }

    /// Notes that the live block at the address of `block` has now its size.
    ///
    /// - Complexity: O(1).
    public borrowing func update(_ block: Block) {
      unsafe record.pointee.update(block)
    }

    /// Forgets all blocks: they were freed together.
    ///
    /// - Complexity: O(blocks).
    public borrowing func removeAll() {
      unsafe record.pointee.removeAll()
    }

    /// Stops the program when a block is live still, naming the allocator, the number of blocks and the oldest one.
    ///
    /// - Parameters:
    ///   - allocator: The allocator's name.
    ///   - event: What happened to it too early, such as `"was destroyed"`.
    /// - Complexity: O(1); O(blocks) where one is live.
    public borrowing func expectNone(of allocator: StaticString, event: StaticString = "was destroyed") {
      let count = count
      guard count > 0, let first = unsafe record.pointee.oldest() else { return }
      unsafe _stop(
        "\(allocator) \(event) while \(count) of its blocks \(count == 1 ? "is" : "are") live; "
          + "the first has \(first.byteCount) bytes at 0x\(String(first.address, radix: 16)), "
          + "aligned to \(first.alignment)")
    }

    /// Stops the program when a block is live still, in every build: for allocators that can tell without a record.
    ///
    /// - Parameters:
    ///   - allocator: The allocator's name.
    ///   - event: What happened to it too early, such as `"was reset"`.
    ///   - isUnused: Whether no block is live, as the allocator knows it where there is no record.
    /// - Complexity: O(1), and what `isUnused` takes where there is no record.
    public borrowing func expectNone(
      of allocator: StaticString, event: StaticString, unless isUnused: @autoclosure () -> Bool
    ) { expectNone(of: allocator, event: event) }
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

    /// Stops the program when a block is live still, as the allocator knows it.
    ///
    /// - Complexity: That of `isUnused`.
    @inlinable
    public borrowing func expectNone(
      of allocator: StaticString, event: StaticString, unless isUnused: @autoclosure () -> Bool
    ) {
      if _slowPath(!isUnused()) { _stop("\(allocator) \(event) while blocks of it are live") }
    }
  #endif
}

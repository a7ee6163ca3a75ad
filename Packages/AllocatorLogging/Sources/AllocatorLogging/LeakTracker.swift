#if !hasFeature(Embedded)
  /// A logger that knows which blocks are live, and reports them: what is live at the end has leaked.
  ///
  /// Every block gets a serial number, in the order of allocation and starting at 1, so that in a program that runs the
  /// same each time one can stop at the very allocation that leaks: ``onAllocation(_:_:)``. It is a handle: copies of
  /// it share what they know. Each event costs a look-up in a dictionary of Swift's own.
  ///
  /// ```swift
  /// let leaks = LeakTracker()
  /// run(SystemAllocator().logging(to: leaks))
  /// if leaks.liveCount > 0 { print(leaks) }
  /// ```
  public struct LeakTracker: ProxyLogger {
    /// A live block: its place and size, and which allocation it came from.
    @unsafe
    public struct LiveBlock {
      /// The block as it is now.
      public var block: Block
      /// Its number in the order of allocation. Reallocation keeps it.
      public var serial: Int
    }

    @safe
    private final class Storage {
      var live = unsafe LiveTable<LiveBlock>()
      var liveCount = 0
      var serial = 0
      var unknownCount = 0
      var observers: [Int: () -> Void] = [:]
    }

    private let storage = Storage()

    public init() {}

    /// How many blocks are live.
    public var liveCount: Int { storage.liveCount }

    /// The size of all live blocks, in bytes.
    public var liveByteCount: Int { unsafe storage.live.all.reduce(0) { unsafe $0 + $1.block.byteCount } }

    /// How many blocks were given back or resized that had not been seen given out.
    public var unknownCount: Int { storage.unknownCount }

    /// The live blocks, oldest first.
    public var liveBlocks: [LiveBlock] {
      unsafe storage.live.all.sorted { unsafe $0.serial < $1.serial }
    }

    /// Calls `body` when the block of this serial number is given out: a place for a breakpoint.
    public func onAllocation(_ serial: Int, _ body: @escaping () -> Void) {
      storage.observers[serial] = body
    }

    private func insert(_ block: Block, serial: Int) {
      unsafe storage.live.insert(LiveBlock(block: block, serial: serial), for: block)
      storage.liveCount += 1
    }

    private func remove(_ block: Block) -> LiveBlock? {
      guard let known = unsafe storage.live.remove(block) else {
        storage.unknownCount += 1
        return nil
      }
      storage.liveCount -= 1
      return unsafe known
    }

    private func nextSerial() -> Int {
      storage.serial += 1
      return storage.serial
    }

    public borrowing func didAllocate(_ block: Block) {
      let serial = nextSerial()
      unsafe insert(block, serial: serial)
      storage.observers[serial]?()
    }
    public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {}
    public borrowing func willDeallocate(_ block: Block) { _ = unsafe remove(block) }
    public borrowing func didReallocate(_ old: Block, to new: Block) {
      let serial = unsafe remove(old)?.serial
      unsafe insert(new, serial: serial ?? nextSerial())
    }
    public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {}
    public borrowing func figures() -> [(name: String, value: Int)] {
      [("live blocks", liveCount), ("live bytes", liveByteCount)]
    }
  }

  extension LeakTracker: CustomStringConvertible {
    /// What is live, in words: a line in sum and one for each block, oldest first.
    public var description: String {
      guard liveCount > 0 else { return "no block is live" }
      let sum = liveCount == 1 ? "1 block is live" : "\(liveCount) blocks are live"
      return unsafe liveBlocks.reduce("\(sum), \(liveByteCount) bytes:") {
        unsafe $0 + "\n  allocation \($1.serial): \($1.block)"
      }
    }
  }
#endif

#if !hasFeature(Embedded)
  /// A logger that knows which blocks are live, and reports them: what is live at the end has leaked.
  ///
  /// Every block gets a serial number, in the order of allocation and starting at 1, so that in a program that runs the
  /// same each time one can stop at the very allocation that leaks: ``onAllocation(_:_:)``. With
  /// ``CallSites/captured(depth:)`` it also remembers where each block was allocated, and groups what is live by that:
  /// ``liveSites``. It is a handle: copies of it share what they know. Each event costs a look-up in a dictionary of
  /// Swift's own, and a captured call site a walk of the stack.
  ///
  /// ```swift
  /// let leaks = LeakTracker(callSites: .captured())
  /// run(SystemAllocator().logging(to: leaks))
  /// if leaks.liveCount > 0 { print(leaks) }
  /// ```
  ///
  /// Each event is O(1) unless it says otherwise.
  public struct LeakTracker: ProxyLogger {
    /// Whether the place of each allocation is remembered.
    public enum CallSites: Sendable {
      /// It is not.
      case ignored
      /// The innermost `depth` return addresses of the stack are, where the platform's C library walks stacks
      /// (``CallSite/areAvailable``).
      case captured(depth: Int = 16)
    }

    /// A live block: its place and size, and which allocation it came from.
    @unsafe
    public struct LiveBlock {
      /// The block as it is now.
      public var block: Block
      /// Its number in the order of allocation. Reallocation keeps it.
      public var serial: Int
      /// Where it was allocated; `nil` where that is not remembered. Reallocation keeps it.
      public var site: CallSite?
    }

    /// What is live of one call site.
    public struct LiveSite {
      /// Where the blocks were allocated; `nil` where that is not remembered.
      public var site: CallSite?
      /// How many of its blocks are live.
      public var blockCount: Int
      /// Their size, in bytes.
      public var byteCount: Int
      /// The number of the oldest of them, in the order of allocation.
      public var firstSerial: Int
    }

    @safe
    private final class Storage {
      var live = unsafe LiveTable<LiveBlock>()
      var liveCount = 0
      var liveByteCount = 0
      var serial = 0
      var unknownCount = 0
      var observers: [Int: () -> Void] = [:]
      let depth: Int

      init(depth: Int) { self.depth = depth }
    }

    private let storage: Storage

    /// Starts with no block live.
    ///
    /// - Parameter callSites: Whether the place of each allocation is remembered.
    /// - Complexity: O(1).
    public init(callSites: CallSites = .ignored) {
      if case .captured(let depth) = callSites {
        storage = Storage(depth: max(1, min(depth, 64)))
      } else {
        storage = Storage(depth: 0)
      }
    }

    /// How many blocks are live.
    public var liveCount: Int { storage.liveCount }

    /// The size of all live blocks, in bytes.
    public var liveByteCount: Int { storage.liveByteCount }

    /// How many blocks were returned or resized that had not been seen allocated.
    public var unknownCount: Int { storage.unknownCount }

    /// The live blocks, oldest first.
    public var liveBlocks: [LiveBlock] {
      unsafe storage.live.all.sorted { unsafe $0.serial < $1.serial }
    }

    /// The live blocks by the place that allocated them, most bytes first.
    ///
    /// - Complexity: O(*n* log *n*) in the number of live blocks.
    public var liveSites: [LiveSite] {
      let sites = unsafe liveBlocks.reduce(into: [CallSite?: LiveSite]()) { sites, live in
        let site = unsafe live.site
        var group = unsafe sites[site] ?? LiveSite(site: site, blockCount: 0, byteCount: 0, firstSerial: live.serial)
        group.blockCount += 1
        unsafe group.byteCount += live.block.byteCount
        sites[site] = group
      }
      return sites.values.sorted { ($1.byteCount, $0.firstSerial) < ($0.byteCount, $1.firstSerial) }
    }

    /// Calls `body` when the block of this serial number is allocated: a place for a breakpoint.
    ///
    /// - Complexity: O(1).
    public func onAllocation(_ serial: Int, _ body: @escaping () -> Void) {
      storage.observers[serial] = body
    }

    private func insert(_ block: Block, serial: Int, site: CallSite?) {
      let lost = unsafe storage.live.insert(LiveBlock(block: block, serial: serial, site: site), for: block)
      unsafe storage.liveByteCount += block.byteCount - (lost?.block.byteCount ?? 0)
      if unsafe lost == nil { storage.liveCount += 1 }
    }

    private func remove(_ block: Block) -> LiveBlock? {
      guard let known = unsafe storage.live.remove(block) else {
        storage.unknownCount += 1
        return nil
      }
      storage.liveCount -= 1
      unsafe storage.liveByteCount -= known.block.byteCount
      return unsafe known
    }

    private func nextSerial() -> Int {
      storage.serial += 1
      return storage.serial
    }

    private func captureSite() -> CallSite? { storage.depth > 0 ? CallSite.capture(depth: storage.depth) : nil }

    /// Notes the block under the next serial number.
    ///
    /// - Complexity: Amortized O(1), O(`depth`) where call sites are captured, and what a function costs that
    ///   `onAllocation` was given for this number.
    public borrowing func didAllocate(_ block: Block) {
      let serial = nextSerial()
      unsafe insert(block, serial: serial, site: captureSite())
      storage.observers[serial]?()
    }
    public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {}
    public borrowing func willDeallocate(_ block: Block) { _ = unsafe remove(block) }

    /// Notes the block's new place and size under its serial number, or as a new one when it was not known.
    ///
    /// - Complexity: Amortized O(1); for a block that was not known also O(`depth`) where call sites are captured.
    public borrowing func didReallocate(_ old: Block, to new: Block) {
      if let known = unsafe remove(old) {
        unsafe insert(new, serial: known.serial, site: known.site)
      } else {
        unsafe insert(new, serial: nextSerial(), site: captureSite())
      }
    }
    public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {}

    /// Forgets all blocks.
    ///
    /// - Complexity: O(most blocks that were live at once since a resetting found far fewer).
    public borrowing func didReset() {
      unsafe storage.live.removeAll()
      storage.liveCount = 0
      storage.liveByteCount = 0
    }

    /// How much is live.
    ///
    /// - Complexity: O(1).
    public borrowing func figures() -> [(name: String, value: Int)] {
      [("live blocks", liveCount), ("live bytes", liveByteCount)]
    }
  }

  extension LeakTracker: CustomStringConvertible {
    /// What is live, in words: a line in sum; then one for each block, oldest first, or, where call sites are captured,
    /// each site with its stack.
    public var description: String {
      guard liveCount > 0 else { return "no block is live" }
      let sum = liveCount == 1 ? "1 block is live" : "\(liveCount) blocks are live"
      guard storage.depth == 0 else {
        return liveSites.reduce(into: "\(sum), \(liveByteCount) bytes:") { text, site in
          let blocks = site.blockCount == 1 ? "1 block" : "\(site.blockCount) blocks"
          let stack = site.site.map { $0.description } ?? "at a place that is not known"
          text += "\n  \(site.byteCount) bytes in \(blocks), first by allocation \(site.firstSerial), from"
          for line in stack.split(separator: "\n") { text += "\n    \(line)" }
        }
      }
      return unsafe liveBlocks.reduce(into: "\(sum), \(liveByteCount) bytes:") {
        unsafe $0 += "\n  allocation \($1.serial): \($1.block)"
      }
    }
  }
#endif

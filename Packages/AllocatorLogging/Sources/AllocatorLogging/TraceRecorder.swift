#if !hasFeature(Embedded)
  /// A logger that records a program's allocations, to be replayed on other allocators.
  ///
  /// It writes the extended malloc-lab format `.repx`: four header lines (the most bytes live, the number of block
  /// numbers, the number of events, 1), then a line an event: `a ID SIZE [ALIGNMENT]` and `c ID SIZE [ALIGNMENT]`
  /// (zeroed) allocate, `r ID SIZE` resizes, `f ID` gives back. An alignment of 16 is left out. A block number is given
  /// out again after its block is given back, last first. Failures are not recorded, and neither is what happens to
  /// blocks that were given out before; a block resized to no bytes is written as one given back and an empty one given
  /// out.
  ///
  /// It is a handle: copies of it record together. An event costs 24 bytes and a look-up in a dictionary.
  ///
  /// ```swift
  /// let recorder = TraceRecorder(name: "import")
  /// run(SystemAllocator().logging(to: recorder))
  /// var trace = ""
  /// recorder.write(to: &trace)
  /// ```
  public struct TraceRecorder: ProxyLogger {
    private struct Event {
      enum Kind: UInt8 { case allocation, zeroedAllocation, resizing, deallocation }
      var byteCount: Int
      var id: Int32
      var kind: Kind
      var alignmentExponent: UInt8 = 0
    }

    private final class Storage {
      var events: [Event] = []
      var live = LiveTable<Int32>()
      var freeIDs: [Int32] = []
      var idCount: Int32 = 0
      var liveByteCount = 0
      var peakByteCount = 0
    }

    private let storage = Storage()
    private let name: String

    /// Starts a trace.
    ///
    /// - Parameter name: What the trace is of, for its first line.
    public init(name: String) { self.name = name }

    /// How many events were recorded.
    public var eventCount: Int { storage.events.count }

    /// Writes what was recorded so far as a complete trace.
    ///
    /// - Complexity: O(*n*), where *n* is the number of events.
    public func write<Output: TextOutputStream>(to output: inout Output) {
      let header = name.split(whereSeparator: \.isNewline).joined(separator: " ")
      print("# trace: \(header)", to: &output)
      for number in [storage.peakByteCount, Int(storage.idCount), storage.events.count, 1] {
        print(number, to: &output)
      }
      for event in storage.events {
        switch event.kind {
        case .allocation, .zeroedAllocation:
          let letter = event.kind == .allocation ? "a" : "c"
          let alignment = event.alignmentExponent == 4 ? "" : " \(1 << Int(event.alignmentExponent))"
          print("\(letter) \(event.id) \(event.byteCount)\(alignment)", to: &output)
        case .resizing: print("r \(event.id) \(event.byteCount)", to: &output)
        case .deallocation: print("f \(event.id)", to: &output)
        }
      }
    }

    private func add(_ event: Event, growth: Int) {
      storage.events.append(event)
      storage.liveByteCount += growth
      storage.peakByteCount = max(storage.peakByteCount, storage.liveByteCount)
    }

    private func allocate(_ block: Block, as kind: Event.Kind) {
      let id: Int32
      if let last = storage.freeIDs.popLast() {
        id = last
      } else {
        id = storage.idCount
        storage.idCount += 1
      }
      unsafe storage.live.insert(id, for: block)
      let exponent = unsafe UInt8(block.alignment.trailingZeroBitCount)
      unsafe add(
        Event(byteCount: block.byteCount, id: id, kind: kind, alignmentExponent: exponent), growth: block.byteCount)
    }

    public borrowing func didAllocate(_ block: Block) { unsafe allocate(block, as: .allocation) }
    public borrowing func didAllocateZeroed(_ block: Block) { unsafe allocate(block, as: .zeroedAllocation) }
    public borrowing func didFailToAllocate(byteCount: Int, alignment: Int) {}

    public borrowing func willDeallocate(_ block: Block) {
      guard let id = unsafe storage.live.remove(block) else { return }
      storage.freeIDs.append(id)
      unsafe add(Event(byteCount: 0, id: id, kind: .deallocation), growth: -block.byteCount)
    }

    public borrowing func didReallocate(_ old: Block, to new: Block) {
      guard unsafe new.byteCount > 0 else {
        unsafe willDeallocate(old)
        return unsafe allocate(new, as: .allocation)
      }
      guard let id = unsafe storage.live.remove(old) else {
        return unsafe allocate(new, as: .allocation)
      }
      unsafe storage.live.insert(id, for: new)
      unsafe add(
        Event(byteCount: new.byteCount, id: id, kind: .resizing), growth: new.byteCount - old.byteCount)
    }

    public borrowing func didFailToReallocate(_ block: Block, byteCount: Int) {}
  }
#endif

#if !hasFeature(Embedded)
  /// A logger that records a program's allocations, to be replayed on other allocators.
  ///
  /// It writes the extended malloc-lab format `.repx`: four header lines (the most bytes live, the number of block
  /// numbers, the number of events, 1), then a line an event: `a ID SIZE [ALIGNMENT]` and `c ID SIZE [ALIGNMENT]`
  /// (zeroed) allocate, `r ID SIZE` resizes, `f ID` deallocates. An alignment of 16 is left out. A block number is used
  /// again after its block is deallocated, last first. Failures are not recorded, and neither is what happens to
  /// blocks that were allocated before; a block resized to no bytes is written as one deallocated and an empty one
  /// out.
  ///
  /// It is a handle: copies of it record together. Made with a name alone it keeps its events in memory, 24 bytes each,
  /// until ``write(to:)``. Made with a path it streams them to a file, through a buffer of 64 KiB, and its memory is
  /// bounded by the most blocks that ever live at once. An event costs some 900 instructions either way (optimized, x86-64,
  /// 100 blocks live): the look-up of a block in a dictionary is most of it.
  /// The file is a complete trace up to what was written last. Events that could not be written, because the disk was
  /// full, are counted in ``droppedEventCount``.
  ///
  /// A reset of the allocator is recorded as frees of all that was live, in the order of their block numbers. It is not
  /// thread-safe.
  ///
  /// ```swift
  /// let recorder = TraceRecorder(name: "import")
  /// run(SystemAllocator().logging(to: recorder))
  /// var trace = ""
  /// recorder.write(to: &trace)
  /// ```
  ///
  /// Each event is amortized O(1), with a write to the file whenever the buffer is full, unless it says otherwise.
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
      var eventCount = 0
      var liveByteCount = 0
      var peakByteCount = 0
      #if canImport(Glibc) || canImport(Musl) || canImport(Darwin) || canImport(Android)
        var file: TraceFile?

        func flush() { file?.flush(peak: peakByteCount, ids: Int(idCount)) }

        deinit { flush() }
      #endif

      func append(_ event: Event) {
        eventCount += 1
        #if canImport(Glibc) || canImport(Musl) || canImport(Darwin) || canImport(Android)
          if let file {
            let letter: UInt8
            switch event.kind {
            case .allocation: letter = UInt8(ascii: "a")
            case .zeroedAllocation: letter = UInt8(ascii: "c")
            case .resizing: letter = UInt8(ascii: "r")
            case .deallocation: letter = UInt8(ascii: "f")
            }
            let isBirth = event.kind == .allocation || event.kind == .zeroedAllocation
            return file.add(
              letter, Int(event.id), event.kind == .deallocation ? -1 : event.byteCount,
              isBirth && event.alignmentExponent != 4 ? 1 << Int(event.alignmentExponent) : -1, peak: peakByteCount,
              ids: Int(idCount))
          }
        #endif
        events.append(event)
      }
    }

    private let storage = Storage()
    private let name: String

    /// Starts a trace that is kept in memory.
    ///
    /// - Parameter name: What the trace is of, for its first line.
    /// - Complexity: O(length of the name).
    public init(name: String) { self.name = Self.oneLine(name) }

    #if canImport(Glibc) || canImport(Musl) || canImport(Darwin) || canImport(Android)
      /// Starts a trace that is streamed to a file.
      ///
      /// - Parameters:
      ///   - name: What the trace is of, for its first line.
      ///   - path: The file, which is created or emptied.
      /// - Throws: ``TraceFileError`` when it cannot be.
      /// - Complexity: O(length of the name), and that of opening a file.
      public init(name: String, streamingTo path: String) throws(TraceFileError) {
        self.name = Self.oneLine(name)
        storage.file = try TraceFile(path: path, name: self.name)
      }

      /// Writes what is buffered, so that the file is a complete trace of all events until now. The end of the last
      /// copy of the recorder does so, too.
      ///
      /// - Throws: ``TraceFileError``, the first that occurred since the file was created.
      /// - Complexity: O(buffered events).
      public func flush() throws(TraceFileError) {
        storage.flush()
        if let error = storage.file?.error { throw error }
      }

      /// How many events are missing in the file, because it could not be written.
      public var droppedEventCount: Int { storage.file?.droppedEventCount ?? 0 }
    #endif

    /// How many events were recorded.
    public var eventCount: Int { storage.eventCount }

    private static func oneLine(_ name: String) -> String {
      name.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// Writes what was recorded so far as a complete trace; a trace that is streamed to a file has no events here.
    ///
    /// - Complexity: O(*n*), where *n* is the number of events.
    public func write<Output: TextOutputStream>(to output: inout Output) {
      print("# trace: \(name)", to: &output)
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
      storage.liveByteCount += growth
      storage.peakByteCount = max(storage.peakByteCount, storage.liveByteCount)
      storage.append(event)
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

    /// Records that every live block was deallocated.
    ///
    /// - Complexity: O(*n* log *n*) in the number of live blocks, and O(most blocks that were live at once since a
    ///   resetting found far fewer).
    public borrowing func didReset() {
      let live = storage.live.all.sorted()
      storage.live.removeAll()
      storage.freeIDs += live
      storage.liveByteCount = 0
      for id in live { storage.append(Event(byteCount: 0, id: id, kind: .deallocation)) }
    }
  }

  extension TraceRecorder: CustomStringConvertible, CustomReflectable {
    /// What is recorded, and how much so far.
    public var description: String {
      "TraceRecorder(\(name): \(eventCount) events, at most \(storage.peakByteCount) bytes live)"
    }

    /// The name and the number of events.
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "eventCount": eventCount]) }
  }
#endif

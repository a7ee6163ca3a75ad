#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  #if os(Linux)
    internal import Synchronization
  #endif

  /// Threads that allocate and free as fast as they can, each its own blocks, so that the moments in which an unlocked
  /// list is torn come often. Nothing orders them but the allocator.
  final class HammeringThreads: Burst {
    private let seed: UInt64
    private let roundCount: Int
    #if os(Linux)
      private let claims = Claims()
    #endif

    static func run(_ subject: Subject, _ traits: Traits, seed: UInt64, threadCount: Int) -> String? {
      HammeringThreads(subject, traits, seed: seed).run(threadCount: threadCount)
    }

    private init(_ subject: Subject, _ traits: Traits, seed: UInt64) {
      self.seed = seed
      roundCount = 1500
      super.init(subject, traits)
    }

    override func work(_ number: Int) {
      var random = RandomSource(seed: seed &+ UInt64(number))
      let byteCount = max(1, min(byteLimit, 48))
      var held: [(block: Block, mark: UInt8)] = unsafe []
      for round in 0..<roundCount {
        if round & 63 == 0, problem != nil { return }
        for _ in 0..<1 + random.number(below: 3) {
          guard let block = unsafe subject.allocate(byteCount: byteCount, alignment: 1) else {
            reportRefusal(byteCount)
            break
          }
          if unsafe !take(block) { return }
          let mark = UInt8(truncatingIfNeeded: random.next())
          unsafe Self.write(mark, to: block)
          unsafe held.append((block, mark))
        }
        if random.chance(2) { RunningThread.yield() }
        while let entry = unsafe held.popLast() {
          var block = unsafe entry.0
          let mark = unsafe entry.1
          if unsafe !expect(mark, in: block) { return }
          if random.chance(30), unsafe !change(&block, mark, &random) { return }
          #if os(Linux)
            unsafe claims.release(block.address)
          #endif
          unsafe subject.deallocate(block)
        }
      }
    }

    /// Whether nobody else has a block that this thread has.
    private func take(_ block: Block) -> Bool {
      #if os(Linux)
        if unsafe !claims.claim(block.address) {
          unsafe report("one thread was given \(block), while another one has it")
          return false
        }
      #endif
      return true
    }

    private static func write(_ mark: UInt8, to block: Block) {
      unsafe block.address.storeBytes(of: mark, as: UInt8.self)
      unsafe (block.endAddress - 1).storeBytes(of: mark, as: UInt8.self)
    }

    private func expect(_ mark: UInt8, in block: Block) -> Bool {
      if unsafe block.address.load(as: UInt8.self) == mark && (block.endAddress - 1).load(as: UInt8.self) == mark {
        return true
      }
      unsafe report("\(block) was changed while one thread had it")
      return false
    }

    /// Changes a block's size; false when something is wrong.
    private func change(_ block: inout Block, _ mark: UInt8, _ random: inout RandomSource) -> Bool {
      #if os(Linux)
        unsafe claims.release(block.address)
      #endif
      let byteCount = 1 + random.number(below: byteLimit)
      _ =
        random.chance(70)
        ? unsafe subject.reallocate(&block, byteCount: byteCount) : unsafe subject.resize(&block, byteCount: byteCount)
      guard unsafe take(block) else { return false }
      if unsafe block.address.load(as: UInt8.self) != mark {
        unsafe report("the first byte of what is now \(block) was lost while its size changed")
        return false
      }
      unsafe Self.write(mark, to: block)
      return unsafe expect(mark, in: block)
    }
  }

  #if os(Linux)
    /// Which addresses some thread has now. Its atomics order nothing, so that ThreadSanitizer sees whatever the
    /// allocator under test leaves unordered.
    @safe
    private final class Claims {
      private static let count = 1 << 12
      private static let probeCount = 8
      private let slots = UnsafeMutablePointer<Atomic<UInt>>.allocate(capacity: Claims.count)

      init() { for index in 0..<Self.count { unsafe (slots + index).initialize(to: Atomic(0)) } }

      deinit {
        unsafe slots.deinitialize(count: Self.count)
        unsafe slots.deallocate()
      }

      private func place(of address: UInt) -> Int {
        Int(truncatingIfNeeded: (UInt64(address) &* Pattern.stride) >> 48) & (Self.count - 1)
      }

      /// Notes that an address is taken; false when it was taken before. One that finds no place is not noted.
      func claim(_ pointer: UnsafeMutableRawPointer) -> Bool {
        let address = UInt(bitPattern: pointer)
        let place = place(of: address)
        for probe in 0..<Self.probeCount
        where unsafe slots[(place + probe) & (Self.count - 1)].load(ordering: .relaxed) == address { return false }
        for probe in 0..<Self.probeCount {
          let result = unsafe slots[(place + probe) & (Self.count - 1)].compareExchange(
            expected: 0, desired: address, ordering: .relaxed)
          if result.exchanged { return true }
          if result.original == address { return false }
        }
        return true
      }

      func release(_ pointer: UnsafeMutableRawPointer) {
        let address = UInt(bitPattern: pointer)
        let place = place(of: address)
        for probe in 0..<Self.probeCount {
          let result = unsafe slots[(place + probe) & (Self.count - 1)].compareExchange(
            expected: address, desired: 0, ordering: .relaxed)
          if result.exchanged { return }
        }
      }
    }
  #endif
#endif

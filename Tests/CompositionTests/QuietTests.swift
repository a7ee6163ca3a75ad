#if os(Linux) && canImport(Glibc)
  import Allocators
  import Glibc
  import NoAllocationTesting
  import Synchronization
  import Testing

  /// `prctl`, which Swift does not import since it is variadic.
  @_extern(c, "prctl")
  private func control(
    _ option: CInt, _ first: CUnsignedLong, _ second: CUnsignedLong, _ third: CUnsignedLong, _ fourth: CUnsignedLong
  ) -> CInt

  /// What the thread did; the kernel ends it at the first system call but `read` and `write`.
  private enum Confined {
    static let isPossible = Atomic(true)
    static let isDone = Atomic(false)
  }

  /// Runs `body` on a thread that the kernel ends at its first system call, and ends the process with 0 when `body` came to
  /// its end, with 1 when it did not.
  private func exitConfined(_ body: @escaping @Sendable @convention(c) () -> Void) -> Never {
    var thread = pthread_t()
    let argument = unsafe unsafeBitCast(body, to: UnsafeMutableRawPointer.self)
    unsafe pthread_create(
      &thread, nil,
      { argument in
        let body = unsafe unsafeBitCast(argument, to: (@convention(c) () -> Void).self)
        body()
        return nil
      }, argument)
    pthread_join(thread, nil)
    exit(Confined.isDone.load(ordering: .acquiring) || !Confined.isPossible.load(ordering: .acquiring) ? 0 : 1)
  }

  /// From here on this thread may make no system call.
  private func confine() {
    let (setSeccomp, strict) = (22 as CInt, 1 as CUnsignedLong)
    if control(setSeccomp, strict, 0, 0, 0) != 0 { Confined.isPossible.store(false, ordering: .releasing) }
  }

  /// Blocks of a sealed allocator: of many sizes, grown and shrunk, and refused beyond what it has.
  private func work(_ memory: borrowing RealTimeAllocator, _ blocks: UnsafeMutablePointer<Block>) {
    var count = 0
    for round in 0..<2000 {
      let size = 16 + round * 37 % 900
      if count < 60, let block = unsafe memory.allocateIfPossible(byteCount: size, alignment: 16) {
        unsafe blocks[count] = block
        count += 1
      } else {
        count -= 1
        unsafe memory.deallocate(blocks[count])
      }
      if count > 0 { _ = unsafe memory.resize(&blocks[count / 2], byteCount: size * 2) }
      if count > 0 { _ = unsafe memory.reallocateIfPossible(&blocks[count / 2], byteCount: size) }
      // Beyond what is reserved: refused, and nobody is asked.
      if memory.isSealed, unsafe memory.allocateIfPossible(byteCount: 1 << 24, alignment: 16) != nil { abort() }
    }
    while count > 0 {
      count -= 1
      unsafe memory.deallocate(blocks[count])
    }
  }

  /// Sanitizers make calls of their own.
  @Suite(.enabled(if: canObserveAllocations)) struct QuietTests {
    @Test func `a sealed allocator calls neither malloc nor free, also where it refuses`() throws {
      let memory = try RealTimeAllocator(byteCount: 1 << 18)
      let blocks = UnsafeMutablePointer<Block>.allocate(capacity: 64)
      defer { unsafe blocks.deallocate() }
      unsafe work(memory, blocks)
      memory.seal()
      expectNoAllocation { unsafe work(memory, blocks) }
    }

    @Test func `containers of a sealed allocator that is shared call neither malloc nor free`() throws {
      let memory = try RealTimeAllocator(byteCount: 1 << 18).shared()
      memory.owner.seal()
      expectNoAllocation {
        guard var numbers = try? memory.makeArray(of: Int.self, capacity: 100) else { return }
        for number in 0..<200 { try? numbers.append(number) }
        // Refused without an error: Swift Testing records where one is thrown.
        if unsafe memory.allocateIfPossible(byteCount: 1 << 24, alignment: 16) != nil { abort() }
        if numbers.count != 200 { abort() }
        guard let box = try? memory.makeBox(numbers.count), box.value == 200 else { abort() }
      }
    }

    @Test func `a sealed allocator makes no system call, also where it refuses`() async {
      await #expect(processExitsWith: .success) {
        exitConfined {
          guard let memory = try? RealTimeAllocator(byteCount: 1 << 18) else { return }
          let blocks = UnsafeMutablePointer<Block>.allocate(capacity: 64)
          unsafe work(memory, blocks)
          memory.seal()
          // What is made at the first use is made before.
          Confined.isDone.store(false, ordering: .releasing)
          confine()
          unsafe work(memory, blocks)
          Confined.isDone.store(true, ordering: .releasing)
          // What it took returns to the system here, and not before.
          extendLifetime(memory)
        }
      }
    }

    @Test func `an allocator that is not sealed is caught at its call of the system`() async {
      await #expect(processExitsWith: .exitCode(1)) {
        exitConfined {
          guard let memory = try? RealTimeAllocator(byteCount: 1 << 18) else { return }
          confine()
          guard Confined.isPossible.load(ordering: .acquiring) else { exit(1) }
          _ = unsafe memory.allocateIfPossible(byteCount: 1 << 24, alignment: 16)
          Confined.isDone.store(true, ordering: .releasing)
        }
      }
    }
  }
#endif

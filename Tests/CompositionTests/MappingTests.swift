#if os(Linux) && canImport(Glibc)
  import Allocators
  import Glibc
  import Testing

  /// Sanitizers keep mappings of their own.
  let isSanitized = unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

  /// The mappings of this process.
  private func mappingCount() -> Int {
    guard let file = unsafe fopen("/proc/self/maps", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var count = 0
    while case let character = unsafe fgetc(file), character != EOF { if character == 10 { count += 1 } }
    return count
  }

  /// Writes to a block, one byte in `step`.
  private func touch(_ block: Block, every step: Int) {
    for offset in stride(from: 0, to: unsafe block.byteCount, by: step) {
      unsafe block.address.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
    }
  }

  /// Pages of a region, of which those that memory is to be moved to are unmapped instead, after some moves.
  @unsafe
  private struct UnmappingPages: @unsafe PageSource, ~Copyable {
    let base: ReservedRegion
    let isRestoring: Bool
    let movesLeft: UnsafeMutablePointer<Int>
    var pageByteCount: Int { unsafe base.pageByteCount }
    func allocateIfPossible(byteCount: Int, alignment: Int) -> Block? {
      unsafe base.allocateIfPossible(byteCount: byteCount, alignment: alignment)
    }
    func deallocate(_ block: Block) { unsafe base.deallocate(block) }
    func resize(_ block: inout Block, byteCount: Int) -> Bool { unsafe base.resize(&block, byteCount: byteCount) }
    func commit(_ pages: UnsafeMutableRawBufferPointer) -> Bool { unsafe base.commit(pages) }
    func decommit(_ pages: UnsafeMutableRawBufferPointer) { unsafe base.decommit(pages) }
    func renewPages(_ pages: UnsafeMutableRawBufferPointer) -> Bool { unsafe base.renewPages(pages) }
    func movePages(_ pages: UnsafeMutableRawBufferPointer, to address: UnsafeMutableRawPointer) -> PageMove {
      if unsafe movesLeft.pointee > 0 {
        unsafe movesLeft.pointee -= 1
        return unsafe base.movePages(pages, to: address)
      }
      unsafe munmap(address, pages.count)
      guard unsafe isRestoring else { return .lost }
      let flags = CInt(MAP_PRIVATE) | CInt(MAP_ANONYMOUS) | CInt(MAP_FIXED)
      unsafe mmap(address, pages.count, PROT_READ | PROT_WRITE, flags, -1, 0)
      return .refused
    }
  }

  @Suite(.disabled(if: isSanitized, "sanitizers keep mappings of their own")) struct MappingTests {
    /// Blocks that grow in turn, so that none can grow where it stands.
    private static func grow(
      _ blocks: inout [Block], by byteCount: Int, times: Int, in heap: borrowing GeneralAllocator<ReservedRegion>,
      touchingEvery step: Int
    ) -> Int {
      var most = 0
      for _ in 0..<times {
        for index in unsafe blocks.indices {
          let new = unsafe blocks[index].byteCount + byteCount
          precondition(unsafe heap.reallocateIfPossible(&blocks[index], byteCount: new))
          unsafe touch(blocks[index], every: step)
        }
        most = max(most, mappingCount())
      }
      return most
    }

    // In a process of its own: the mappings of other tests are not counted.
    @Test func `growing blocks take a bounded number of mappings, and return them`() async {
      await #expect(processExitsWith: .success) {
        let heap = try GeneralAllocator()
        let before = mappingCount()
        var blocks = try unsafe (0..<300).map { _ in try unsafe heap.allocate(byteCount: 70_000, alignment: 16) }
        for index in unsafe blocks.indices { unsafe touch(blocks[index], every: 4096) }
        let most = unsafe MappingTests.grow(&blocks, by: 20_000, times: 8, in: heap, touchingEvery: 4096)
        precondition(most < before + 2000, "\(most) mappings, \(before) before")
        for index in unsafe blocks.indices { unsafe heap.deallocate(blocks[index]) }
        heap.releaseUnused()
        let after = mappingCount()
        precondition(after < before + 40, "\(after) mappings, \(before) before, \(most) meanwhile")
      }
    }

    @Test(arguments: [false, true], [0, 3])
    func `blocks are intact when memory cannot be moved any more`(isRestoring: Bool, moves: Int) throws {
      let movesLeft = UnsafeMutablePointer<Int>.allocate(capacity: 1)
      unsafe movesLeft.initialize(to: moves)
      defer { unsafe movesLeft.deallocate() }
      let region = try ReservedRegion(byteCount: (256 << 20) + (4 << 20))
      let heap = try unsafe GeneralAllocator(
        byteCount: 256 << 20, committing: 1 << 18,
        source: UnmappingPages(base: region, isRestoring: isRestoring, movesLeft: movesLeft))
      var blocks = try unsafe (0..<8).map { index in
        let block = try unsafe heap.allocate(byteCount: 2 << 20, alignment: 16)
        unsafe block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(index + 1))
        return unsafe block
      }
      for round in 0..<4 {
        for index in unsafe blocks.indices {
          let old = unsafe blocks[index].byteCount
          #expect(unsafe heap.reallocateIfPossible(&blocks[index], byteCount: old + 600_000))
          let bytes = unsafe blocks[index].bytes
          // Bytes of every page: all of them would be slow in debug builds.
          let isIntact = stride(from: 0, to: old, by: 1024).allSatisfy { unsafe bytes[$0] == UInt8(index + 1) }
          #expect(isIntact, "round \(round), block \(index)")
          unsafe bytes.initializeMemory(as: UInt8.self, repeating: UInt8(index + 1))
        }
      }
      for index in unsafe blocks.indices { unsafe heap.deallocate(blocks[index]) }
      unsafe heap.releaseUnused()
    }
  }
#endif

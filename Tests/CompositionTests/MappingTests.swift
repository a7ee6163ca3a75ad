#if os(Linux) && canImport(Glibc)
  import Allocators
  import Glibc
  import Testing

  /// Sanitizers keep mappings of their own.
  let isSanitized = unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

  /// Pages of a region, of which those that memory is to be moved to are unmapped instead, after some moves.
  @unsafe
  private struct UnmappingPages: @unsafe PageSource, ~Copyable {
    let base: ReservedRegion
    let isRestoring: Bool
    let movesLeft: UnsafeMutablePointer<Int>
    var pageByteCount: Int { base.pageByteCount }
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
      guard isRestoring else { return .lost }
      let flags = CInt(MAP_PRIVATE) | CInt(MAP_ANONYMOUS) | CInt(MAP_FIXED)
      unsafe mmap(address, pages.count, PROT_READ | PROT_WRITE, flags, -1, 0)
      return .refused
    }
  }

  @Suite(.disabled(if: isSanitized, "sanitizers keep mappings of their own")) struct MappingTests {
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
          #expect(unsafe bytes[..<old].allSatisfy { $0 == UInt8(index + 1) } == true, "round \(round), block \(index)")
          unsafe bytes.initializeMemory(as: UInt8.self, repeating: UInt8(index + 1))
        }
      }
      for unsafeblock in unsafe blocks { unsafe heap.deallocate(block) }
      heap.releaseUnused()
    }
  }
#endif

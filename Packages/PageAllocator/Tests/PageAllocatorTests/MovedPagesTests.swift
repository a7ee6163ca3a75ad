#if os(Linux)
  import Glibc
  import PageAllocator
  import Testing

  /// Takes all mappings that the system allows a process, and returns the addresses of pages of which each is one.
  private func takeAllMappings() -> [UnsafeMutableRawPointer] {
    let pageCount = 1 << 18
    let flags = CInt(MAP_PRIVATE) | CInt(MAP_ANONYMOUS) | CInt(MAP_NORESERVE)
    guard let start = unsafe mmap(nil, pageCount * page, PROT_NONE, flags, -1, 0) else { return unsafe [] }
    var pages = unsafe [UnsafeMutableRawPointer]()
    unsafe pages.reserveCapacity(pageCount)
    for index in stride(from: 1, to: pageCount, by: 2) {
      let address = unsafe start + index * page
      guard unsafe mprotect(address, page, PROT_READ) == 0 else { break }
      unsafe pages.append(address)
    }
    return unsafe pages
  }

  @Suite struct MovedPagesTests {
    /// The system unmaps the target of a move before it fails, for some numbers of mappings below its limit.
    @Test(.disabled(if: !canLockPages, "the sanitizers need mappings of their own"))
    func `a move that fails for want of mappings leaves memory as it was`() async {
      await #expect(processExitsWith: .success) {
        // Three mappings in one run: several are moved by one call, and one of them may fail.
        let regions = try (0..<16).map { _ in
          let region = try ReservedRegion(byteCount: 256 * page)
          let block = try region.take(192 * page)
          block.fill(1)
          precondition(region.move(block, 8, to: 64) == .moved && region.move(block, from: 16, 8, to: 72) == .moved)
          for index in 64..<96 { block[index * page + 1] = UInt8(index) }
          return Kept(region, block)
        }
        let mappings = unsafe takeAllMappings()
        precondition(unsafe mappings.count > 1000)
        for (free, kept) in regions.enumerated() {
          let result = kept.region.move(kept.block, from: 64, 32, to: 128)
          let target = residentPages(from: kept.block.address + UInt(128 * page), byteCount: 32 * page)
          switch result {
          case .moved: break
          case .refused: precondition(target != nil, "the pages of the target are mapped")
          case .lost: precondition(kept.region.move(kept.block, 8, to: 16) == .refused, "no other move is tried")
          }
          let start = result == .moved ? 128 : 64
          for index in 0..<32 {
            precondition(kept.block[(start + index) * page + 1] == UInt8(64 + index), "page \(index) with \(free) left")
          }
          // Two more for the next: what lies on either side is one again.
          unsafe mprotect(mappings[free * 8], page, PROT_NONE)
        }
        for kept in regions { kept.region.free(kept.block) }
      }
    }
  }

  /// A region, and its block.
  private final class Kept {
    let region: ReservedRegion
    let block: Piece
    init(_ region: consuming ReservedRegion, _ block: Piece) {
      self.region = region
      self.block = block
    }
  }
#endif

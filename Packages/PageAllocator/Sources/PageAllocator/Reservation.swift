#if !hasFeature(Embedded) && !os(WASI)
  /// A range of addresses between two guard pages, with a page in front for its owner's state.
  ///
  ///     | state | guard | pages to commit … | guard |
  ///
  /// The state lies where no overrun of a block reaches it.
  @safe
  struct Reservation {
    /// The first usable page.
    let base: UnsafeMutableRawPointer
    /// The bytes from there to the guard page behind.
    let byteCount: Int

    /// Reserves at least `byteCount` usable bytes.
    init(byteCount: Int, stateByteCount: Int) throws(AllocationError) {
      if byteCount < 1 { _stop("a region needs at least 1 byte") }
      let page = PlatformPages.pageByteCount
      precondition(stateByteCount <= page, "the state of a region is larger than a page")
      guard let usable = SizeArithmetic.roundedUp(byteCount, toMultipleOf: page),
        let total = SizeArithmetic.sum(usable, 3 * page),
        let start = unsafe PlatformPages.reserve(byteCount: total, alignment: page)
      else { throw .outOfMemory }
      guard unsafe PlatformPages.commit(start, byteCount: page) else {
        unsafe PlatformPages.release(start, byteCount: total)
        throw .outOfMemory
      }
      unsafe base = start + 2 * page
      self.byteCount = usable
    }

    /// Where the owner's state lies.
    var stateAddress: UnsafeMutableRawPointer { unsafe base - 2 * PlatformPages.pageByteCount }

    /// Returns memory and addresses, but for those of some pages.
    func release(sparing lost: Range<Int> = 0..<0) {
      let page = PlatformPages.pageByteCount
      guard !lost.isEmpty else {
        return unsafe PlatformPages.release(stateAddress, byteCount: byteCount + 3 * page)
      }
      unsafe PlatformPages.unmap(stateAddress, byteCount: 2 * page + lost.lowerBound)
      unsafe PlatformPages.unmap(base + lost.upperBound, byteCount: byteCount + page - lost.upperBound)
    }

    /// Whether a block lies in the usable pages.
    func contains(_ block: Block) -> Bool { unsafe block.lies(in: base, byteCount: byteCount) }

    func pages(at offset: Int) -> UnsafeMutableRawPointer { unsafe base + offset }
  }
#endif

#if hasFeature(Embedded) || os(WASI)
  /// Whole pages from the platform's heap, where there is no operating system to ask, or it cannot take pages back.
  /// Address space cannot be reserved here, nor pages locked.
  enum PlatformPages {
    /// The page that memory grows by on WebAssembly, and the usual one elsewhere.
    static var pageByteCount: Int {
      #if arch(wasm32) || arch(wasm64)
        1 << 16
      #else
        1 << 12
      #endif
    }

    static var hugePageByteCount: Int { pageByteCount }

    static var freshPagesAreZero: Bool { false }

    static func map(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      let alignment = max(alignment, pageByteCount)
      return unsafe SystemAllocator().allocateIfPossible(byteCount: byteCount, alignment: alignment)?.address
    }

    static func unmap(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      unsafe SystemAllocator().deallocate(Block(address: address, byteCount: byteCount, alignment: pageByteCount))
    }

    static func prepare(_ address: UnsafeMutableRawPointer, byteCount: Int, options: PageOptions) -> Bool {
      !options.contains(.locked)
    }

    static func commit(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool { true }

    static func decommit(_ address: UnsafeMutableRawPointer, byteCount: Int) {}

    static var lockableByteCount: Int { 0 }

    static func shrink(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) {}

    static func grow(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) -> Bool { false }

    static func move(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) -> UnsafeMutableRawPointer? { nil }

    static func isMapped(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool { true }
  }
#endif

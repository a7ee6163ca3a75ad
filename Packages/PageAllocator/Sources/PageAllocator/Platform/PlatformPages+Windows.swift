#if os(Windows) && !hasFeature(Embedded)
  internal import WinSDK

  /// The operating system's pages, under one spelling. Addresses and sizes are whole pages here. Written from the
  /// system's documentation, and not run yet.
  enum PlatformPages {
    static let pageByteCount: Int = {
      var information = unsafe SYSTEM_INFO()
      unsafe GetSystemInfo(&information)
      return unsafe Int(information.dwPageSize)
    }()

    static var hugePageByteCount: Int { pageByteCount }

    static var freshPagesAreZero: Bool { true }

    private static func allocate(
      _ address: UnsafeMutableRawPointer?, _ byteCount: Int, _ kind: Int32, _ protection: Int32
    ) -> UnsafeMutableRawPointer? {
      unsafe VirtualAlloc(address, SIZE_T(byteCount), DWORD(kind), DWORD(protection))
    }

    static func map(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      unsafe allocateAligned(byteCount, alignment, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE)
    }

    static func reserve(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      unsafe allocateAligned(byteCount, alignment, MEM_RESERVE, PAGE_NOACCESS)
    }

    /// A part of an allocation cannot be returned. So more is reserved to find an aligned place, all of it returned,
    /// and that place asked for, which another thread may have taken meanwhile.
    private static func allocateAligned(
      _ byteCount: Int, _ alignment: Int, _ kind: Int32, _ protection: Int32
    ) -> UnsafeMutableRawPointer? {
      if alignment <= 1 << 16 { return unsafe allocate(nil, byteCount, kind, protection) }
      guard let padded = SizeArithmetic.sum(byteCount, alignment) else { return nil }
      for _ in 0..<16 {
        guard let start = unsafe allocate(nil, padded, MEM_RESERVE, PAGE_NOACCESS) else { return nil }
        unsafe release(start, byteCount: padded)
        let mask = UInt(alignment - 1)
        let place = unsafe UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: start) &+ mask) & ~mask)
        if let address = unsafe allocate(place, byteCount, kind, protection) { return unsafe address }
      }
      return nil
    }

    static func unmap(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      let isReleased = unsafe VirtualFree(address, 0, DWORD(MEM_RELEASE))
      if !isReleased { _stop("pages could not be returned to the system: they did not come from it") }
    }

    static func release(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      unsafe unmap(address, byteCount: byteCount)
    }

    static func commit(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
      unsafe allocate(address, byteCount, MEM_COMMIT, PAGE_READWRITE) != nil
    }

    static func decommit(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      _ = unsafe VirtualFree(address, SIZE_T(byteCount), DWORD(MEM_DECOMMIT))
    }

    @discardableResult
    static func discard(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
      unsafe decommit(address, byteCount: byteCount)
      return unsafe commit(address, byteCount: byteCount)
    }

    static func prepare(_ address: UnsafeMutableRawPointer, byteCount: Int, options: PageOptions) -> Bool {
      unsafe !options.contains(.locked) || VirtualLock(address, SIZE_T(byteCount))
    }

    /// What the working set of the process is at least, less what the system needs of it, is not reported: nothing is
    /// known.
    static var lockableByteCount: Int { Int.max }

    /// The pages behind the new end return to the system, their addresses with the block.
    static func shrink(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) {
      unsafe decommit(address + new, byteCount: old - new)
    }

    static func grow(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) -> Bool { false }

    static func move(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) -> UnsafeMutableRawPointer? { nil }

    static func isMapped(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool { true }
  }
#endif

#if !hasFeature(Embedded) && !os(Windows) && !os(WASI)
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif

  /// The operating system's pages, under one spelling. Addresses and sizes are whole pages here.
  enum PlatformPages {
    static let pageByteCount = Int(sysconf(CInt(_SC_PAGESIZE)))

    /// The size of a huge page, or of a page where there is no advice to be had.
    static var hugePageByteCount: Int {
      #if os(Linux) || os(Android)
        1 << 21
      #else
        pageByteCount
      #endif
    }

    static var freshPagesAreZero: Bool { true }

    private static func map(_ byteCount: Int, _ protection: CInt, _ flags: CInt) -> UnsafeMutableRawPointer? {
      let address = unsafe mmap(nil, byteCount, protection, CInt(MAP_PRIVATE) | CInt(MAP_ANON) | flags, -1, 0)
      return unsafe isMapFailure(address) ? nil : address
    }

    /// Whether `mmap` failed: it returns -1 then.
    static func isMapFailure(_ address: UnsafeMutableRawPointer?) -> Bool {
      UInt(bitPattern: address) == UInt.max
    }

    /// Pages that can be read and written, at a multiple of `alignment`.
    static func map(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      unsafe mapAligned(byteCount, alignment, PROT_READ | PROT_WRITE, 0)
    }

    /// Address space without memory, at a multiple of `alignment`.
    static func reserve(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      #if os(Linux) || os(Android)
        let flags = CInt(MAP_NORESERVE)
      #else
        let flags: CInt = 0
      #endif
      return unsafe mapAligned(byteCount, alignment, PROT_NONE, flags)
    }

    /// Maps more than is asked for where the alignment is more than a page's, and returns what is too much.
    private static func mapAligned(
      _ byteCount: Int, _ alignment: Int, _ protection: CInt, _ flags: CInt
    ) -> UnsafeMutableRawPointer? {
      if alignment <= pageByteCount { return unsafe map(byteCount, protection, flags) }
      guard let padded = SizeArithmetic.sum(byteCount, alignment - pageByteCount),
        let start = unsafe map(padded, protection, flags)
      else { return nil }
      let misalignment = Int(bitPattern: UInt(bitPattern: start) & UInt(alignment - 1))
      let front = misalignment == 0 ? 0 : alignment - misalignment
      let back = padded - front - byteCount
      if front > 0 { unsafe unmap(start, byteCount: front) }
      if back > 0 { unsafe unmap(start + front + byteCount, byteCount: back) }
      return unsafe start + front
    }

    /// Returns pages and their addresses.
    static func unmap(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      let code = unsafe munmap(address, byteCount)
      if code != 0 { _stop("pages could not be returned to the system: they did not come from it") }
    }

    /// Returns a reservation as a whole.
    static func release(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      unsafe unmap(address, byteCount: byteCount)
    }

    /// Makes reserved pages readable and writable.
    static func commit(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
      unsafe mprotect(address, byteCount, PROT_READ | PROT_WRITE) == 0
    }

    /// Returns the memory of pages and makes any use of their addresses stop the program.
    static func decommit(_ address: UnsafeMutableRawPointer, byteCount: Int) {
      #if os(Linux) || os(Android)
        unsafe munlock(address, byteCount)  // locked pages cannot be discarded
        unsafe madvise(address, byteCount, CInt(MADV_DONTNEED))
        unsafe mprotect(address, byteCount, PROT_NONE)
      #else
        unsafe mmap(address, byteCount, PROT_NONE, CInt(MAP_PRIVATE) | CInt(MAP_ANON) | CInt(MAP_FIXED), -1, 0)
      #endif
    }

    /// Returns the memory of committed pages, which stay usable and are zero when they are next read.
    ///
    /// - Returns: Whether that was done. Locked pages are left as they are.
    @discardableResult
    static func discard(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
      #if os(Linux) || os(Android)
        return unsafe madvise(address, byteCount, CInt(MADV_DONTNEED)) == 0
      #else
        let flags = CInt(MAP_PRIVATE) | CInt(MAP_ANON) | CInt(MAP_FIXED)
        return unsafe !isMapFailure(mmap(address, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0))
      #endif
    }

    /// Does to committed pages what the options say; false when they cannot be locked.
    static func prepare(_ address: UnsafeMutableRawPointer, byteCount: Int, options: PageOptions) -> Bool {
      #if os(Linux) || os(Android)
        if options.contains(.hugePages) { unsafe madvise(address, byteCount, 14) }  // MADV_HUGEPAGE
      #endif
      return unsafe !options.contains(.locked) || mlock(address, byteCount) == 0
    }

    static var lockableByteCount: Int {
      var limit = rlimit()
      #if canImport(Glibc)
        let resource = __rlimit_resource_t(8)  // RLIMIT_MEMLOCK
      #else
        let resource = RLIMIT_MEMLOCK
      #endif
      guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
      return Int(clamping: limit.rlim_cur)
    }
  }
#endif

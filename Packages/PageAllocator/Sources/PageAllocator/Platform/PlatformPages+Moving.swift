#if !hasFeature(Embedded) && !os(WASI)
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif

  extension PlatformPages {
    /// Moves the memory behind some pages to others without copying it, where the system can; the old ones are empty then.
    ///
    /// The system unmaps the pages at the target first, and may fail behind that: where a process has as many mappings
    /// as it may, or, before Linux 6.17, where the pages lie in several. They are mapped again then, unless another thread
    /// may have them.
    static func move(_ address: UnsafeMutableRawPointer, byteCount: Int, to target: UnsafeMutableRawPointer) -> PageMove
    {
      #if os(Linux) || os(Android)
        let mayMoveToAddressAndKeepMapping: CInt = 1 | 2 | 4  // the last one since Linux 5.7
        let moved = unsafe systemRemap(address, byteCount, byteCount, mayMoveToAddressAndKeepMapping, target)
        if unsafe !isMapFailure(moved) { return .moved }
        // Any other error is found before anything is done.
        guard errno == ENOMEM || errno == EFAULT || errno == EAGAIN else { return .refused }
        return unsafe restore(address, byteCount, target)
      #else
        return .refused
      #endif
    }

    #if os(Linux) || os(Android)
      /// Maps the target of a move that failed again, if the system has unmapped it.
      private static func restore(
        _ address: UnsafeMutableRawPointer, _ byteCount: Int, _ target: UnsafeMutableRawPointer
      ) -> PageMove {
        let keepingOthers: CInt = 0x10_0000  // MAP_FIXED_NOREPLACE, since Linux 4.17
        if unsafe mapAnew(target, byteCount, keepingOthers) { return .refused }
        // Something is there: what was there before, or another thread's, or what was moved of several mappings before one
        // failed. Pages that were moved are empty now, and those of the target were so before.
        var page = 0
        while page < byteCount {
          let source = unsafe UnsafeMutableRawBufferPointer(start: address + page, count: pageByteCount)
          let copy = unsafe UnsafeMutableRawBufferPointer(start: target + page, count: pageByteCount)
          if unsafe isZero(source) && isMapped(target + page, byteCount: pageByteCount) && !isZero(copy) {
            unsafe source.copyMemory(from: UnsafeRawBufferPointer(copy))
          }
          page += pageByteCount
        }
        return .lost
      }

      private static func isZero(_ page: UnsafeMutableRawBufferPointer) -> Bool {
        unsafe page.assumingMemoryBound(to: UInt.self).allSatisfy { $0 == 0 }
      }

      /// Maps pages of a reservation that can be read and written, as committing them does.
      private static func mapAnew(_ address: UnsafeMutableRawPointer, _ byteCount: Int, _ flags: CInt) -> Bool {
        let all = CInt(MAP_PRIVATE) | CInt(MAP_ANONYMOUS) | CInt(MAP_NORESERVE) | flags
        return unsafe mmap(address, byteCount, PROT_READ | PROT_WRITE, all, -1, 0) == address
      }
    #endif

    /// Replaces committed pages of a reservation by new ones, which the system joins with those beside them.
    ///
    /// - Returns: Whether the pages can be used.
    static func renew(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
      #if os(Linux) || os(Android)
        return unsafe mapAnew(address, byteCount, CInt(MAP_FIXED)) || isMapped(address, byteCount: byteCount)
      #else
        return true
      #endif
    }
  }
#endif

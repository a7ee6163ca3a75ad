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

  #if os(Linux) || os(Android)
    // Declared with a variable list of arguments, which Swift does not import. The fifth is for one flag only.
    @_extern(c, "mremap")
    func systemRemap(
      _ address: UnsafeMutableRawPointer, _ oldByteCount: Int, _ newByteCount: Int, _ flags: CInt,
      _ newAddress: UnsafeMutableRawPointer?
    ) -> UnsafeMutableRawPointer?
  #endif

  extension PlatformPages {
    /// Returns the pages behind the new end.
    static func shrink(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) {
      unsafe unmap(address + new, byteCount: old - new)
    }

    /// Grows a mapping where it stands, where the system can.
    static func grow(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) -> Bool {
      #if os(Linux) || os(Android)
        return unsafe !isMapFailure(systemRemap(address, old, new, 0, nil))
      #else
        return false
      #endif
    }

    /// Moves a mapping to another place and size without copying, where the system can.
    static func move(_ address: UnsafeMutableRawPointer, from old: Int, to new: Int) -> UnsafeMutableRawPointer? {
      #if os(Linux) || os(Android)
        let mayMove: CInt = 1
        let moved = unsafe systemRemap(address, old, new, mayMove, nil)
        return unsafe isMapFailure(moved) ? nil : moved
      #else
        return nil
      #endif
    }

    /// Whether all pages are mapped, as far as the system reports.
    static func isMapped(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
      #if os(Linux) || os(Android)
        return unsafe msync(address, byteCount, CInt(MS_ASYNC)) == 0 || errno != ENOMEM
      #else
        return true
      #endif
    }
  }
#endif

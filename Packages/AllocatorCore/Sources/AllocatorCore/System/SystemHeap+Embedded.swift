#if hasFeature(Embedded)
  /// What the Embedded Swift runtime asks of the platform, and therefore has: `posix_memalign`.
  @_extern(c, "posix_memalign")
  @usableFromInline
  func platformAllocate(_ address: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: Int, _ byteCount: Int)
    -> CInt

  /// The heap of a platform without an operating system. Sizes are positive here; alignments are powers of two.
  @usableFromInline
  enum SystemHeap {
    /// No block can be moved by the platform, so that every reallocation takes the general path.
    @inlinable
    static var naturalAlignment: Int { 0 }

    @inlinable
    static func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      var address: UnsafeMutableRawPointer?
      let smallest = MemoryLayout<Int>.alignment  // posix_memalign takes no smaller alignment
      return unsafe platformAllocate(&address, max(alignment, smallest), byteCount) == 0 ? address : nil
    }

    @inlinable
    static func allocateZeroed(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      guard let address = unsafe allocate(byteCount: byteCount, alignment: alignment) else { return nil }
      unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      return unsafe address
    }

    @inlinable
    static func reallocate(_ block: Block, byteCount: Int) -> UnsafeMutableRawPointer? { nil }

    /// Swift's own deallocation is the platform's `free` here.
    @inlinable
    static func deallocate(_ address: UnsafeMutableRawPointer, alignment: Int) { unsafe address.deallocate() }

    @inlinable
    static func requestByteCount(for byteCount: Int) -> Int { max(byteCount, 1) }

    @inlinable
    static func goodByteCount(for byteCount: Int, alignment: Int) -> Int { byteCount }
  }
#endif

#if !hasFeature(Embedded)
  #if canImport(Darwin)
    public import Darwin
  #elseif canImport(Glibc)
    public import Glibc
  #elseif canImport(Musl)
    public import Musl
  #elseif canImport(Android)
    public import Android
  #elseif canImport(WASILibc)
    public import WASILibc
  #elseif os(Windows)
    public import ucrt
  #endif

  #if canImport(Glibc) || canImport(Musl) || canImport(Android)
    // Declared in <malloc.h>, which the platform's module map leaves out.
    @_extern(c, "malloc_usable_size")
    @usableFromInline
    func platformUsableByteCount(_ address: UnsafeMutableRawPointer) -> Int
  #endif

  /// The platform's heap, under one spelling. Sizes are positive here; alignments are powers of two.
  @usableFromInline
  enum SystemHeap {
    /// The alignment that `malloc` gives to every block: that of the platform's `max_align_t`.
    @inlinable
    static var naturalAlignment: Int { Int.bitWidth == 64 ? 16 : 8 }

    @inlinable
    static func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      #if os(Windows)
        return alignment <= naturalAlignment ? unsafe malloc(byteCount) : unsafe _aligned_malloc(byteCount, alignment)
      #else
        if alignment <= naturalAlignment { return unsafe malloc(byteCount) }
        var address: UnsafeMutableRawPointer?
        return unsafe posix_memalign(&address, alignment, byteCount) == 0 ? address : nil
      #endif
    }

    @inlinable
    static func allocateZeroed(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
      if alignment <= naturalAlignment { return unsafe calloc(1, byteCount) }
      guard let address = unsafe allocate(byteCount: byteCount, alignment: alignment) else { return nil }
      unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      return unsafe address
    }

    @inlinable
    static func reallocate(_ block: Block, byteCount: Int) -> UnsafeMutableRawPointer? {
      unsafe realloc(block.address, byteCount)
    }

    @inlinable
    static func deallocate(_ address: UnsafeMutableRawPointer, alignment: Int) {
      #if os(Windows)
        if alignment > naturalAlignment { return unsafe _aligned_free(address) }
      #endif
      unsafe free(address)
    }

    /// The bytes that the block may grow to where it stands, as the platform tells; its own size where it does not.
    @inlinable
    static func usableByteCount(of block: Block) -> Int {
      #if canImport(Darwin)
        return unsafe malloc_size(block.address)
      #elseif canImport(Glibc) || canImport(Musl) || canImport(Android)
        return unsafe platformUsableByteCount(block.address)
      #elseif os(Windows)
        return unsafe block.alignment <= naturalAlignment ? Int(_msize(block.address)) : block.byteCount
      #else
        return unsafe block.byteCount
      #endif
    }

    /// The size that the platform rounds `byteCount` up to.
    @inlinable
    static func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      #if canImport(Darwin)
        return alignment <= naturalAlignment ? Int(malloc_good_size(byteCount)) : byteCount
      #elseif canImport(Glibc)
        // A chunk is a multiple of two words, of which one word is its header: 24, 40, 56, … bytes are whole.
        let word = MemoryLayout<Int>.size
        guard let needed = SizeArithmetic.sum(max(byteCount, 3 * word), word),
          let chunk = SizeArithmetic.roundedUp(needed, toMultipleOf: 2 * word)
        else { return byteCount }
        return chunk - word
      #else
        return byteCount
      #endif
    }
  }
#endif

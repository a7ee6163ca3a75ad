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

  /// The platform's heap, under one spelling. Alignments are powers of two here.
  ///
  /// The optimizer knows `malloc` and drops accesses behind what it was asked for, whatever room there is. So a block that
  /// may grow where it stands asks for that room to begin with: ``requestByteCount(for:)``.
  @usableFromInline
  enum SystemHeap {
    /// The alignment that `malloc` ensures for every block: that of the platform's `max_align_t`.
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

    /// What the platform is asked for to serve `byteCount` bytes: what it would round that up to, where that is known
    /// without a call, and never zero. A block may grow up to it.
    @inline(always)
    @inlinable
    static func requestByteCount(for byteCount: Int) -> Int {
      #if canImport(Glibc)
        // A chunk is a multiple of two words, and at least four, of which one is its header: 24, 40, 56, … bytes are whole.
        // Sizes near the largest wrap to what `malloc`, whose argument is unsigned, refuses.
        let word = MemoryLayout<Int>.size
        let whole = SizeArithmetic.roundedUp(unchecked: max(byteCount, word &+ 1) &+ word, toMultipleOf: 2 &* word)
        return whole &- word
      #else
        return max(byteCount, 1)
      #endif
    }

    /// The size that the platform rounds `byteCount` up to.
    @inlinable
    static func goodByteCount(for byteCount: Int, alignment: Int) -> Int {
      #if canImport(Darwin)
        return alignment <= naturalAlignment ? Int(malloc_good_size(byteCount)) : byteCount
      #elseif canImport(Glibc)
        return max(requestByteCount(for: byteCount), byteCount)
      #else
        return byteCount
      #endif
    }
  }
#endif

#if canImport(Glibc)
  import Glibc
  import SlabAllocator
  import Testing

  /// The most memory of this process that was ever resident, in bytes.
  private var peakResidentByteCount: Int {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  /// Sanitizers write into memory, or into what they know of it, when it is allocated.
  private let isSanitized = unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

  // A region of a terabyte has tables of four gigabytes and a half.
  @Suite(.enabled(if: !isSanitized)) struct HugeRegionTests {
    @Test func `tables of a huge region take memory as they are used`() throws {
      let before = peakResidentByteCount
      do {
        let memory = try SlabAllocator(
          byteCount: 1 << 40, committing: 1 << 16, source: CommittedPages(SystemAllocator()))
        let piece = try memory.take(100)
        memory.give(piece)
      }
      #expect(peakResidentByteCount - before < 1 << 30)
    }

    @Test func `a huge region that the system refuses costs nothing`() {
      let before = peakResidentByteCount
      // A system that promises more memory than it has does not refuse it.
      _ = try? SlabAllocator(byteCount: 1 << 40, source: CommittedPages(SystemAllocator()))
      #expect(peakResidentByteCount - before < 1 << 30)
    }
  }
#endif

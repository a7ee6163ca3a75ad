#if os(Linux) && canImport(Glibc)
  import Allocators
  import Glibc
  import Synchronization
  import Testing

  /// `fork`, which Swift does not import.
  @_extern(c, "fork")
  private func forkProcess() -> pid_t

  private enum Fork {
    static let isOver = Atomic(false)
    /// Blocks of which most come and go past the thread's cache.
    static func allocate(_ count: Int) {
      let blocks = unsafe (0..<count).map { _ in
        unsafe GeneralAllocator.shared.allocateIfPossible(byteCount: 4000, alignment: 16)!
      }
      for index in unsafe blocks.indices { unsafe GeneralAllocator.shared.deallocate(blocks[index]) }
    }
  }

  @Suite struct ForkTests {
    @Test(.disabled(if: isSanitized, "a sanitizer's own locks are not held while a process is forked"))
    func `children of a program whose threads allocate can use the shared allocator`() async {
      await #expect(processExitsWith: .success) {
        Fork.allocate(1)
        var thread = pthread_t()
        unsafe pthread_create(
          &thread, nil,
          { _ in
            while !Fork.isOver.load(ordering: .relaxed) { Fork.allocate(2000) }
            return nil
          }, nil)
        for number in 0..<50 {
          let child = forkProcess()
          if child == 0 {
            alarm(20)
            Fork.allocate(1000)
            _exit(0)
          }
          var status: CInt = 0
          unsafe waitpid(child, &status, 0)
          precondition(status == 0, "child \(number) ended with \(status)")
        }
        Fork.isOver.store(true, ordering: .relaxed)
        pthread_join(thread, nil)
      }
    }
  }
#endif

#if os(Linux) && !hasFeature(Embedded)
  #if canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #endif
  internal import Synchronization

  /// Finds out whether memory that one thread at a time may use is used by two at once.
  ///
  /// Its atomics order nothing else, so that ThreadSanitizer sees whatever the allocator under test leaves unordered.
  final class Turnstile: Sendable {
    private let isTaken = Atomic(false)
    private let wasFoundTaken = Atomic(false)
    private let count = Atomic(0)

    var wasPassedAtOnce: Bool { wasFoundTaken.load(ordering: .relaxed) }

    func enter() {
      while isTaken.exchange(true, ordering: .relaxed) {
        wasFoundTaken.store(true, ordering: .relaxed)
        sched_yield()
      }
      // Now and then the others may try; always, a busy machine would not come to an end.
      if count.add(1, ordering: .relaxed).newValue & 15 == 0 { sched_yield() }
    }

    func leave() { isTaken.store(false, ordering: .relaxed) }
  }
#endif

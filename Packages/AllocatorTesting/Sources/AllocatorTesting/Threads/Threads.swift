#if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif

  /// What a thread does.
  class ThreadBody {
    func run() {}
  }

  /// A thread that runs a body; it has to be joined.
  struct RunningThread {
    let handle: pthread_t

    init(_ body: ThreadBody) {
      #if canImport(Darwin)
        var thread: pthread_t?
      #else
        var thread = pthread_t()
      #endif
      let context = unsafe Unmanaged.passRetained(body).toOpaque()
      let code = unsafe pthread_create(
        &thread, nil,
        { context in
          #if canImport(Darwin)
            let body = unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
          #else
            let body = unsafe Unmanaged<ThreadBody>.fromOpaque(context.unsafelyUnwrapped).takeRetainedValue()
          #endif
          body.run()
          return nil
        }, context)
      precondition(code == 0, "a thread could not be started")
      #if canImport(Darwin)
        unsafe handle = thread.unsafelyUnwrapped
      #else
        handle = thread
      #endif
    }

    func join() { pthread_join(handle, nil) }

    /// Lets another thread run.
    static func yield() { _ = sched_yield() }
  }

  /// A mutex, which ThreadSanitizer sees.
  @safe
  final class ThreadMutex {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
      unsafe pthread_mutex_init(mutex, nil)
      unsafe pthread_cond_init(condition, nil)
    }

    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe mutex.deallocate()
      unsafe pthread_cond_destroy(condition)
      unsafe condition.deallocate()
    }

    func lock() { unsafe pthread_mutex_lock(mutex) }
    func unlock() { unsafe pthread_mutex_unlock(mutex) }

    func withLock<Result>(_ body: () -> Result) -> Result {
      lock()
      defer { unlock() }
      return body()
    }

    /// Under the lock: waits until somebody signals, or for about `milliseconds` milliseconds.
    func wait(milliseconds: Int) {
      var time = timespec()
      unsafe clock_gettime(CLOCK_REALTIME, &time)
      let nanoseconds = Int(time.tv_nsec) + milliseconds % 1000 * 1_000_000
      time.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
      time.tv_nsec = nanoseconds % 1_000_000_000
      unsafe pthread_cond_timedwait(condition, mutex, &time)
    }

    /// Under the lock: wakes those who wait.
    func signal() { unsafe pthread_cond_broadcast(condition) }
  }
#endif

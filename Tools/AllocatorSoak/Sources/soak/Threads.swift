#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A thread of the platform, with all that happens at its end; it has to be joined.
struct SoakThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  private let handle: pthread_t

  init(_ run: @escaping @Sendable () -> Void) {
    let context = unsafe Unmanaged.passRetained(Body(run)).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        let context: UnsafeMutableRawPointer? = unsafe context
        unsafe Unmanaged<Body>.fromOpaque(context.unsafelyUnwrapped).takeRetainedValue().run()
        return nil
      }, context)
    if code != 0 { fail("a thread could not be started: \(code)") }
    #if canImport(Darwin)
      unsafe handle = thread.unsafelyUnwrapped
    #else
      handle = thread
    #endif
  }

  func join() { pthread_join(handle, nil) }
}

/// A mutex that ThreadSanitizer sees, and what it protects.
@safe
final class Guarded<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    unsafe pthread_mutex_init(mutex, nil)
  }
  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  func with<Result>(_ body: (inout Value) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}

/// Says what is wrong, and ends the program.
func fail(_ text: String) -> Never {
  print(text)
  fflush(nil)
  _exit(1)
}

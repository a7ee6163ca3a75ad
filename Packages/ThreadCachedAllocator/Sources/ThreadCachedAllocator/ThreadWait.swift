#if !hasFeature(Embedded)
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Android)
    internal import Android
  #endif
#endif

/// What a thread does that waits for another one.
@usableFromInline
enum ThreadWait {
  /// Lets others run, where the platform has threads to run.
  @usableFromInline
  static func yield() {
    #if !hasFeature(Embedded) && (canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android))
      sched_yield()
    #endif
  }
}

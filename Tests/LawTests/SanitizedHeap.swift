#if canImport(Glibc)
  import Glibc

  /// Whether the platform's heap is a sanitizer's, which sets no more aside than was asked for.
  let heapIsSanitized = unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
#else
  let heapIsSanitized = false
#endif
